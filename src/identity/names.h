#pragma once
// ARNs and unique ids of IAM.

#include <optional>
#include <string>
#include <string_view>

#include "identity/types.h"

namespace entrepot::identity {

/// "arn:aws:iam::123456789012:user/path/name"; `path` begins and ends with a slash.
std::string entity_arn(const model::AccountId& account, Kind kind, std::string_view path, std::string_view name);
std::string policy_arn(const model::AccountId& account, std::string_view path, std::string_view name);
std::string root_arn(const model::AccountId& account);

/// "AIDA" and 17 more characters for a user, AGPA for a group, AROA for a role.
std::string make_entity_id(Kind kind);
/// "ANPA..".
std::string make_policy_id();

/// The policy that an ARN names.
struct PolicyName {
  std::string account;  ///< "aws": a policy of AWS
  std::string path;
  std::string name;
};
/// nullopt if it is no ARN of a policy.
std::optional<PolicyName> parse_policy_arn(std::string_view arn);
/// "host/path" of "arn:aws:iam::<account>:oidc-provider/host/path"; nullopt if it is none of this account.
std::optional<std::string> parse_provider_arn(const model::AccountId& account, std::string_view arn);

}  // namespace entrepot::identity
