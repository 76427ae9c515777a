#pragma once
// The managed policies of AWS that a registry needs: every account has them, nobody can change them.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace entrepot::identity {

struct AwsPolicy {
  std::string_view name;
  std::string_view path;
  std::string_view id;
  std::string_view description;
  std::int64_t version;     ///< the one that AWS has now; the only one here
  std::int64_t created_at;  ///< seconds since the epoch, as the next
  std::int64_t updated_at;
  std::string_view document;

  std::string arn() const;
};

/// By name.
std::span<const AwsPolicy> aws_policies();
/// Null if there is none.
const AwsPolicy* find_aws_policy(std::string_view arn);

}  // namespace entrepot::identity
