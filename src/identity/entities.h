#pragma once
// What users, groups and roles have in common, inside a transaction.

#include <optional>
#include <string>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

struct NewEntity {
  std::string name;
  std::string path = "/";
  std::optional<std::string> boundary_arn{};
  Tags tags{};
};

Entity to_entity(const meta::IdentityRow& row);

/// kNoSuchEntity.
async::Task<meta::IdentityRow> find_entity(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                           const std::string& name);
/// As above, to change it: kUnmodifiableEntity for a role that belongs to a service.
async::Task<meta::IdentityRow> find_changeable(Change& change, const model::AccountId& account, Kind kind,
                                               const std::string& name);
/// kEntityExists, kLimitExceeded, kInvalidInput (tags), kNoSuchEntity (boundary).
async::Task<meta::IdentityRow> insert_entity(Change& change, const model::AccountId& account, Kind kind,
                                             const NewEntity& entity, std::int64_t quota);
/// Without a new name or path the old one stays. kEntityExists.
async::Task<void> rename_entity(Change& change, const meta::IdentityRow& row,
                                const std::optional<std::string>& new_name, const std::optional<std::string>& new_path);
/// kDeleteConflict while it has policies.
async::Task<void> delete_entity(Change& change, const meta::IdentityRow& row);
async::Task<Page<Entity>> list_entities(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                        const PageRequest& page);

/// A managed policy that can be attached: the key of the account's own, none for one of AWS.
struct Attachable {
  std::optional<std::string> policy;
};
/// nullopt if there is none that this account can use.
async::Task<std::optional<Attachable>> find_attachable(sql::Transaction& tx, const model::AccountId& account,
                                                       const std::string& arn);

}  // namespace entrepot::identity
