#pragma once
// Users of an account.

#include <optional>
#include <string>

#include "identity/core.h"
#include "identity/entities.h"

namespace entrepot::identity {

class Users {
 public:
  explicit Users(Core& core) : core_(core) {}

  /// kEntityExists, kLimitExceeded, kInvalidInput, kNoSuchEntity (of the boundary).
  async::Task<User> create(model::AccountId account, NewEntity user);
  /// kNoSuchEntity, as all that follow.
  async::Task<User> get(model::AccountId account, std::string name);
  /// The user of a unique id.
  async::Task<User> get_by_id(std::string id);
  async::Task<Page<User>> list(model::AccountId account, PageRequest page);
  /// Its ARN changes, its unique id does not. kEntityExists.
  async::Task<void> update(model::AccountId account, std::string name, std::optional<std::string> new_name,
                           std::optional<std::string> new_path);
  /// kDeleteConflict while it has policies, access keys, or is in a group.
  async::Task<void> remove(model::AccountId account, std::string name);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
