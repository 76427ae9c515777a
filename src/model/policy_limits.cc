#include "model/policy_limits.h"

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::model {
namespace {

using Problem = std::optional<std::string>;

std::string in_quotes(std::string_view text) {
  return "'" + printable(text, 64) + "'";
}

Problem pattern_beyond(std::string_view text) {
  const auto wildcards = std::ranges::count_if(text, [](char c) { return c == '*' || c == '?'; });
  if (static_cast<std::size_t>(wildcards) > kMaxPolicyWildcards) return "too many wildcards in " + in_quotes(text);
  std::size_t variables = 0;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) ++variables;
  if (variables > kMaxPolicyVariables) return "too many variables in " + in_quotes(text);
  return std::nullopt;
}

Problem words_beyond(const PolicyWords& words) {
  if (words.words.size() > kMaxPolicyWords) return "too many values in one list";
  for (const std::string& word : words.words) {
    if (auto problem = pattern_beyond(word)) return problem;
  }
  return std::nullopt;
}

Problem statement_beyond(const PolicyStatement& statement) {
  if (auto problem = words_beyond(statement.actions.patterns)) return problem;
  if (statement.resources) {
    if (auto problem = words_beyond(statement.resources->patterns)) return problem;
  }
  if (statement.principals) {
    for (const auto& of : statement.principals->kinds) {
      if (auto problem = words_beyond(of.names)) return problem;
    }
  }
  if (statement.conditions.size() > kMaxPolicyWords) return "too many conditions in one statement";
  for (const PolicyCondition& condition : statement.conditions) {
    if (auto problem = words_beyond(condition.values)) return problem;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> beyond_limits(const PolicyDocument& document) {
  if (document.statements.size() > kMaxPolicyStatements) return "too many statements";
  for (const PolicyStatement& statement : document.statements) {
    if (auto problem = statement_beyond(statement)) return problem;
  }
  return std::nullopt;
}

}  // namespace entrepot::model
