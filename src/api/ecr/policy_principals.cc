#include "api/ecr/policy_principals.h"

#include "iam/policy_principals.h"
#include "json/reader.h"

namespace entrepot::api::ecr {
namespace {

const iam::Directory& or_nobody(const iam::Directory* directory) {
  static const iam::Directory kNobody;
  return directory != nullptr ? *directory : kNobody;
}

}  // namespace

Result<std::string> keep_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory) {
  if (policy.empty()) return std::string();
  ENTREPOT_TRY(model::PolicyDocument document, model::parse_policy_document(policy, of));
  if (iam::keep_principals(document, or_nobody(directory)))
    return fail(ErrorKind::kInvalidParameter, json::constraint_text("PolicyText", "Principal not found"));
  return model::policy_text(document);
}

std::string show_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory) {
  auto document = model::parse_policy_document(policy, of);
  if (!document) return std::string(policy);
  iam::show_principals(*document, or_nobody(directory));
  return model::policy_text(*document);
}

}  // namespace entrepot::api::ecr
