#pragma once
// Managed policies of an account, their versions, and where policies are attached. Policies of AWS are no rows: they
// appear here by their ARN alone.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/identities.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct ManagedPolicyRow {
  std::string id;  ///< ANPA..
  std::string account;
  std::string name;
  std::string path = "/";
  SysTime created_at;
  SysTime updated_at;
  std::int64_t default_version = 1;
  std::int64_t last_version = 1;
  std::string description;
};

struct PolicyVersionRow {
  std::int64_t version = 1;
  SysTime created_at;
  std::string document;
};

/// False, and nothing written, if the name is taken.
async::Task<bool> insert_policy(sql::Transaction& tx, const ManagedPolicyRow& row);
async::Task<std::optional<ManagedPolicyRow>> find_policy(sql::Transaction& tx, const model::AccountId& account,
                                                         const std::string& name);
/// By name, after `page.after`.
async::Task<std::vector<ManagedPolicyRow>> list_policies(sql::Transaction& tx, const model::AccountId& account,
                                                         const IdentityPage& page);
async::Task<std::int64_t> count_policies(sql::Transaction& tx, const model::AccountId& account);
/// Its times and versions.
async::Task<void> update_policy(sql::Transaction& tx, const ManagedPolicyRow& row);
/// With its versions and tags. A constraint while it is attached, or a boundary.
async::Task<void> delete_policy(sql::Transaction& tx, const std::string& id);

async::Task<void> insert_policy_version(sql::Transaction& tx, const std::string& policy, const PolicyVersionRow& row);
async::Task<std::optional<PolicyVersionRow>> find_policy_version(sql::Transaction& tx, const std::string& policy,
                                                                 std::int64_t version);
/// Newest first.
async::Task<std::vector<PolicyVersionRow>> list_policy_versions(sql::Transaction& tx, const std::string& policy);
async::Task<void> delete_policy_version(sql::Transaction& tx, const std::string& policy, std::int64_t version);

/// `policy`: the key of a policy of the account; nullopt for one of AWS. False if it is attached already.
async::Task<bool> attach_policy(sql::Transaction& tx, const std::string& identity, const std::string& arn,
                                const std::optional<std::string>& policy);
/// False if it was not attached.
async::Task<bool> detach_policy(sql::Transaction& tx, const std::string& identity, const std::string& arn);
/// ARNs, ordered.
async::Task<std::vector<std::string>> list_attached(sql::Transaction& tx, const std::string& identity);

enum class PolicyUse : std::uint8_t { kPermissions, kBoundary };
/// Identities of the account to which the policy is attached (or whose boundary it is), by unique id after `after`.
async::Task<std::vector<IdentityRow>> list_users_of_policy(sql::Transaction& tx, const model::AccountId& account,
                                                           const std::string& arn, PolicyUse use,
                                                           const std::string& after, std::size_t limit);
async::Task<std::int64_t> count_users_of_policy(sql::Transaction& tx, const model::AccountId& account,
                                                const std::string& arn, PolicyUse use);

}  // namespace entrepot::meta
