#pragma once
// customRoleArn: the role that the registry is to take on for its own work.

#include <optional>
#include <string>

#include "json/reader.h"
#include "model/names.h"

namespace entrepot::api::ecr {

/// Member "customRoleArn". Refuses what is no role.
enum class EmptyRole : std::uint8_t { kRefused, kClears };
std::optional<std::string> read_custom_role(json::Reader& in, EmptyRole empty);

/// kInvalidParameter unless the role, if there is one, is the account's own.
Result<void> check_role_account(const std::string& role_arn, const model::AccountId& account);

}  // namespace entrepot::api::ecr
