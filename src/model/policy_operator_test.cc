#include "model/policy_operator.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(PolicyOperator, IsReadWithItsSetAndItsSuffix) {
  EXPECT_EQ(parse_condition_operator("StringLike"), ConditionOperator{.test = ConditionTest::kStringLike});
  EXPECT_EQ(parse_condition_operator("ForAnyValue:StringNotEqualsIfExists"),
            (ConditionOperator{.test = ConditionTest::kStringEquals,
                               .is_negated = true,
                               .set = ConditionSet::kForAnyValue,
                               .if_exists = true}));
  EXPECT_EQ(
      parse_condition_operator("ForAllValues:NotIpAddress"),
      (ConditionOperator{.test = ConditionTest::kIpAddress, .is_negated = true, .set = ConditionSet::kForAllValues}));
  EXPECT_EQ(parse_condition_operator("ArnEquals"), parse_condition_operator("ArnLike"));
  EXPECT_EQ(parse_condition_operator("Null"), ConditionOperator{.test = ConditionTest::kNull});
  EXPECT_EQ(parse_condition_operator("ForAnyValue:Null"), parse_condition_operator("Null"));
}

TEST(PolicyOperator, IsNoOther) {
  for (const char* name : {"", "IfExists", "stringequals", "StringIs", "NullIfExists", "ForAnyValue:NullIfExists",
                           "ForAny:Bool", "ForAnyValue:ForAllValues:Bool", "BoolIfExistsIfExists", "NotBool"}) {
    EXPECT_FALSE(parse_condition_operator(name)) << name;
  }
}

TEST(PolicyOperator, KnowsTheValuesItComparesWith) {
  EXPECT_TRUE(is_condition_value(ConditionTest::kStringLike, "*"));
  EXPECT_TRUE(is_condition_value(ConditionTest::kNumericEquals, "1.5"));
  EXPECT_FALSE(is_condition_value(ConditionTest::kNumericEquals, "NaN"));
  EXPECT_FALSE(is_condition_value(ConditionTest::kDateEquals, "9999-99"));
  EXPECT_FALSE(is_condition_value(ConditionTest::kNull, "maybe"));
  EXPECT_TRUE(is_condition_value(ConditionTest::kBinaryEquals, "AAE="));
  EXPECT_FALSE(is_condition_value(ConditionTest::kBinaryEquals, "AAE"));
  EXPECT_FALSE(is_condition_value(ConditionTest::kIpAddress, "0.0.0.0/00"));
}

}  // namespace
}  // namespace entrepot::model
