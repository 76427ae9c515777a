#pragma once
// How often an account may ask for an operation in a region: ECR's quotas, where they are configured.

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/names.h"

namespace entrepot::api {

/// Requests per second, by the operation's name ("PutImage"); what is not there is not limited.
using Rates = std::map<std::string, std::uint32_t, std::less<>>;

/// The numbers of `operations` (OperationInfo::per_second), changed by `overrides`: "PutImage=20,BatchGetImage=0",
/// where 0 takes the limit away. kInvalidParameter for what is not of this form, or names no operation.
Result<Rates> rates_of(std::span<const OperationInfo> operations, std::string_view overrides);

/// A bucket of tokens for each operation of each registry: one second's worth at most, so a burst has the size of the
/// rate. Thread-safe. Memory is bounded: a registry has a bucket for each limited operation, and beyond kMaxRegistries
/// the full buckets, which say nothing, are forgotten; if there are none, all are.
class Throttle {
 public:
  static constexpr std::size_t kMaxRegistries = 4'096;

  Throttle(const Clock& clock, Rates rates);

  /// kThrottled "Rate exceeded".
  Result<void> take(const model::RegistryId& registry, std::string_view operation);
  /// The same for an IAM action, "ecr:PutImage": what a request of the registry protocol counts as.
  Result<void> take_action(const model::RegistryId& registry, std::string_view action);
  /// Of registries that have buckets.
  std::size_t size() const;

 private:
  struct Bucket {
    std::int64_t micro_tokens;
    SysTime filled_at;
  };
  struct Limit {
    std::uint32_t per_second;
    std::size_t bucket;
  };
  void forget_idle(SysTime now);
  std::int64_t filled(const Bucket& bucket, std::uint32_t per_second, SysTime now) const;

  const Clock& clock_;
  std::map<std::string, Limit, std::less<>> limits_;
  mutable std::mutex mutex_;
  std::map<model::RegistryId, std::vector<Bucket>> buckets_;
};

}  // namespace entrepot::api
