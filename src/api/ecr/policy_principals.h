#pragma once
// Users and roles in the policies of repositories and registries. A policy is kept with their unique ids, so that a
// user made anew under an old name gets nothing; it is shown with their ARNs, or with the id of one that is gone.

#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/directory.h"
#include "model/policy_document.h"

namespace entrepot::api::ecr {

/// The policy as it is kept. kInvalidParameter "Invalid parameter at 'PolicyText' failed to satisfy constraint:
/// 'Principal not found'" for a user or role that is not there. Accounts are not looked up: policies speak of accounts
/// of other registries, too. `directory` null: there are no users and roles. An empty text stays empty.
Result<std::string> keep_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory);
/// The policy as it is shown.
std::string show_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory);

}  // namespace entrepot::api::ecr
