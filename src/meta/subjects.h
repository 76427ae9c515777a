#pragma once
// Identities with all that decides what they may do, as the directory in memory is filled from: everything at start,
// one by one on change.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/identities.h"
#include "meta/identity_tags.h"
#include "meta/inline_policies.h"
#include "sql/database.h"

namespace entrepot::meta {

/// A managed policy by its ARN, and its key if it is one of an account.
struct PolicyReference {
  std::string arn;
  std::optional<std::string> policy;
};

struct Subject {
  IdentityRow identity;
  std::optional<RoleRow> role;  ///< without its description
  IdentityTags tags;
  std::vector<InlinePolicyRow> inline_policies;
  std::vector<PolicyReference> attached;
  std::optional<PolicyReference> boundary;
  std::vector<std::string> groups;  ///< unique ids of the groups that a user is in
};

/// Users, groups and roles of all accounts.
async::Task<std::vector<Subject>> load_subjects(sql::Transaction& tx);
async::Task<std::optional<Subject>> load_subject(sql::Transaction& tx, const std::string& id);
/// Keys of the members of a group.
async::Task<std::vector<std::string>> member_ids(sql::Transaction& tx, const std::string& group);
/// Keys of the identities to which a managed policy of an account is attached, or whose boundary it is.
async::Task<std::vector<std::string>> subject_ids_of_policy(sql::Transaction& tx, const std::string& policy);

/// What a managed policy says now.
struct PolicyDocumentRow {
  std::string policy;
  std::int64_t version = 1;
  std::string document;
};
async::Task<std::vector<PolicyDocumentRow>> load_policy_documents(sql::Transaction& tx);
async::Task<std::optional<PolicyDocumentRow>> load_policy_document(sql::Transaction& tx, const std::string& policy);

}  // namespace entrepot::meta
