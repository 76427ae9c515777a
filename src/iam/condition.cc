#include "iam/condition.h"

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::iam {

using Test = model::ConditionTest;

std::optional<Condition::Operand> Condition::operand(Test test, std::string_view text, bool has_variables) {
  const auto lift = [](auto parsed) { return parsed ? std::optional<Operand>(*std::move(parsed)) : std::nullopt; };
  switch (test) {
    case Test::kStringEquals:
      return Pattern(text, {.has_wildcards = false, .has_variables = has_variables});
    case Test::kStringEqualsIgnoreCase:
      return Pattern(text, {.has_wildcards = false, .has_variables = has_variables, .ignores_case = true});
    case Test::kStringLike:
      return Pattern(text, {.has_variables = has_variables});
    case Test::kArnLike:
      return lift(ArnPattern::parse(text, {.has_variables = has_variables}));
    case Test::kNumericEquals:
    case Test::kNumericLessThan:
    case Test::kNumericLessThanEquals:
    case Test::kNumericGreaterThan:
    case Test::kNumericGreaterThanEquals:
      return lift(model::Decimal::parse(text));
    case Test::kDateEquals:
    case Test::kDateLessThan:
    case Test::kDateLessThanEquals:
    case Test::kDateGreaterThan:
    case Test::kDateGreaterThanEquals: {
      const auto micros = model::parse_policy_date(text);
      return micros ? std::optional<Operand>(Moment{*micros}) : std::nullopt;
    }
    case Test::kBool:
    case Test::kNull:
      return lift(model::parse_policy_bool(text));
    case Test::kBinaryEquals: {
      auto bytes = base64_decode(text);
      return bytes ? std::optional<Operand>(Binary{*std::move(bytes)}) : std::nullopt;
    }
    case Test::kIpAddress:
      return lift(model::AddressRange::parse(text));
  }
  return std::nullopt;
}

Condition::Condition(const model::PolicyCondition& condition, model::PolicyEffect effect, bool has_variables)
    : is_deny_(effect == model::PolicyEffect::kDeny), key_(lower_case(condition.key)) {
  const auto op = model::parse_condition_operator(condition.op);
  if (!op) {
    is_broken_ = true;
    return;
  }
  op_ = *op;
  is_broken_ = condition.values.words.empty();
  for (const std::string& word : condition.values.words) {
    auto value = operand(op_.test, word, has_variables);
    // Text that is no ARN never matches an ARN; AWS accepts it in a policy.
    if (!value && op_.test == Test::kArnLike) continue;
    if (!value) {
      is_broken_ = true;
      return;
    }
    operands_.push_back(*std::move(value));
  }
}

template <class Parsed, class Compare>
bool Condition::compares(Ask& ask, const std::optional<Parsed>& value, Compare compare) const {
  if (!value) ask.note_incomparable();
  return value && std::ranges::any_of(
                      operands_, [&](const Operand& operand) { return compare(*value, std::get<Parsed>(operand)); });
}

bool Condition::matches_any(const std::string& value, Ask& ask) const {
  ask.effort().spend(operands_.size());
  const auto number = [&](auto compare) {
    return compares<model::Decimal>(ask, model::Decimal::parse(value), compare);
  };
  const auto date = [&](auto compare) {
    const auto micros = model::parse_policy_date(value);
    return compares<Moment>(ask, micros ? std::optional(Moment{*micros}) : std::nullopt,
                            [&](Moment a, Moment b) { return compare(a.micros, b.micros); });
  };
  switch (op_.test) {
    case Test::kStringEquals:
    case Test::kStringEqualsIgnoreCase:
    case Test::kStringLike:
      return std::ranges::any_of(operands_, [&](const Operand& o) { return std::get<Pattern>(o).matches(value, ask); });
    case Test::kArnLike: {
      const auto fields = split_fields(value);
      if (!fields) ask.note_incomparable();
      return fields && std::ranges::any_of(operands_, [&](const Operand& o) {
               return std::get<ArnPattern>(o).matches(*fields, value, ask);
             });
    }
    case Test::kNumericEquals:
      return number(std::equal_to<>());
    case Test::kNumericLessThan:
      return number(std::less<>());
    case Test::kNumericLessThanEquals:
      return number(std::less_equal<>());
    case Test::kNumericGreaterThan:
      return number(std::greater<>());
    case Test::kNumericGreaterThanEquals:
      return number(std::greater_equal<>());
    case Test::kDateEquals:
      return date(std::equal_to<>());
    case Test::kDateLessThan:
      return date(std::less<>());
    case Test::kDateLessThanEquals:
      return date(std::less_equal<>());
    case Test::kDateGreaterThan:
      return date(std::greater<>());
    case Test::kDateGreaterThanEquals:
      return date(std::greater_equal<>());
    case Test::kBool:
      return compares<bool>(ask, model::parse_policy_bool(value), std::equal_to<>());
    case Test::kBinaryEquals: {
      auto bytes = base64_decode(value);
      return compares<Binary>(ask, bytes ? std::optional(Binary{*std::move(bytes)}) : std::nullopt,
                              [](const Binary& a, const Binary& b) { return a.bytes == b.bytes; });
    }
    case Test::kIpAddress:
      return compares<model::AddressRange>(ask, model::AddressRange::parse(value),
                                           [](const auto& asked, const auto& range) { return range.contains(asked); });
    case Test::kNull:
      return false;
  }
  return false;
}

bool Condition::accepts(const std::string& value, Ask& ask) const {
  if (!op_.is_negated) return matches_any(value, ask);
  ask.take_incomparable();
  if (matches_any(value, ask)) return false;
  return is_deny_ || !ask.take_incomparable();
}

bool Condition::holds(Ask& ask) const {
  if (is_broken_) return is_deny_;
  const auto values = ask.values(key_);
  const bool is_absent = !values || values->empty();
  if (op_.test == Test::kNull) {
    return std::ranges::any_of(operands_, [&](const Operand& o) { return std::get<bool>(o) == is_absent; });
  }
  const auto accepted = [&](const std::string& value) { return accepts(value, ask); };
  switch (op_.set) {
    case model::ConditionSet::kForAllValues:
      return is_absent || std::ranges::all_of(*values, accepted);
    case model::ConditionSet::kForAnyValue:
      return !is_absent && std::ranges::any_of(*values, accepted);
    case model::ConditionSet::kNone:
      break;
  }
  if (is_absent) return op_.if_exists || op_.is_negated;
  return is_deny_ ? std::ranges::any_of(*values, accepted) : std::ranges::all_of(*values, accepted);
}

}  // namespace entrepot::iam
