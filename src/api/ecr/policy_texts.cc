#include "api/ecr/policy_texts.h"

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

void check_lifecycle_policy(json::Reader& in, std::string_view text) {
  if (auto policy = lifecycle::parse_policy(text); !policy) in.refuse(std::move(policy).error());
}

}  // namespace entrepot::api::ecr
