#pragma once
// The condition operators of IAM, read from their names.

#include <cstdint>
#include <optional>
#include <string_view>

namespace entrepot::model {

enum class ConditionTest : std::uint8_t {
  kStringEquals,
  kStringEqualsIgnoreCase,
  kStringLike,
  kNumericEquals,
  kNumericLessThan,
  kNumericLessThanEquals,
  kNumericGreaterThan,
  kNumericGreaterThanEquals,
  kDateEquals,
  kDateLessThan,
  kDateLessThanEquals,
  kDateGreaterThan,
  kDateGreaterThanEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kArnLike,  ///< ArnEquals too: they are the same
  kNull,
};

/// Of keys with many values.
enum class ConditionSet : std::uint8_t { kNone, kForAllValues, kForAnyValue };

struct ConditionOperator {
  ConditionTest test = ConditionTest::kStringEquals;
  bool is_negated = false;  ///< StringNotEquals, NotIpAddress, ..
  ConditionSet set = ConditionSet::kNone;
  bool if_exists = false;
  bool operator==(const ConditionOperator&) const = default;
};

/// "StringLike", "ForAnyValue:StringNotEqualsIfExists"; nullopt if there is no such operator. IAM user guide, "IAM JSON
/// policy elements: Condition operators".
std::optional<ConditionOperator> parse_condition_operator(std::string_view name);

/// Whether values of this kind may hold wildcards, and whether they may hold variables.
bool takes_variables(ConditionTest test) noexcept;

/// Whether `value` is one that the test can compare with; text is, whatever it says.
bool is_condition_value(ConditionTest test, std::string_view value);

}  // namespace entrepot::model
