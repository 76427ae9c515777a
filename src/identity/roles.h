#pragma once
// Roles of an account.

#include <chrono>
#include <optional>
#include <string>

#include "identity/core.h"
#include "identity/entities.h"

namespace entrepot::identity {

struct NewRole {
  NewEntity entity;
  std::string trust;
  std::string description{};
  std::chrono::seconds max_session{3600};
};

class Roles {
 public:
  explicit Roles(Core& core) : core_(core) {}

  /// kEntityExists, kLimitExceeded, kInvalidInput, kMalformedPolicy, kNoSuchEntity (of the boundary).
  async::Task<Role> create(model::AccountId account, NewRole role);
  /// kNoSuchEntity, as all that follow.
  async::Task<Role> get(model::AccountId account, std::string name);
  async::Task<Page<Role>> list(model::AccountId account, PageRequest page);
  /// What is not given stays.
  async::Task<Role> update(model::AccountId account, std::string name, std::optional<std::string> description,
                           std::optional<std::chrono::seconds> max_session);
  /// kMalformedPolicy, kLimitExceeded.
  async::Task<void> update_trust(model::AccountId account, std::string name, std::string trust);
  /// No session that was issued before now is good any more.
  async::Task<void> revoke_sessions(model::AccountId account, std::string name);
  /// kDeleteConflict while it has policies.
  async::Task<void> remove(model::AccountId account, std::string name);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
