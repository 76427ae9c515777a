#pragma once
// Policies in requests: checked as a whole before anything is asked about them.

#include <string>
#include <string_view>

#include "json/reader.h"
#include "model/policy_document.h"

namespace entrepot::api::ecr {

/// The policy as ECR answers it, which is not as it was sent. Refuses at `in` what is no policy of that kind: "Invalid
/// parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'".
std::string rewrite_policy(json::Reader& in, std::string_view text, model::PolicyOf of);
/// Member "policyText", which must be there.
std::string read_policy_text(json::Reader& in, model::PolicyOf of);

/// A registry's policy in scope V1: kInvalidParameter unless each action is one that such a policy decides about, or
/// "ecr:*".
Result<void> check_first_scope(std::string_view policy);

/// Refuses at `in` what is no lifecycle policy, with a line for each violation. The text is kept as it is.
void check_lifecycle_policy(json::Reader& in, std::string_view text);

}  // namespace entrepot::api::ecr
