// The text of a policy into values: IAM's grammar for policies of resources.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "json/reader.h"
#include "model/policy_conditions.h"
#include "model/policy_document.h"
#include "model/policy_iam.h"
#include "model/policy_limits.h"
#include "model/policy_names.h"

namespace entrepot::model {
namespace {

/// The deepest value of a policy is 7 levels down: document, list, statement, conditions, operator, list, value.
constexpr json::ParseLimits kLimits{.max_depth = 8, .max_values = 4'096};

constexpr std::array<std::string_view, 2> kVersions{"2008-10-17", "2012-10-17"};

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

/// Why the text is no policy goes into the detail: clients get ECR's one sentence.
std::unexpected<Error> refuse(std::string why) {
  return fail(Error(ErrorKind::kInvalidParameter, "Invalid policy provided").because(std::move(why)));
}

std::string in_quotes(std::string_view text) {
  return "'" + printable(text, 64) + "'";
}

const json::Value* find(const json::Object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

Result<void> check_names(const json::Object& object, std::initializer_list<std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(known, name) == known.end()) return refuse("unknown element " + in_quotes(name));
  }
  return {};
}

Result<std::string> read_text(const json::Value& value, std::string_view element) {
  if (!value.is_string()) return refuse(fmt::format("{} must be a string", element));
  return std::string(text_of(value));
}

Result<PolicyWords> read_words(const json::Value& value, std::string_view element, PolicyOf of) {
  PolicyWords out;
  if (value.is_string()) {
    out.words.emplace_back(text_of(value));
    return out;
  }
  const json::Array* list = value.if_array();
  if (list == nullptr || list->empty()) return refuse(fmt::format("{} must be a string or a list", element));
  out.is_list = true;
  for (const json::Value& item : *list) {
    if (is_of_iam(of) && item.is_null()) continue;
    ENTREPOT_TRY(std::string word, read_text(item, element));
    out.words.push_back(std::move(word));
  }
  return out;
}

/// Numbers and booleans stand for their texts in a condition.
Result<std::string> read_condition_value(const json::Value& value) {
  if (value.is_string()) return std::string(text_of(value));
  if (value.is_number() || value.is_bool()) return boost::json::serialize(value);
  return refuse("a condition's value must be a string, a number or a boolean");
}

Result<PolicyWords> read_condition_values(const json::Value& value, PolicyOf of) {
  PolicyWords out;
  const json::Array* list = value.if_array();
  if (list == nullptr) {
    ENTREPOT_TRY(std::string word, read_condition_value(value));
    out.words.push_back(std::move(word));
    return out;
  }
  if (list->empty() && !is_of_iam(of)) return refuse("a condition needs a value");
  out.is_list = true;
  for (const json::Value& item : *list) {
    ENTREPOT_TRY(std::string word, read_condition_value(item));
    out.words.push_back(std::move(word));
  }
  return out;
}

Result<PolicyPrincipals> read_principals(const json::Value& value, PolicyOf of) {
  PolicyPrincipals out;
  if (value.is_string()) {
    if (text_of(value) != "*") return refuse("a principal without a kind can only be *");
    out.is_anyone = true;
    return out;
  }
  const json::Object* kinds = value.if_object();
  if (kinds == nullptr || kinds->empty()) return refuse("Principal must be * or an object");
  for (const auto& member : *kinds) {
    PolicyPrincipals::OfKind named{.kind = std::string(member.key()), .names = {}};
    ENTREPOT_TRY(named.names, read_words(member.value(), "a principal", of));
    for (const std::string& name : named.names.words) {
      if (!is_principal(named.kind, name))
        return refuse(in_quotes(name) + " is no principal of kind " + in_quotes(named.kind));
    }
    out.kinds.push_back(std::move(named));
  }
  return out;
}

/// The element `name`, or its negation, or neither; not both.
struct Found {
  const json::Value* value = nullptr;
  bool is_negated = false;
};
Result<Found> find_either(const json::Object& statement, std::string_view name, std::string_view negation) {
  const json::Value* plain = find(statement, name);
  const json::Value* negated = find(statement, negation);
  if (plain != nullptr && negated != nullptr) return refuse(fmt::format("both {} and {}", name, negation));
  return Found{plain != nullptr ? plain : negated, plain == nullptr};
}

Result<std::vector<PolicyCondition>> read_conditions(const json::Value& value, PolicyOf of) {
  const json::Object* operators = value.if_object();
  if (operators == nullptr) return refuse("Condition must be an object");
  std::vector<PolicyCondition> out;
  for (const auto& op : *operators) {
    const json::Object* keys = op.value().if_object();
    if (keys == nullptr || (keys->empty() && !is_of_iam(of))) {
      return refuse("a condition operator must be an object with keys");
    }
    for (const auto& key : *keys) {
      PolicyCondition condition{.op = std::string(op.key()), .key = std::string(key.key()), .values = {}};
      ENTREPOT_TRY(condition.values, read_condition_values(key.value(), of));
      // iam_problem() has looked: IAM takes keys and dates that ECR refuses.
      if (auto problem = is_of_iam(of) ? std::nullopt : problem_of(condition)) return refuse(*std::move(problem));
      out.push_back(std::move(condition));
    }
  }
  return out;
}

Result<PolicyEffect> read_effect(const json::Object& statement) {
  const json::Value* effect = find(statement, "Effect");
  if (effect == nullptr || !effect->is_string()) return refuse("Effect must be Allow or Deny");
  if (text_of(*effect) == "Allow") return PolicyEffect::kAllow;
  if (text_of(*effect) == "Deny") return PolicyEffect::kDeny;
  return refuse("Effect must be Allow or Deny");
}

bool names_principals(PolicyOf of) {
  return of != PolicyOf::kIdentity && of != PolicyOf::kSession;
}
bool names_resources(PolicyOf of) {
  return of != PolicyOf::kTrust;
}
bool is_action_for(PolicyOf of, std::string_view action) {
  if (of == PolicyOf::kRepository || of == PolicyOf::kRegistry) return is_action("ecr", action);
  return true;
}

Result<void> read_who_and_what(const json::Object& statement, PolicyOf of, PolicyStatement& out) {
  ENTREPOT_TRY(const Found principals, find_either(statement, "Principal", "NotPrincipal"));
  if (principals.value == nullptr) {
    if (names_principals(of)) return refuse("Principal is missing");
  } else {
    if (!names_principals(of)) return refuse("Principal is not for this kind of policy");
    ENTREPOT_TRY(out.principals, read_principals(*principals.value, of));
    out.principals->is_negated = principals.is_negated;
    // It would open the door to everybody else in the world.
    if (principals.is_negated && out.effect == PolicyEffect::kAllow) return refuse("NotPrincipal is for Deny alone");
  }

  ENTREPOT_TRY(const Found actions, find_either(statement, "Action", "NotAction"));
  if (actions.value == nullptr) return refuse("Action is missing");
  out.actions.is_negated = actions.is_negated;
  ENTREPOT_TRY(out.actions.patterns, read_words(*actions.value, "Action", of));
  for (const std::string& action : out.actions.patterns.words) {
    if (!is_action_for(of, action)) return refuse(in_quotes(action) + " is no action of ecr");
  }

  ENTREPOT_TRY(const Found resources, find_either(statement, "Resource", "NotResource"));
  if (resources.value == nullptr) {
    if (of != PolicyOf::kRepository && names_resources(of)) return refuse("Resource is missing");
    return {};
  }
  if (!names_resources(of)) return refuse("Resource is not for this kind of policy");
  PolicyPatterns patterns{.is_negated = resources.is_negated, .patterns = {}};
  ENTREPOT_TRY(patterns.patterns, read_words(*resources.value, "Resource", of));
  for (const std::string& resource : patterns.patterns.words) {
    if (!is_of_iam(of) && !is_resource(resource)) return refuse(in_quotes(resource) + " is no resource");
  }
  out.resources = std::move(patterns);
  return {};
}

Result<PolicyStatement> read_statement(const json::Value& value, PolicyOf of) {
  const json::Object* statement = value.if_object();
  if (statement == nullptr) return refuse("a statement must be an object");
  ENTREPOT_CHECK_OK(check_names(*statement, {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction",
                                             "Resource", "NotResource", "Condition"}));
  PolicyStatement out;
  if (const json::Value* sid = find(*statement, "Sid")) {
    ENTREPOT_TRY(out.sid, read_text(*sid, "Sid"));
  }
  ENTREPOT_TRY(out.effect, read_effect(*statement));
  ENTREPOT_CHECK_OK(read_who_and_what(*statement, of, out));
  if (const json::Value* condition = find(*statement, "Condition")) {
    ENTREPOT_TRY(out.conditions, read_conditions(*condition, of));
  }
  return out;
}

Result<PolicyDocument> read_document(const json::Value& value, PolicyOf of) {
  const json::Object* object = value.if_object();
  if (object == nullptr) return refuse("a policy must be an object");
  ENTREPOT_CHECK_OK(check_names(*object, {"Version", "Id", "Statement"}));

  PolicyDocument out;
  if (const json::Value* version = find(*object, "Version")) {
    ENTREPOT_TRY(out.version, read_text(*version, "Version"));
    if (std::ranges::find(kVersions, out.version) == kVersions.end()) {
      return refuse("there is no version " + in_quotes(out.version));
    }
  }
  if (const json::Value* id = find(*object, "Id")) {
    ENTREPOT_TRY(out.id, read_text(*id, "Id"));
  }
  const json::Value* statements = find(*object, "Statement");
  if (statements == nullptr) return refuse("Statement is missing");
  const json::Array* list = statements->if_array();
  if (list != nullptr && list->empty()) return refuse("Statement is empty");
  const std::span<const json::Value> each =
      list != nullptr ? std::span(list->data(), list->size()) : std::span(statements, 1);
  for (const json::Value& item : each) {
    ENTREPOT_TRY(PolicyStatement statement, read_statement(item, of));
    out.statements.push_back(std::move(statement));
  }
  if (auto problem = beyond_limits(out)) return refuse(*std::move(problem));
  return out;
}

std::unexpected<Error> malformed(std::string message, std::string_view why) {
  return fail(Error(ErrorKind::kMalformedPolicy, std::move(message)).because(std::string(why)));
}

}  // namespace

Result<PolicyDocument> parse_policy_document(std::string_view text, PolicyOf of) {
  const auto value = json::parse(text, kLimits);
  if (!is_of_iam(of)) {
    if (!value) return refuse(std::string(value.error().message()));
    return read_document(*value, of);
  }
  if (!value) return malformed(kSyntaxErrors, value.error().message());
  if (auto problem = iam_problem(*value, of)) return malformed(*std::move(problem), "");
  auto document = read_document(*value, of);
  if (!document) return malformed(kSyntaxErrors, document.error().detail());
  return document;
}

}  // namespace entrepot::model
