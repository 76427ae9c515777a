#pragma once
// Users and roles in a policy that is saved. AWS keeps their unique ids, so that one made anew under an old name gets
// nothing, and shows their ARNs, or the id of one that is gone.

#include <optional>
#include <string>

#include "iam/directory.h"
#include "model/policy_document.h"

namespace entrepot::iam {

/// Puts ids in place of the ARNs of users and roles. Returns the first name that nobody has, an ARN or an id; the
/// document is of no use then. Accounts, sessions, services and providers stay as they are and are not looked up.
std::optional<std::string> keep_principals(model::PolicyDocument& document, const Directory& directory);
/// Puts ARNs in place of the ids of those that are still there.
void show_principals(model::PolicyDocument& document, const Directory& directory);

}  // namespace entrepot::iam
