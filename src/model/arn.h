#pragma once
// Amazon resource names, taken apart, and those of roles and users.

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

/// A role or a user.
bool is_principal_arn(std::string_view text);
/// The role's account; nullopt if it is no role.
std::optional<AccountId> account_of_role(std::string_view text);

/// Whether `principal` (a user, a role, or a session of a role, `arn:aws:sts::<account>:assumed-role/<role>/<session>`)
/// is the role or user `named`. Sessions do not tell the path of their role, so a role is known by its last word there.
bool stands_for(std::string_view named, std::string_view principal);

}  // namespace entrepot::model
