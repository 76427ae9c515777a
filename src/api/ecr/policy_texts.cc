#include "api/ecr/policy_texts.h"

#include <algorithm>
#include <array>

#include "lifecycle/policy.h"

namespace entrepot::api::ecr {

std::string rewrite_policy(json::Reader& in, std::string_view text, model::PolicyOf of) {
  const Result<model::PolicyDocument> document = model::parse_policy_document(text, of);
  if (document) return model::policy_text(*document);
  const std::string_view why =
      of == model::PolicyOf::kRepository ? "Invalid repository policy provided" : "Invalid registry policy provided";
  in.refuse(Error(ErrorKind::kInvalidParameter, json::constraint_text("PolicyText", why))
                .because(std::string(document.error().detail())));
  return {};
}

std::string read_policy_text(json::Reader& in, model::PolicyOf of) {
  const std::string text = in.required_string("policyText", {.max = model::kMaxPolicyDocument});
  return in.ok() ? rewrite_policy(in, text, of) : std::string();
}

Result<void> check_first_scope(std::string_view policy) {
  ENTREPOT_TRY(const model::PolicyDocument document, model::parse_policy_document(policy, model::PolicyOf::kRegistry));
  const auto is_known = [](const std::string& action) {
    constexpr std::array<std::string_view, 4> kKnown = {"ecr:*", "ecr:batchimportupstreamimage", "ecr:createrepository",
                                                        "ecr:replicateimage"};
    std::string lower = action;
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
    return std::ranges::find(kKnown, lower) != kKnown.end();
  };
  for (const model::PolicyStatement& statement : document.statements) {
    if (!statement.actions.is_negated && std::ranges::all_of(statement.actions.patterns.words, is_known)) continue;
    return fail(ErrorKind::kInvalidParameter, json::constraint_text("PolicyText", "Invalid registry policy provided"));
  }
  return {};
}

void check_lifecycle_policy(json::Reader& in, std::string_view text) {
  if (auto policy = lifecycle::parse_policy(text); !policy) in.refuse(std::move(policy).error());
}

}  // namespace entrepot::api::ecr
