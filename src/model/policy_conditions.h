#pragma once
// The condition operators of IAM. Private to the room.

#include <optional>
#include <string>
#include <string_view>

#include "model/policy_document.h"

namespace entrepot::model {

/// Why `condition` is no condition of IAM's; nullopt if it is one.
std::optional<std::string> problem_of(const PolicyCondition& condition);

}  // namespace entrepot::model
