#include "api/throttle.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/encoding.h"

namespace entrepot::api {
namespace {

constexpr std::int64_t kToken = 1'000'000;
constexpr std::uint32_t kMaxRate = 1'000'000;

std::unexpected<Error> bad_override(std::string_view text, std::string_view why) {
  return fail(ErrorKind::kInvalidParameter,
              fmt::format("configuration: throttle_rates: '{}' {}", printable(text, 64), why));
}

}  // namespace

Result<Rates> rates_of(std::span<const OperationInfo> operations, std::string_view overrides) {
  Rates rates;
  for (const OperationInfo& each : operations) {
    if (each.per_second != 0) rates.emplace(each.operation, each.per_second);
  }
  while (!overrides.empty()) {
    const auto comma = std::min(overrides.find(','), overrides.size());
    const std::string_view part = overrides.substr(0, comma);
    overrides.remove_prefix(std::min(comma + 1, overrides.size()));
    const auto equals = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    const std::string_view number = part.substr(std::min(equals + 1, part.size()));
    std::uint32_t rate = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rate);
    if (number.empty() || error != std::errc() || end != number.data() + number.size() || rate > kMaxRate) {
      return bad_override(part, fmt::format("must be <operation>=<0 to {}>", kMaxRate));
    }
    if (std::ranges::find(operations, name, &OperationInfo::operation) == operations.end()) {
      return bad_override(part, "names no operation (print-operations lists them)");
    }
    rates.insert_or_assign(std::string(name), rate);
  }
  std::erase_if(rates, [](const auto& rate) { return rate.second == 0; });
  return rates;
}

Throttle::Throttle(const Clock& clock, Rates rates) : clock_(clock) {
  std::size_t bucket = 0;
  for (const auto& [operation, rate] : rates) limits_.emplace(operation, Limit{rate, bucket++});
}

std::int64_t Throttle::filled(const Bucket& bucket, std::uint32_t per_second, SysTime now) const {
  const std::int64_t full = per_second * kToken;
  // A second fills it; a clock that went back adds nothing.
  const std::int64_t elapsed = std::clamp<std::int64_t>((now - bucket.filled_at).count(), 0, kToken);
  return std::min(full, bucket.micro_tokens + elapsed * per_second);
}

Result<void> Throttle::take(const model::RegistryId& registry, std::string_view operation) {
  const auto limit = limits_.find(operation);
  if (limit == limits_.end()) return {};
  const SysTime now = clock_.now();
  const std::uint32_t per_second = limit->second.per_second;
  const std::scoped_lock lock(mutex_);
  auto found = buckets_.find(registry);
  if (found == buckets_.end()) {
    if (buckets_.size() >= kMaxRegistries) forget_idle(now);
    found = buckets_.emplace(registry, std::vector<Bucket>()).first;
    for (const auto& [name, each] : limits_) found->second.push_back({each.per_second * kToken, now});
  }
  Bucket& bucket = found->second[limit->second.bucket];
  bucket = {filled(bucket, per_second, now), now};
  if (bucket.micro_tokens < kToken) return fail(ErrorKind::kThrottled, "Rate exceeded");
  bucket.micro_tokens -= kToken;
  return {};
}

Result<void> Throttle::take_action(const model::RegistryId& registry, std::string_view action) {
  return take(registry, action.substr(action.find(':') + 1));
}

std::size_t Throttle::size() const {
  const std::scoped_lock lock(mutex_);
  return buckets_.size();
}

void Throttle::forget_idle(SysTime now) {
  std::erase_if(buckets_, [&](const auto& registry) {
    return std::ranges::all_of(limits_, [&](const auto& limit) {
      const Limit& each = limit.second;
      return filled(registry.second[each.bucket], each.per_second, now) == each.per_second * kToken;
    });
  });
  if (buckets_.size() >= kMaxRegistries) buckets_.clear();
}

}  // namespace entrepot::api
