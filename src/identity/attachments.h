#pragma once
// Which managed policies users, groups and roles have, as permissions and as boundary.

#include <string>
#include <vector>

#include "identity/core.h"
#include "identity/inline_policies.h"
#include "identity/types.h"
#include "meta/managed_policies.h"

namespace entrepot::identity {

class Attachments {
 public:
  explicit Attachments(Core& core) : core_(core) {}

  /// Once more is no error. kNoSuchEntity, kLimitExceeded beyond ten.
  async::Task<void> attach(Whose whose, std::string policy_arn);
  /// kNoSuchEntity if it is not attached.
  async::Task<void> detach(Whose whose, std::string policy_arn);
  /// Those whose path begins with `path_prefix`; by ARN.
  async::Task<std::vector<AttachedPolicy>> list(Whose whose, std::string path_prefix);

  /// kNoSuchEntity.
  async::Task<void> set_boundary(Whose whose, std::string policy_arn);
  /// Without one: no error.
  async::Task<void> remove_boundary(Whose whose);

  struct Holder {
    Kind kind = Kind::kUser;
    std::string id;
    std::string name;
    std::string path;
  };
  /// Whoever in the account has the policy; by unique id. kNoSuchEntity if there is no such policy.
  async::Task<Page<Holder>> holders(model::AccountId account, std::string policy_arn, meta::PolicyUse use,
                                    PageRequest page);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
