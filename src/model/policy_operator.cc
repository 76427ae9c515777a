#include "model/policy_operator.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "model/policy_values.h"

namespace entrepot::model {
namespace {

struct Named {
  std::string_view name;
  ConditionTest test;
  bool is_negated = false;
};
constexpr std::array kOperators{
    Named{"ArnEquals", ConditionTest::kArnLike},
    Named{"ArnLike", ConditionTest::kArnLike},
    Named{"ArnNotEquals", ConditionTest::kArnLike, true},
    Named{"ArnNotLike", ConditionTest::kArnLike, true},
    Named{"BinaryEquals", ConditionTest::kBinaryEquals},
    Named{"Bool", ConditionTest::kBool},
    Named{"DateEquals", ConditionTest::kDateEquals},
    Named{"DateGreaterThan", ConditionTest::kDateGreaterThan},
    Named{"DateGreaterThanEquals", ConditionTest::kDateGreaterThanEquals},
    Named{"DateLessThan", ConditionTest::kDateLessThan},
    Named{"DateLessThanEquals", ConditionTest::kDateLessThanEquals},
    Named{"DateNotEquals", ConditionTest::kDateEquals, true},
    Named{"IpAddress", ConditionTest::kIpAddress},
    Named{"NotIpAddress", ConditionTest::kIpAddress, true},
    Named{"Null", ConditionTest::kNull},
    Named{"NumericEquals", ConditionTest::kNumericEquals},
    Named{"NumericGreaterThan", ConditionTest::kNumericGreaterThan},
    Named{"NumericGreaterThanEquals", ConditionTest::kNumericGreaterThanEquals},
    Named{"NumericLessThan", ConditionTest::kNumericLessThan},
    Named{"NumericLessThanEquals", ConditionTest::kNumericLessThanEquals},
    Named{"NumericNotEquals", ConditionTest::kNumericEquals, true},
    Named{"StringEquals", ConditionTest::kStringEquals},
    Named{"StringEqualsIgnoreCase", ConditionTest::kStringEqualsIgnoreCase},
    Named{"StringLike", ConditionTest::kStringLike},
    Named{"StringNotEquals", ConditionTest::kStringEquals, true},
    Named{"StringNotEqualsIgnoreCase", ConditionTest::kStringEqualsIgnoreCase, true},
    Named{"StringNotLike", ConditionTest::kStringLike, true},
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::optional<ConditionOperator> parse_condition_operator(std::string_view name) {
  ConditionOperator out;
  if (take_prefix(name, "ForAllValues:")) {
    out.set = ConditionSet::kForAllValues;
  } else if (take_prefix(name, "ForAnyValue:")) {
    out.set = ConditionSet::kForAnyValue;
  }
  constexpr std::string_view kIfExists = "IfExists";
  if (name.ends_with(kIfExists)) {
    name.remove_suffix(kIfExists.size());
    out.if_exists = true;
  }
  const auto* found = std::ranges::find(kOperators, name, &Named::name);
  if (found == kOperators.end()) return std::nullopt;
  out.test = found->test;
  out.is_negated = found->is_negated;
  if (out.test == ConditionTest::kNull) {
    if (out.if_exists) return std::nullopt;
    out.set = ConditionSet::kNone;  // it asks whether there is a value, not which
  }
  return out;
}

bool takes_variables(ConditionTest test) noexcept {
  switch (test) {
    case ConditionTest::kStringEquals:
    case ConditionTest::kStringEqualsIgnoreCase:
    case ConditionTest::kStringLike:
    case ConditionTest::kArnLike:
      return true;
    default:
      return false;
  }
}

bool is_condition_value(ConditionTest test, std::string_view value) {
  switch (test) {
    case ConditionTest::kStringEquals:
    case ConditionTest::kStringEqualsIgnoreCase:
    case ConditionTest::kStringLike:
    case ConditionTest::kArnLike:
      return true;
    case ConditionTest::kNumericEquals:
    case ConditionTest::kNumericLessThan:
    case ConditionTest::kNumericLessThanEquals:
    case ConditionTest::kNumericGreaterThan:
    case ConditionTest::kNumericGreaterThanEquals:
      return Decimal::parse(value).has_value();
    case ConditionTest::kDateEquals:
    case ConditionTest::kDateLessThan:
    case ConditionTest::kDateLessThanEquals:
    case ConditionTest::kDateGreaterThan:
    case ConditionTest::kDateGreaterThanEquals:
      return parse_policy_date(value).has_value();
    case ConditionTest::kBool:
    case ConditionTest::kNull:
      return parse_policy_bool(value).has_value();
    case ConditionTest::kBinaryEquals:
      return base64_decode(value).has_value();
    case ConditionTest::kIpAddress:
      return AddressRange::parse(value).has_value();
  }
  return false;
}

}  // namespace entrepot::model
