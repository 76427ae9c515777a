#include "iam/condition.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

using Words = std::vector<std::string>;
constexpr auto kAllow = model::PolicyEffect::kAllow;
constexpr auto kDeny = model::PolicyEffect::kDeny;

/// Whether the condition holds for a request whose key "aws:x" has `values`.
bool holds(std::string_view op, const Words& policy, const std::optional<Words>& values,
           model::PolicyEffect effect = kAllow) {
  testing::FixedKeys keys{{"aws:username", {"ann"}}};
  if (values) keys.put("aws:x", *values);
  const Asker asker;
  Ask ask("ecr:PutImage", "*", keys, asker);
  const Condition condition({.op = std::string(op), .key = "AWS:X", .values = {.words = policy, .is_list = true}},
                            effect, true);
  return condition.holds(ask);
}

struct Row {
  const char* op;
  const char* policy;
  const char* value;
  bool expected;
};
constexpr Row kRows[] = {
    {"StringEquals", "a*", "a*", true},
    {"StringEquals", "a*", "ab", false},
    {"StringEquals", "A", "a", false},
    {"StringEquals", "${aws:username}", "ann", true},
    {"StringEqualsIgnoreCase", "AnN", "aNn", true},
    {"StringNotEqualsIgnoreCase", "AnN", "aNn", false},
    {"StringNotEquals", "a", "b", true},
    {"StringLike", "a*c?", "abbcd", true},
    {"StringLike", "${aws:username}*", "annabel", true},
    {"StringLike", "a*", "ba", false},
    {"StringNotLike", "a*", "ba", true},
    {"NumericEquals", "1.0", "1", true},
    {"NumericNotEquals", "1.0", "1", false},
    {"NumericEquals", "1", "one", false},
    {"NumericLessThan", "10", "9", true},
    {"NumericLessThan", "10", "10", false},
    {"NumericLessThanEquals", "10", "10.0", true},
    {"NumericGreaterThan", "10", "11", true},
    {"NumericGreaterThanEquals", "10", "9.99", false},
    {"DateEquals", "2026-01-31T10:00:00Z", "1769853600", true},
    {"DateNotEquals", "2026-01-31", "2026-01-31T00:00:00Z", false},
    {"DateLessThan", "2026-01-31", "2026-01-30T23:59:59Z", true},
    {"DateLessThanEquals", "2026-01-31", "2026-01-31", true},
    {"DateGreaterThan", "2026-01-31", "2026-01-31", false},
    {"DateGreaterThanEquals", "2026-01-31", "2026-02-01", true},
    {"Bool", "true", "TRUE", true},
    {"Bool", "true", "false", false},
    {"Bool", "false", "no", false},
    {"BinaryEquals", "AAE=", "AAE=", true},
    {"BinaryEquals", "AAE=", "AAI=", false},
    {"BinaryEquals", "AAE=", "?", false},
    {"IpAddress", "203.0.113.0/24", "203.0.113.9", true},
    {"IpAddress", "203.0.113.0/24", "nowhere", false},
    {"NotIpAddress", "203.0.113.0/24", "203.0.113.9", false},
    {"NotIpAddress", "203.0.113.0/24", "198.51.100.1", true},
    {"ArnLike", "arn:aws:ecr:*:*:repository/a*", "arn:aws:ecr:r:1:repository/abc", true},
    {"ArnEquals", "arn:aws:ecr:*:*:repository/a*", "arn:aws:ecr:r:1:repository/abc", true},
    {"ArnLike", "arn:aws:*:repository/abc", "arn:aws:ecr:r:1:repository/abc", false},
    {"ArnLike", "*", "arn:aws:ecr:r:1:x", true},
    {"ArnLike", "*", "abc", false},
    {"ArnLike", "abc", "abc", false},
    {"ArnNotLike", "arn:aws:s3:::*", "arn:aws:ecr:r:1:x", true},
    {"ArnNotEquals", "arn:aws:ecr:r:1:x", "arn:aws:ecr:r:1:x", false},
};

TEST(Condition, EachOperatorComparesItsWay) {
  for (const Row& row : kRows) {
    EXPECT_EQ(holds(row.op, {row.policy}, Words{row.value}), row.expected)
        << row.op << " " << row.policy << " " << row.value;
    const std::string if_exists = std::string(row.op) + "IfExists";
    EXPECT_EQ(holds(if_exists, {row.policy}, Words{row.value}), row.expected) << if_exists;
  }
}

TEST(Condition, AMissingKeySatisfiesNegationsAndIfExists) {
  for (const Row& row : kRows) {
    const bool is_negated = std::string_view(row.op).contains("Not");
    EXPECT_EQ(holds(row.op, {row.policy}, std::nullopt), is_negated) << row.op;
    EXPECT_TRUE(holds(std::string(row.op) + "IfExists", {row.policy}, std::nullopt)) << row.op;
    for (const char* set : {"ForAllValues:", "ForAnyValue:"}) {
      const bool expected = std::string_view(set) == "ForAllValues:";
      EXPECT_EQ(holds(std::string(set) + row.op, {row.policy}, std::nullopt), expected) << set << row.op;
      EXPECT_EQ(holds(std::string(set) + row.op + "IfExists", {row.policy}, std::nullopt), expected) << set << row.op;
      EXPECT_EQ(holds(std::string(set) + row.op, {row.policy}, Words{}), expected) << set << row.op;
    }
  }
}

TEST(Condition, WhatCannotBeComparedSatisfiesTheNegationOfADenyAlone) {
  for (const auto& [op, policy, value] : {std::tuple{"NumericNotEquals", "1", "one"},
                                          {"DateNotEquals", "2026", "soon"},
                                          {"NotIpAddress", "203.0.113.0/24", "nowhere"},
                                          {"ArnNotLike", "arn:aws:ecr:*", "app"},
                                          {"ForAnyValue:StringNotEquals", "${aws:absent}", "a"},
                                          {"StringNotLike", "${aws:absent}*", "a"}}) {
    EXPECT_FALSE(holds(op, {policy}, Words{value}, kAllow)) << op;
    EXPECT_TRUE(holds(op, {policy}, Words{value}, kDeny)) << op;
  }
  EXPECT_FALSE(holds("StringNotEquals", {"${aws:absent}", "a"}, Words{"a"}, kDeny)) << "another value is equal";
}

TEST(Condition, AnyOfItsValuesIsEnoughAndNoneForANegation) {
  EXPECT_TRUE(holds("StringEquals", {"a", "b"}, Words{"b"}));
  EXPECT_FALSE(holds("StringEquals", {"a", "b"}, Words{"c"}));
  EXPECT_FALSE(holds("StringNotEquals", {"a", "b"}, Words{"b"}));
  EXPECT_TRUE(holds("StringNotEquals", {"a", "b"}, Words{"c"}));
}

TEST(Condition, ForAllValuesWantsEachOfTheRequestsValues) {
  EXPECT_TRUE(holds("ForAllValues:StringEquals", {"a", "b", "c"}, Words{"a", "b"}));
  EXPECT_FALSE(holds("ForAllValues:StringEquals", {"a", "b"}, Words{"a", "c"}));
  EXPECT_TRUE(holds("ForAllValues:StringNotLike", {"release-*"}, Words{"dev-1", "dev-2"}));
  EXPECT_FALSE(holds("ForAllValues:StringNotLike", {"release-*"}, Words{"dev-1", "release-2"}));
}

TEST(Condition, ForAnyValueWantsOneOfTheRequestsValues) {
  EXPECT_TRUE(holds("ForAnyValue:StringEquals", {"a"}, Words{"x", "a"}));
  EXPECT_FALSE(holds("ForAnyValue:StringEquals", {"a"}, Words{"x", "y"}));
  EXPECT_TRUE(holds("ForAnyValue:StringNotEquals", {"a"}, Words{"x", "a"}));
  EXPECT_FALSE(holds("ForAnyValue:StringNotEquals", {"a"}, Words{"a", "a"}));
}

TEST(Condition, ManyValuesWithoutASetFailClosed) {
  EXPECT_FALSE(holds("StringLike", {"dev-*"}, Words{"dev-1", "release-1"}, kAllow));
  EXPECT_TRUE(holds("StringLike", {"dev-*"}, Words{"dev-1", "dev-2"}, kAllow));
  EXPECT_TRUE(holds("StringLike", {"release-*"}, Words{"dev-1", "release-1"}, kDeny));
  EXPECT_TRUE(holds("StringNotLike", {"dev-*"}, Words{"dev-1", "release-1"}, kDeny));
  EXPECT_FALSE(holds("StringNotLike", {"release-*"}, Words{"dev-1", "release-1"}, kAllow));
}

TEST(Condition, NullAsksWhetherThereIsAValue) {
  EXPECT_TRUE(holds("Null", {"true"}, std::nullopt));
  EXPECT_TRUE(holds("Null", {"true"}, Words{}));
  EXPECT_FALSE(holds("Null", {"true"}, Words{"x"}));
  EXPECT_TRUE(holds("Null", {"false"}, Words{"x"}));
  EXPECT_FALSE(holds("Null", {"false"}, std::nullopt));
}

TEST(Condition, WhatCannotBeReadFailsClosed) {
  for (const auto& [op, value] : {std::pair{"NumericEquals", "many"},
                                  {"DateLessThan", "9999-99"},
                                  {"Bool", "yes"},
                                  {"IpAddress", "1.2.3.4/33"},
                                  {"BinaryEquals", "?"},
                                  {"Null", "x"},
                                  {"StringIs", "x"},
                                  {"NumericEquals", "${aws:username}"}}) {
    for (const std::optional<Words>& values : {std::optional<Words>(Words{"1"}), std::optional<Words>()}) {
      EXPECT_FALSE(holds(op, {value}, values, kAllow)) << op << " " << value;
      EXPECT_TRUE(holds(op, {value}, values, kDeny)) << op << " " << value;
    }
  }
}

/// Counts how often it is asked.
class CountedKeys final : public ConditionKeys {
 public:
  bool find(std::string_view, std::vector<std::string>& values) const override {
    ++count;
    values.emplace_back("1");
    return true;
  }
  mutable int count = 0;
};

TEST(Condition, AKeyIsAskedOnceADecision) {
  const CountedKeys keys;
  const Asker asker;
  Ask ask("ecr:PutImage", "*", keys, asker);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask.values("aws:x")->front(), "1");
  EXPECT_EQ(keys.count, 1);
}

}  // namespace
}  // namespace entrepot::iam
