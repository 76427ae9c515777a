#pragma once
// Users, groups and roles: what the three have in common, what roles have besides, and who is in which group.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

enum class IdentityKind : std::uint8_t { kUser, kGroup, kRole };
/// As it is stored: "user", "group", "role".
std::string_view word(IdentityKind kind);

/// Names are unique in an account, for each kind, whatever their case (ASCII).
std::string fold_name(std::string_view name);

struct IdentityRow {
  std::string id;  ///< AIDA.., AGPA.., AROA..
  std::string account;
  IdentityKind kind = IdentityKind::kUser;
  std::string name;
  std::string path = "/";
  SysTime created_at;
  std::optional<std::string> boundary_arn;
};

struct RoleRow {
  std::string id;
  std::chrono::seconds max_session{3600};
  std::int64_t epoch = 0;
  SysTime valid_from;
  std::string description;
  std::string trust;
};

/// Of a statement that selects id, account_id, kind, name, path, created_at, boundary_arn.
IdentityRow to_identity(const sql::Row& row);

/// Which of its kind: whose name comes after `after` (folded), whose path begins with `path_prefix`.
struct IdentityPage {
  std::string path_prefix = "/";
  std::string after;
  std::size_t limit = 100;
};

/// False, and nothing written, if the name is taken. The row's boundary is not written: see set_boundary().
async::Task<bool> insert_identity(sql::Transaction& tx, const IdentityRow& row);
async::Task<std::optional<IdentityRow>> find_identity(sql::Transaction& tx, const model::AccountId& account,
                                                      IdentityKind kind, const std::string& name);
async::Task<std::optional<IdentityRow>> find_identity(sql::Transaction& tx, const std::string& id);
async::Task<std::vector<IdentityRow>> list_identities(sql::Transaction& tx, const model::AccountId& account,
                                                      IdentityKind kind, const IdentityPage& page);
async::Task<std::int64_t> count_identities(sql::Transaction& tx, const model::AccountId& account, IdentityKind kind);
/// A constraint (see sql::is_constraint) if the name is taken.
async::Task<void> rename_identity(sql::Transaction& tx, const std::string& id, const std::string& name,
                                  const std::string& path);
/// `policy`: the key of a policy of the account; nullopt for one of AWS. Without an ARN: no boundary any more.
async::Task<void> set_boundary(sql::Transaction& tx, const std::string& id, const std::optional<std::string>& arn,
                               const std::optional<std::string>& policy);
/// With its tags, and what a role has besides. A constraint while it has policies, members, groups or access keys.
async::Task<void> delete_identity(sql::Transaction& tx, const std::string& id);

async::Task<void> insert_role(sql::Transaction& tx, const RoleRow& row);
async::Task<std::optional<RoleRow>> find_role(sql::Transaction& tx, const std::string& id);
/// Everything but the id.
async::Task<void> update_role(sql::Transaction& tx, const RoleRow& row);

/// False if the user is in it already.
async::Task<bool> insert_member(sql::Transaction& tx, const std::string& group, const std::string& user);
/// False if the user was not in it.
async::Task<bool> delete_member(sql::Transaction& tx, const std::string& group, const std::string& user);
/// By name.
async::Task<std::vector<IdentityRow>> list_members(sql::Transaction& tx, const std::string& group,
                                                   const std::string& after, std::size_t limit);
async::Task<std::vector<IdentityRow>> list_groups_of(sql::Transaction& tx, const std::string& user,
                                                     const std::string& after, std::size_t limit);

}  // namespace entrepot::meta
