#pragma once
// Amazon resource names, taken apart, and the forms of those that settings hold.

#include <optional>
#include <string_view>

#include "model/names.h"

namespace entrepot::model {

/// `arn:<partition>:<service>:<region>:<account>:<resource>`; region and account may be empty. Views into the text.
struct Arn {
  std::string_view partition;  ///< "aws", "aws-cn", ..
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;  ///< may hold colons
};
/// nullopt unless the text has six parts and begins with "arn:aws".
std::optional<Arn> split_arn(std::string_view text);

/// The ECR model's patterns, without their bounds of length.
inline constexpr std::string_view kPrincipalArnPattern =
    R"(^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*$)";
inline constexpr std::string_view kSigningProfilePattern =
    R"(^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$)";
inline constexpr std::string_view kCacheSecretPattern =
    R"(^arn:aws(-\w+)*:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr\-pullthroughcache\/[a-zA-Z0-9\/_+=.@-]+$)";

/// A role or a user.
bool is_principal_arn(std::string_view text);
/// The role's account; nullopt if it is no role.
std::optional<AccountId> account_of_role(std::string_view text);
bool is_signing_profile_arn(std::string_view text);
/// A secret in one account and region whose name begins with "ecr-pullthroughcache/".
bool is_cache_secret_arn(std::string_view text);

/// Whether `principal` (a user, a role, or a session of a role, `arn:aws:sts::<account>:assumed-role/<role>/<session>`)
/// is the role or user `named`. Sessions do not tell the path of their role, so a role is known by its last word there.
bool stands_for(std::string_view named, std::string_view principal);

}  // namespace entrepot::model
