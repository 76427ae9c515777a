#pragma once
// Policies that belong to one user, group or role.

#include <string>
#include <vector>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

/// Whose: kNoSuchEntity if there is no such user, group or role.
struct Whose {
  model::AccountId account;
  Kind kind = Kind::kUser;
  std::string name;
};

class InlinePolicies {
 public:
  explicit InlinePolicies(Core& core) : core_(core) {}

  /// Replaces one of the same name. kMalformedPolicy, kLimitExceeded.
  async::Task<void> put(Whose whose, InlinePolicy policy);
  /// kNoSuchEntity.
  async::Task<InlinePolicy> get(Whose whose, std::string policy);
  async::Task<void> remove(Whose whose, std::string policy);
  /// By name.
  async::Task<std::vector<InlinePolicy>> list(Whose whose);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
