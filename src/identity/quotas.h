#pragma once
// How much an account may hold. IAM user guide, "IAM and AWS STS quotas": the defaults.

#include <cstddef>
#include <cstdint>

#include "meta/identities.h"

namespace entrepot::identity {

struct Quotas {
  std::int64_t users = 5'000;
  std::int64_t groups = 300;
  std::int64_t roles = 1'000;
  std::int64_t policies = 1'500;
  std::size_t oidc_providers = 100;
};

inline constexpr std::size_t kAccessKeysPerUser = 2;
inline constexpr std::size_t kGroupsPerUser = 10;
inline constexpr std::size_t kAttachedPolicies = 10;
inline constexpr std::size_t kPolicyVersions = 5;
inline constexpr std::size_t kTags = 50;
inline constexpr std::size_t kClientIds = 100;
inline constexpr std::size_t kThumbprints = 5;
/// Of documents, without white space.
inline constexpr std::size_t kManagedPolicySize = 6'144;
inline constexpr std::size_t kTrustPolicySize = 2'048;
/// Of all inline policies of one.
constexpr std::size_t inline_policy_size(meta::IdentityKind kind) {
  switch (kind) {
    case meta::IdentityKind::kUser:
      return 2'048;
    case meta::IdentityKind::kGroup:
      return 5'120;
    case meta::IdentityKind::kRole:
      return 10'240;
  }
  return 0;
}

}  // namespace entrepot::identity
