#include "iam/statement.h"

#include <fmt/format.h>

#include <algorithm>

namespace entrepot::iam {
namespace {

std::string_view before_colon(std::string_view text) {
  return text == "*" ? text : text.substr(0, text.find(':'));
}
std::string_view after_colon(std::string_view text) {
  if (text == "*") return text;
  const auto colon = text.find(':');
  return colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
}

}  // namespace

ActionPattern::ActionPattern(std::string_view text)
    : service_(mark_wildcards(lower_case(before_colon(text)))), name_(mark_wildcards(lower_case(after_colon(text)))) {}

bool ActionPattern::matches(Ask& ask) const {
  return service_.matches(ask.service(), ask.effort()) && name_.matches(ask.name(), ask.effort());
}

Statement::Statement(const model::PolicyStatement& statement, std::size_t number, bool has_variables)
    : is_deny_(statement.effect == model::PolicyEffect::kDeny),
      label_(statement.sid && !statement.sid->empty() ? *statement.sid : fmt::format("#{}", number)),
      has_not_action_(statement.actions.is_negated) {
  if (statement.principals) principals_.emplace(*statement.principals);
  for (const std::string& action : statement.actions.patterns.words) actions_.emplace_back(action);
  if (statement.resources) {
    has_resources_ = true;
    has_not_resource_ = statement.resources->is_negated;
    for (const std::string& resource : statement.resources->patterns.words) {
      // compile() has seen that each is one.
      if (auto pattern = ArnPattern::parse(resource, {.has_variables = has_variables})) {
        resources_.push_back(*std::move(pattern));
      }
    }
  }
  for (const model::PolicyCondition& condition : statement.conditions) {
    conditions_.emplace_back(condition, statement.effect, has_variables);
  }
}

bool Statement::matches_action(Ask& ask) const {
  const bool is_named = std::ranges::any_of(actions_, [&](const ActionPattern& action) { return action.matches(ask); });
  return is_named != has_not_action_;
}

bool Statement::matches_resource(Ask& ask) const {
  if (!has_resources_) return true;
  const auto& fields = ask.resource_fields();
  ask.take_incomparable();
  const bool is_named = std::ranges::any_of(resources_, [&](const ArnPattern& resource) {
    // Only "*" names what has no ARN.
    return resource.matches_all() || (fields && resource.matches(*fields, ask.resource(), ask));
  });
  if (!has_not_resource_) return is_named;
  // One that cannot be compared may be the very one that is not meant: it excepts from an Allow, and not from a Deny.
  return !is_named && (is_deny_ || !ask.take_incomparable());
}

bool Statement::matches(Ask& ask) const {
  return matches_action(ask) && matches_resource(ask) &&
         std::ranges::all_of(conditions_, [&](const Condition& condition) { return condition.holds(ask); });
}

Standing Statement::standing_of(const Asker& asker) const {
  return principals_ ? principals_->standing_of(asker) : Standing::kNone;
}

}  // namespace entrepot::iam
