#pragma once
// What users, roles and organisations are now: in memory, found on every request, so no I/O. Filled from the store at
// start and on change.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "iam/policy.h"
#include "model/names.h"

namespace entrepot::iam {

/// A user or a role, with all that decides what it may do.
struct Identity {
  std::string id;  ///< "AIDA..", "AROA.."
  std::string name;
  std::string path = "/";
  std::string arn;
  model::AccountId account;
  bool is_role = false;
  std::uint64_t epoch = 0;      ///< sessions that carry another one are revoked
  SysTime sessions_valid_from;  ///< sessions issued before are refused
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::shared_ptr<const Policy>> policies;  ///< inline, attached, and those of its groups
  std::shared_ptr<const Policy> boundary;               ///< null: none
  std::shared_ptr<const Policy> trust;                  ///< roles: who may assume it
  std::chrono::seconds max_session{3600};               ///< roles
};

/// The policies of an organisation that bind one account. Each level (the root, a unit, the account itself) is a set of
/// policies, and every level must allow (Policy::allow_all() where only Denies are meant); a Deny of any wins. No
/// levels: no bound.
struct Organisation {
  using Level = std::vector<std::shared_ptr<const Policy>>;
  std::vector<Level> service_control;   ///< bind what principals of the account may do
  std::vector<Level> resource_control;  ///< bind what anybody may do with resources of the account
};

/// Thread-safe; look-ups take a snapshot without a lock that writers hold for long.
class Directory {
 public:
  Directory();
  ~Directory();

  /// Also under a new name (ARN) or with other policies: what was known under the id is replaced.
  void put(Identity identity);
  void remove(std::string_view id);
  /// Null if unknown.
  std::shared_ptr<const Identity> find(std::string_view id) const;
  /// "arn:aws:iam::123456789012:user/..": the user or role of that ARN now. Null if there is none.
  std::shared_ptr<const Identity> find_arn(std::string_view arn) const;

  /// Null takes the bounds away.
  void put_organisation(const model::AccountId& account, std::shared_ptr<const Organisation> organisation);
  std::shared_ptr<const Organisation> find_organisation(const model::AccountId& account) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::iam
