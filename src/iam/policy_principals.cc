#include "iam/policy_principals.h"

#include "iam/ask.h"

namespace entrepot::iam {
namespace {

/// "AIDA..", "AROA..": neither an ARN nor an account nor everybody.
bool is_unique_id(std::string_view name) {
  return name.starts_with('A') && !name.contains(':');
}

bool is_user_or_role(std::string_view name) {
  const auto fields = split_fields(name);
  return fields && (*fields)[2] == "iam" && ((*fields)[5].starts_with("user/") || (*fields)[5].starts_with("role/"));
}

/// Calls `change` with each name of kind "AWS" until it returns false.
template <class Change>
void each_name(model::PolicyDocument& document, Change change) {
  for (model::PolicyStatement& statement : document.statements) {
    if (!statement.principals) continue;
    for (auto& of : statement.principals->kinds) {
      if (of.kind != "AWS") continue;
      for (std::string& name : of.names.words) {
        if (!change(name)) return;
      }
    }
  }
}

}  // namespace

std::optional<std::string> keep_principals(model::PolicyDocument& document, const Directory& directory) {
  std::optional<std::string> unknown;
  each_name(document, [&](std::string& name) {
    const bool is_id = is_unique_id(name);
    if (!is_id && !is_user_or_role(name)) return true;
    const auto identity = is_id ? directory.find(name) : directory.find_arn(name);
    if (identity) {
      name = identity->id;
    } else {
      unknown = name;
    }
    return identity != nullptr;
  });
  return unknown;
}

void show_principals(model::PolicyDocument& document, const Directory& directory) {
  each_name(document, [&](std::string& name) {
    const auto identity = is_unique_id(name) ? directory.find(name) : nullptr;
    if (identity) name = identity->arn;
    return true;
  });
}

}  // namespace entrepot::iam
