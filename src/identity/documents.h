#pragma once
// Whether IAM takes a policy document.

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "model/policy_document.h"

namespace entrepot::identity {

/// kMalformedPolicy, in IAM's words, unless the text is a policy of that kind which decisions can be made by.
Result<void> check_document(std::string_view text, model::PolicyOf of);

/// Characters that count against a quota: all but white space.
std::size_t document_size(std::string_view text);

}  // namespace entrepot::identity
