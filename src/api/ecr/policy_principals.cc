#include "api/ecr/policy_principals.h"

#include <optional>

#include "json/reader.h"
#include "model/arn.h"

namespace entrepot::api::ecr {
namespace {

/// "AIDA..", "AROA..": neither an ARN nor an account nor everybody.
bool is_unique_id(std::string_view name) {
  return name.starts_with("A") && !name.contains(':');
}

bool is_user_or_role(std::string_view name) {
  const auto arn = model::split_arn(name);
  return arn && arn->service == "iam" && (arn->resource.starts_with("user/") || arn->resource.starts_with("role/"));
}

/// nullopt: nobody of that name.
std::optional<std::string> kept(const std::string& name, const iam::Directory* directory) {
  const bool is_id = is_unique_id(name);
  if (!is_id && !is_user_or_role(name)) return name;
  if (directory == nullptr) return std::nullopt;
  const auto identity = is_id ? directory->find(name) : directory->find_arn(name);
  return identity ? std::optional(identity->id) : std::nullopt;
}

std::string shown(const std::string& name, const iam::Directory* directory) {
  if (directory == nullptr || !is_unique_id(name)) return name;
  const auto identity = directory->find(name);
  return identity ? identity->arn : name;
}

/// Calls `change` with each name of kind "AWS".
template <class Change>
void each_principal(model::PolicyDocument& document, Change change) {
  for (model::PolicyStatement& statement : document.statements) {
    if (!statement.principals) continue;
    for (auto& kind : statement.principals->kinds) {
      if (kind.kind != "AWS") continue;
      for (std::string& name : kind.names.words) change(name);
    }
  }
}

}  // namespace

Result<std::string> keep_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory) {
  if (policy.empty()) return std::string();
  ENTREPOT_TRY(model::PolicyDocument document, model::parse_policy_document(policy, of));
  bool are_all_there = true;
  each_principal(document, [&](std::string& name) {
    auto id = kept(name, directory);
    are_all_there = are_all_there && id.has_value();
    if (id) name = *std::move(id);
  });
  if (!are_all_there)
    return fail(ErrorKind::kInvalidParameter, json::constraint_text("PolicyText", "Principal not found"));
  return model::policy_text(document);
}

std::string show_principals(std::string_view policy, model::PolicyOf of, const iam::Directory* directory) {
  auto document = model::parse_policy_document(policy, of);
  if (!document) return std::string(policy);
  each_principal(*document, [&](std::string& name) { name = shown(name, directory); });
  return model::policy_text(*document);
}

}  // namespace entrepot::api::ecr
