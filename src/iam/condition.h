#pragma once
// One condition of a statement, compiled. Private to the room.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "iam/ask.h"
#include "iam/pattern.h"
#include "model/policy_document.h"
#include "model/policy_operator.h"
#include "model/policy_values.h"

namespace entrepot::iam {

class Condition {
 public:
  /// `has_variables`: of a document of version 2012-10-17. An unknown operator or a value that does not fit makes the
  /// condition fail closed, as does a key with many values that is compared without a set qualifier: an Allow then
  /// needs all of them, a Deny any.
  Condition(const model::PolicyCondition& condition, model::PolicyEffect effect, bool has_variables);
  bool holds(Ask& ask) const;

 private:
  struct Binary {
    std::vector<std::uint8_t> bytes;
  };
  struct Moment {
    std::int64_t micros;
  };
  using Operand = std::variant<Pattern, ArnPattern, model::Decimal, Moment, bool, Binary, model::AddressRange>;
  static std::optional<Operand> operand(model::ConditionTest test, std::string_view text, bool has_variables);
  /// Whether the value matches any operand; turned around for negated operators. What cannot be compared satisfies no
  /// negation of an Allow, and each of a Deny.
  bool accepts(const std::string& value, Ask& ask) const;
  bool matches_any(const std::string& value, Ask& ask) const;
  template <class Parsed, class Compare>
  bool compares(Ask& ask, const std::optional<Parsed>& value, Compare compare) const;

  model::ConditionOperator op_;
  bool is_deny_;
  bool is_broken_ = false;
  std::string key_;  ///< lower case
  std::vector<Operand> operands_;
};

}  // namespace entrepot::iam
