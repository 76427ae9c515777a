#pragma once
// A bound on the work of one decision, so that no policy and no request can make it slow.

#include <cstdint>

namespace entrepot::iam {

/// Counts steps rather than time: a decision does not depend on how busy the machine is. About four nanoseconds each.
class Effort {
 public:
  static constexpr std::int64_t kSteps = 200'000;
  void spend(std::size_t steps) noexcept { left_ -= static_cast<std::int64_t>(steps); }
  bool is_spent() const noexcept { return left_ < 0; }

 private:
  std::int64_t left_ = kSteps;
};

}  // namespace entrepot::iam
