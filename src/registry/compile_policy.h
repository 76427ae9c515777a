#pragma once
// A stored policy's text, compiled. Private to the room.

#include <memory>
#include <string_view>

#include "base/result.h"
#include "iam/policy.h"
#include "model/policy_document.h"

namespace entrepot::registry {

/// kCorrupt if the stored text is no policy (any more): then nobody but root gets in, rather than everybody.
Result<std::shared_ptr<const iam::Policy>> compile_policy(std::string_view text, model::PolicyOf of);

}  // namespace entrepot::registry
