#include "model/policy_conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "model/policy_operator.h"

namespace entrepot::model {
namespace {

/// "aws:SourceArn", "aws:PrincipalTag/team".
bool is_key(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         std::ranges::all_of(text.substr(0, colon), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
                  c == '.' || c == '/';
         });
}

}  // namespace

std::optional<std::string> problem_of(const PolicyCondition& condition) {
  const auto op = parse_condition_operator(condition.op);
  if (!op) return fmt::format("there is no condition operator '{}'", printable(condition.op, 64));
  if (!is_key(condition.key)) return fmt::format("'{}' is no condition key", printable(condition.key, 64));
  for (const std::string& value : condition.values.words) {
    // What a variable stands for is known when a request comes.
    if (!value.contains("${") && !is_condition_value(op->test, value)) {
      return fmt::format("'{}' is no value for {}", printable(value, 64), condition.op);
    }
  }
  return std::nullopt;
}

}  // namespace entrepot::model
