#pragma once
// Groups of users.

#include <optional>
#include <string>

#include "identity/core.h"
#include "identity/entities.h"

namespace entrepot::identity {

class Groups {
 public:
  explicit Groups(Core& core) : core_(core) {}

  /// kEntityExists, kLimitExceeded.
  async::Task<Entity> create(model::AccountId account, NewEntity group);
  /// kNoSuchEntity, as all that follow.
  async::Task<Entity> get(model::AccountId account, std::string name);
  async::Task<Page<Entity>> members(model::AccountId account, std::string name, PageRequest page);
  async::Task<Page<Entity>> list(model::AccountId account, PageRequest page);
  async::Task<void> update(model::AccountId account, std::string name, std::optional<std::string> new_name,
                           std::optional<std::string> new_path);
  /// kDeleteConflict while it has policies or members.
  async::Task<void> remove(model::AccountId account, std::string name);

  /// Once more is no error. kLimitExceeded beyond 10 groups.
  async::Task<void> add_user(model::AccountId account, std::string group, std::string user);
  async::Task<void> remove_user(model::AccountId account, std::string group, std::string user);
  async::Task<Page<Entity>> groups_of(model::AccountId account, std::string user, PageRequest page);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
