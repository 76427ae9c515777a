#pragma once
// What IAM and STS say of a policy document that is none. Private to the room.

#include <optional>
#include <string>

#include "json/reader.h"
#include "model/policy_document.h"

namespace entrepot::model {

/// Whether documents of this kind are given to IAM or STS.
bool is_of_iam(PolicyOf of) noexcept;

/// The message of MalformedPolicyDocument, the first that applies in the order in which IAM looks; nullopt if the
/// document is one. Looks at the form: values of conditions that IAM accepts and nobody can compare with are let
/// through (dates of no calendar), they fail closed when they are compared.
std::optional<std::string> iam_problem(const json::Value& document, PolicyOf of);

/// Its message for texts that are no JSON, and for all that iam_problem() lets through and we do not.
inline constexpr const char* kSyntaxErrors = "Syntax errors in policy.";

}  // namespace entrepot::model
