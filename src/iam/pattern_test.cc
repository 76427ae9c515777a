#include "iam/pattern.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

const testing::FixedKeys kKeys{{"aws:username", {"ann"}},
                               {"aws:principaltag/team", {"a*"}},
                               {"aws:principaltag/arn", {"arn:aws:ecr:r:1:repository/x"}},
                               {"aws:principaltag/odd", {"${aws:username}"}},
                               {"aws:principaltag/colon", {"a:b"}},
                               {"aws:principaltag/marked", {"a\xFE"}},
                               {"aws:tagkeys", {"x", "y"}}};

class PatternTest : public ::testing::Test {
 protected:
  bool text(std::string_view pattern, std::string_view value, PatternRules rules = {}) {
    const Pattern parsed(pattern, rules);
    Ask ask = question();  // it keeps names of the pattern's keys
    return parsed.matches(value, ask);
  }
  bool arn(std::string_view pattern, std::string_view value, PatternRules rules = {}) {
    const auto parsed = ArnPattern::parse(pattern, rules);
    const auto fields = split_fields(value);
    EXPECT_TRUE(parsed && fields) << pattern << " " << value;
    Ask ask = question();
    return parsed && fields && parsed->matches(*fields, value, ask);
  }

 private:
  Asker asker_;
  Ask question() const { return {"ecr:PutImage", "*", kKeys, asker_}; }
};

TEST_F(PatternTest, AVariableIsReplacedByTheValueOfItsKeyWhateverItsCase) {
  EXPECT_TRUE(text("home/${aws:username}/*", "home/ann/x"));
  EXPECT_TRUE(text("home/${aws:UserName}", "home/ann"));
  EXPECT_TRUE(text("${aws:username}${aws:username}", "annann"));
  EXPECT_FALSE(text("home/${aws:username}/*", "home/bob/x"));
}

TEST_F(PatternTest, WhatAVariablePutsInIsLiteral) {
  EXPECT_TRUE(text("${aws:PrincipalTag/team}", "a*"));
  EXPECT_FALSE(text("${aws:PrincipalTag/team}", "ab"));
  EXPECT_TRUE(text("${aws:PrincipalTag/odd}", "${aws:username}"));
  EXPECT_FALSE(text("${aws:PrincipalTag/odd}", "ann"));
  EXPECT_FALSE(text("${aws:PrincipalTag/marked}", "ab")) << "bytes that we use as marks";
}

TEST_F(PatternTest, AVariableWithoutOneValueMatchesNothing) {
  EXPECT_FALSE(text("${aws:userid}", ""));
  EXPECT_FALSE(text("*${aws:userid}*", "x"));
  EXPECT_FALSE(text("${aws:tagkeys}", "x")) << "it has two";
  EXPECT_FALSE(text("${}", ""));
}

TEST_F(PatternTest, ADefaultStandsForAMissingKey) {
  EXPECT_TRUE(text("${aws:userid, 'no*body'}", "no*body"));
  EXPECT_FALSE(text("${aws:userid, 'no*body'}", "nobody"));
  EXPECT_TRUE(text("${aws:username, 'nobody'}", "ann"));
  EXPECT_TRUE(text("${aws:userid,'a}b'}", "a}b"));
  EXPECT_FALSE(text("${aws:userid, nobody}", "nobody")) << "a default stands in quotation marks";
}

TEST_F(PatternTest, EscapesAreTheCharactersThemselves) {
  EXPECT_TRUE(text("a${*}", "a*"));
  EXPECT_FALSE(text("a${*}", "ab"));
  EXPECT_TRUE(text("a${?}b${$}*", "a?b$x"));
  EXPECT_TRUE(text("${$}{aws:username}", "${aws:username}"));
}

TEST_F(PatternTest, TextThatOnlyLooksLikeAVariableIsText) {
  EXPECT_TRUE(text("${aws:username", "${aws:username"));
  EXPECT_TRUE(text("$aws:username", "$aws:username"));
  EXPECT_TRUE(text("${aws:username}", "${aws:username}", {.has_variables = false})) << "version 2008-10-17";
}

TEST_F(PatternTest, MayIgnoreCaseAndWildcards) {
  EXPECT_TRUE(text("Home/${aws:username}", "hOME/ANN", {.has_wildcards = false, .ignores_case = true}));
  EXPECT_TRUE(text("a*", "a*", {.has_wildcards = false}));
  EXPECT_FALSE(text("a*", "ab", {.has_wildcards = false}));
}

TEST_F(PatternTest, AWildcardStaysInItsFieldOfAnArn) {
  constexpr std::string_view kArn = "arn:aws:ecr:us-east-1:123456789012:repository/team/app:x";
  for (const char* pattern :
       {"arn:aws:ecr:us-east-1:123456789012:repository/team/app:x", "arn:aws:ecr:*:*:repository/team/*",
        "arn:*:ecr:us-*-1:1234567890??:*", "arn:aws:ecr:*:*:*:x", "arn:aws:ecr", "arn:aws:ecr:*",
        "arn:aws:ecr:us-east-1:", "arn:*"}) {
    const bool expected = std::string_view(pattern) != "arn:aws:ecr:us-east-1:";
    EXPECT_EQ(arn(pattern, kArn), expected) << pattern;
  }
  for (const char* pattern : {"arn:aws:*:repository/team/app:x", "arn:aws:ecr:*:repository/team/*", "arn:aws:s3",
                              "arn:aws:ecr:us-east-1:12345678901:*", "arn:aws:ecr:*:*:repository/Team/*",
                              "arn:aws:ecr::123456789012:repository/*", "arn:aws:ecr:*:*:repository/team/app"}) {
    EXPECT_FALSE(arn(pattern, kArn)) << pattern;
  }
}

TEST_F(PatternTest, TheColonsOfAVariableDivideNoArn) {
  EXPECT_TRUE(arn("arn:aws:ecr:r:1:repository/${aws:username}", "arn:aws:ecr:r:1:repository/ann"));
  EXPECT_TRUE(arn("arn:aws:ecr:r:${aws:userid, 'a:b'}:x", "arn:aws:ecr:r:a:b:x") == false) << "literal, in its field";
  EXPECT_FALSE(arn("arn:aws:ecr:${aws:PrincipalTag/colon}:x", "arn:aws:ecr:a:b:x"));
  EXPECT_TRUE(arn("${aws:PrincipalTag/arn}", "arn:aws:ecr:r:1:repository/x"));
  EXPECT_FALSE(arn("${aws:PrincipalTag/arn}", "arn:aws:ecr:r:1:repository/y"));
}

TEST_F(PatternTest, OtherTextIsNoArnPattern) {
  for (const char* text : {"", "app", "ARN:aws:ecr:r:1:x", "*:aws", "**", "${aws:username}x"}) {
    EXPECT_FALSE(ArnPattern::parse(text, {})) << text;
  }
  EXPECT_TRUE(ArnPattern::parse("*", {})->matches_all());
  EXPECT_FALSE(ArnPattern::parse("arn:*", {})->matches_all());
}

}  // namespace
}  // namespace entrepot::iam
