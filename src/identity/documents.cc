#include "identity/documents.h"

#include <algorithm>

#include "iam/policy.h"
#include "identity/messages.h"

namespace entrepot::identity {

Result<void> check_document(std::string_view text, model::PolicyOf of) {
  ENTREPOT_TRY(const auto parsed, model::parse_policy_document(text, of));
  if (const auto compiled = iam::Policy::compile(parsed, ""); !compiled) {
    return fail(messages::malformed_policy(compiled.error().message()));
  }
  return {};
}

std::size_t document_size(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c != ' ' && c != '\t' && c != '\n' && c != '\r'; }));
}

}  // namespace entrepot::identity
