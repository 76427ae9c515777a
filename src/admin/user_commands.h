#pragma once
// Users and their access keys.

#include <string_view>

#include "base/result.h"
#include "identity/principals.h"
#include "json/reader.h"
#include "model/names.h"

namespace entrepot::admin {

/// In `account`:
///   user create {name, path?, policies?: [..], inline?: {name: document}, key?: bool}
///       -> {arn, accessKeyId?, secretAccessKey?}
///   user list {} -> {users: [{name, arn, policies: [..], keys: number}]}
///   user delete {name, force?: bool}: with force also its keys, policies and memberships
///   user attach, user detach {name, policy}
///   user key create {name} -> {accessKeyId, secretAccessKey}
///   user key list {name} -> {keys: [{id, active, created}]}
///   user key delete, user key activate, user key deactivate {name, id}
/// A policy is an ARN, or the name of one of the account or of AWS. kInvalidParameter for an unknown command.
Result<json::Object> run_user_command(identity::Principals& principals, const model::AccountId& account,
                                      std::string_view command, const json::Object& request);

}  // namespace entrepot::admin
