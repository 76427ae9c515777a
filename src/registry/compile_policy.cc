#include "registry/compile_policy.h"

namespace entrepot::registry {

Result<std::shared_ptr<const iam::Policy>> compile_policy(std::string_view text, model::PolicyOf of) {
  const auto damaged = [](const Error& why) {
    return fail(Error(ErrorKind::kCorrupt, "A stored policy cannot be read").because(std::string(why.detail())));
  };
  const auto document = model::parse_policy_document(text, of);
  if (!document) return damaged(document.error());
  auto policy =
      iam::Policy::compile(*document, of == model::PolicyOf::kRepository ? "repository policy" : "registry policy");
  if (!policy) return damaged(policy.error());
  return *std::move(policy);
}

}  // namespace entrepot::registry
