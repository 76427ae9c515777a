#include "iam/principal_pattern.h"

#include <algorithm>

namespace entrepot::iam {
namespace {

bool is_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

PrincipalPattern::PrincipalPattern(const model::PolicyPrincipals& principals) : is_negated_(principals.is_negated) {
  if (principals.is_anyone) names_.push_back({.kind = Kind::kAnyone, .text = {}});
  for (const auto& of : principals.kinds) {
    for (const std::string& name : of.names.words) add(of.kind, name);
  }
}

void PrincipalPattern::add(std::string_view kind, std::string_view name) {
  if (kind == "Federated") {
    names_.push_back({.kind = Kind::kFederated, .text = std::string(name)});
  } else if (kind != "AWS") {
    // Services and canonical users never ask here: their names match nobody.
    names_.push_back({.kind = Kind::kOther, .text = {}});
  } else if (name == "*") {
    names_.push_back({.kind = Kind::kAnyone, .text = {}});
  } else if (is_account(name)) {
    names_.push_back({.kind = Kind::kAccount, .text = std::string(name)});
  } else if (const auto fields = split_fields(name)) {
    const bool is_root = (*fields)[2] == "iam" && (*fields)[5] == "root" && is_account((*fields)[4]);
    names_.push_back(
        {.kind = is_root ? Kind::kAccount : Kind::kArn, .text = std::string(is_root ? (*fields)[4] : name)});
  } else {
    names_.push_back({.kind = Kind::kId, .text = std::string(name)});
  }
}

Standing PrincipalPattern::standing(const Name& name, const Asker& asker) {
  const auto is = [&](std::string_view own) { return !own.empty() && own == name.text; };
  switch (name.kind) {
    case Kind::kAnyone:
      return Standing::kAnyone;
    case Kind::kAccount:
      return is(asker.account) ? Standing::kAccount : Standing::kNone;
    case Kind::kArn:
      if (is(asker.arn)) return Standing::kSelf;
      return is(asker.role_arn) ? Standing::kRole : Standing::kNone;
    case Kind::kId:
      if (is(asker.id)) return Standing::kSelf;
      return is(asker.identity_id) ? Standing::kRole : Standing::kNone;
    case Kind::kFederated:
      return is(asker.federated) ? Standing::kSelf : Standing::kNone;
    case Kind::kOther:
      return Standing::kNone;
  }
  return Standing::kNone;
}

Standing PrincipalPattern::named(const Asker& asker) const {
  Standing best = Standing::kNone;
  for (const Name& name : names_) best = std::max(best, standing(name, asker));
  return best;
}

Standing PrincipalPattern::standing_of(const Asker& asker) const {
  if (!is_negated_) return named(asker);
  return named(asker) == Standing::kNone ? Standing::kAnyone : Standing::kNone;
}

}  // namespace entrepot::iam
