#include "model/policy_iam.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <vector>

#include "model/policy_iam_forms.h"
#include "model/policy_names.h"
#include "model/policy_operator.h"

namespace entrepot::model {
namespace {

using Problem = std::optional<std::string>;

constexpr const char* kLegacy = "The policy failed legacy parsing";

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}
const json::Value* find(const json::Object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}
template <std::size_t kCount>
bool is_one_of(const std::array<std::string_view, kCount>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}
bool has_only(const json::Object& object, std::initializer_list<std::string_view> known) {
  return std::ranges::all_of(object, [&](const auto& member) {
    return std::ranges::find(known, std::string_view(member.key().data(), member.key().size())) != known.end();
  });
}
bool is_text_or_absent(const json::Object& object, std::string_view name) {
  const json::Value* value = find(object, name);
  return value == nullptr || value->is_string();
}

/// The members of one JSON string or list of them, which the syntax check has seen.
std::vector<std::string_view> words_of(const json::Object& statement, std::string_view name) {
  const json::Value* value = find(statement, name);
  if (value == nullptr) return {};
  if (value->is_string()) return {text_of(*value)};
  std::vector<std::string_view> out;
  for (const json::Value& item : value->get_array()) {
    if (item.is_string()) out.push_back(text_of(item));  // else null, which IAM takes for nothing
  }
  return out;
}

bool is_text_or_texts(const json::Object& statement, std::string_view name) {
  const json::Value* value = find(statement, name);
  if (value == nullptr || value->is_string()) return true;
  const json::Array* list = value->if_array();
  return list != nullptr &&
         std::ranges::all_of(*list, [](const json::Value& item) { return item.is_string() || item.is_null(); });
}

bool is_scalar(const json::Value& value) {
  return value.is_string() || value.is_bool() || value.is_number();
}

bool is_condition(const json::Value& condition) {
  const json::Object* operators = condition.if_object();
  if (operators == nullptr) return false;
  return std::ranges::all_of(*operators, [](const auto& op) {
    const json::Object* keys = op.value().if_object();
    if (keys == nullptr) return false;
    if (!parse_condition_operator({op.key().data(), op.key().size()}) && !keys->empty()) return false;
    return std::ranges::all_of(*keys, [](const auto& key) {
      const json::Array* list = key.value().if_array();
      return list != nullptr ? std::ranges::all_of(*list, is_scalar) : is_scalar(key.value());
    });
  });
}

bool is_effect_in_any_case(const json::Object& statement) {
  const json::Value* effect = find(statement, "Effect");
  if (effect == nullptr || !effect->is_string()) return false;
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(text_of(*effect), word, [](char a, char b) { return (a | 0x20) == b; });
  };
  return is("allow") || is("deny");
}

bool is_statement(const json::Value& value) {
  const json::Object* statement = value.if_object();
  if (statement == nullptr) return false;
  const json::Object& s = *statement;
  const auto both = [&](std::string_view a, std::string_view b) {
    return find(s, a) != nullptr && find(s, b) != nullptr;
  };
  if (!has_only(s, {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
                    "Condition"})) {
    return false;
  }
  if (both("Resource", "NotResource") || both("Action", "NotAction") || both("Principal", "NotPrincipal")) return false;
  const json::Value* condition = find(s, "Condition");
  return is_effect_in_any_case(s) && is_text_or_texts(s, "Action") && is_text_or_texts(s, "NotAction") &&
         is_text_or_texts(s, "Resource") && is_text_or_texts(s, "NotResource") &&
         (condition == nullptr || is_condition(*condition)) && is_text_or_absent(s, "Sid");
}

std::span<const json::Value> statements_of(const json::Object& document) {
  const json::Value* value = find(document, "Statement");
  if (value == nullptr) return {};
  if (const json::Array* list = value->if_array()) return {list->data(), list->size()};
  return {value, 1};
}

bool has_syntax(const json::Value& document) {
  const json::Object* object = document.if_object();
  if (object == nullptr || !has_only(*object, {"Version", "Id", "Statement"})) return false;
  if (!is_text_or_absent(*object, "Version") || !is_text_or_absent(*object, "Id")) return false;
  constexpr std::array<std::string_view, 2> kVersions{"2008-10-17", "2012-10-17"};
  const json::Value* version = find(*object, "Version");
  if (version != nullptr && !is_one_of(kVersions, text_of(*version))) return false;
  const auto statements = statements_of(*object);
  return !statements.empty() && std::ranges::all_of(statements, is_statement);
}

bool passes_legacy_condition(const json::Object& operators) {
  return std::ranges::all_of(operators, [](const auto& op) {
    const std::string_view name(op.key().data(), op.key().size());
    const auto parsed = parse_condition_operator(name);
    if (!parsed || takes_variables(parsed->test)) return true;
    const bool is_date = name.contains("Date");
    const auto fits = [&](const json::Value& value) {
      const std::string text = value.is_string() ? std::string(text_of(value)) : boost::json::serialize(value);
      return text.contains("${") || (is_date ? is_legacy_iam_date(text) : is_condition_value(parsed->test, text));
    };
    return std::ranges::all_of(op.value().get_object(), [&](const auto& key) {
      const json::Array* list = key.value().if_array();
      return list != nullptr ? std::ranges::all_of(*list, fits) : fits(key.value());
    });
  });
}

bool passes_legacy(const json::Object& statement) {
  constexpr std::array<std::string_view, 2> kEffects{"Allow", "Deny"};
  if (!is_one_of(kEffects, text_of(*find(statement, "Effect")))) return false;
  const json::Value* condition = find(statement, "Condition");
  return condition == nullptr || passes_legacy_condition(condition->get_object());
}

/// The problem of the last bad resource: "" if there is none; nullopt if one fails IAM's legacy parsing.
std::optional<std::string> resource_problem(std::span<const json::Value> statements) {
  std::string problem;
  for (const std::string_view name : {"Resource", "NotResource"}) {
    for (const json::Value& statement : statements) {
      auto resources = words_of(statement.get_object(), name);
      std::ranges::sort(resources, std::greater<>());
      for (const std::string_view resource : resources) {
        if (auto bad = iam_resource_problem(resource)) problem = *std::move(bad);
      }
      if (problem.empty() && !std::ranges::all_of(resources, passes_legacy_resource)) return std::nullopt;
    }
  }
  return problem;
}

bool has_unique_sids(std::span<const json::Value> statements) {
  std::set<std::string_view> seen;
  return std::ranges::all_of(statements, [&](const json::Value& statement) {
    const json::Value* sid = find(statement.get_object(), "Sid");
    return sid == nullptr || text_of(*sid).empty() || seen.insert(text_of(*sid)).second;
  });
}

bool names_any(const json::Object& statement, std::string_view plain, std::string_view negated) {
  return !words_of(statement, plain).empty() || !words_of(statement, negated).empty();
}

Problem action_problem(std::string_view action) {
  const auto colons = std::ranges::count(action, ':');
  if (colons == 0 && action != "*") {
    return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  }
  if (colons > 1) return "Actions/Condition can contain only one colon.";
  const std::string_view vendor = action.substr(0, action.find(':'));
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  };
  if (vendor != "*" && !std::ranges::all_of(vendor, fits)) return fmt::format("Vendor {} is not valid", vendor);
  return std::nullopt;
}

Problem action_problem(std::span<const json::Value> statements) {
  for (const std::string_view name : {"Action", "NotAction"}) {
    for (const json::Value& statement : statements) {
      for (const std::string_view action : words_of(statement.get_object(), name)) {
        if (auto problem = action_problem(action)) return problem;
      }
    }
  }
  return std::nullopt;
}

Problem principal_problem(const json::Object& statement) {
  const json::Value* principal = find(statement, "Principal");
  const bool is_negated = principal == nullptr;
  if (is_negated) principal = find(statement, "NotPrincipal");
  const json::Object* kinds = principal == nullptr ? nullptr : principal->if_object();
  if (principal != nullptr && principal->is_string() && text_of(*principal) == "*") return std::nullopt;
  if (kinds == nullptr || kinds->empty()) {
    return "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a "
           "statement with no principals!";
  }
  for (const auto& kind : *kinds) {
    const std::string_view name(kind.key().data(), kind.key().size());
    if (!is_text_or_texts(*kinds, name) || words_of(*kinds, name).empty()) return kSyntaxErrors;
    for (const std::string_view who : words_of(*kinds, name)) {
      if (!is_principal(name, who)) return fmt::format(R"(Invalid principal in policy: "{}":"{}")", name, who);
    }
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 11> kTrustActions{"sts:AssumeRole",
                                                         "sts:AssumeRoleWithSAML",
                                                         "sts:AssumeRoleWithWebIdentity",
                                                         "sts:DecodeAuthorizationMessage",
                                                         "sts:GetAccessKeyInfo",
                                                         "sts:GetCallerIdentity",
                                                         "sts:GetFederationToken",
                                                         "sts:GetServiceBearerToken",
                                                         "sts:GetSessionToken",
                                                         "sts:SetSourceIdentity",
                                                         "sts:TagSession"};

Problem trust_problem(std::span<const json::Value> statements) {
  for (const json::Value& value : statements) {
    const auto actions = words_of(value.get_object(), "Action");
    if (actions.empty() ||
        !std::ranges::all_of(actions, [](auto action) { return is_one_of(kTrustActions, action); })) {
      return "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
             "sts:AssumeRoleWithWebIdentity";
    }
  }
  for (const json::Value& value : statements) {
    const json::Object& statement = value.get_object();
    if (find(statement, "Resource") != nullptr || find(statement, "NotResource") != nullptr) {
      return "Has prohibited field Resource";
    }
    if (auto problem = principal_problem(statement)) return problem;
  }
  return std::nullopt;
}

Problem identity_problem(std::span<const json::Value> statements) {
  for (const json::Value& value : statements) {
    const json::Object& statement = value.get_object();
    if (find(statement, "Principal") != nullptr || find(statement, "NotPrincipal") != nullptr) {
      return "Policy document should not specify a principal.";
    }
    if (!names_any(statement, "Resource", "NotResource")) return "Policy statement must contain resources.";
  }
  return std::nullopt;
}

}  // namespace

bool is_of_iam(PolicyOf of) noexcept {
  return of == PolicyOf::kIdentity || of == PolicyOf::kTrust || of == PolicyOf::kSession;
}

std::optional<std::string> iam_problem(const json::Value& document, PolicyOf of) {
  if (!has_syntax(document)) return kSyntaxErrors;
  const json::Object& object = document.get_object();
  const json::Value* version = find(object, "Version");
  if (of == PolicyOf::kIdentity && (version == nullptr || text_of(*version) != "2012-10-17")) {
    return "Policy document must be version 2012-10-17 or greater.";
  }
  const auto statements = statements_of(object);
  const auto is_legacy = [](const json::Value& statement) { return passes_legacy(statement.get_object()); };
  if (!std::ranges::all_of(statements, is_legacy)) return kLegacy;
  const auto resources = resource_problem(statements);
  if (!resources) return kLegacy;
  if (!has_unique_sids(statements)) return "Statement IDs (SID) in a single policy must be unique.";
  if (!std::ranges::all_of(statements, [](const json::Value& statement) {
        return names_any(statement.get_object(), "Action", "NotAction");
      })) {
    return "Policy statement must contain actions.";
  }
  if (!resources->empty()) return *resources;
  if (auto problem = action_problem(statements)) return problem;
  return of == PolicyOf::kTrust ? trust_problem(statements) : identity_problem(statements);
}

}  // namespace entrepot::model
