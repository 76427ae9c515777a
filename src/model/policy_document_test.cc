#include "model/policy_document.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

/// A policy with one statement of these elements.
std::string of(std::string_view elements) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{{}}}]}})", elements);
}
constexpr std::string_view kPull = R"("Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage")";
std::string pull(std::string_view more) {
  return of(std::string(kPull) + std::string(more));
}

/// Why the text is refused; "valid" if it is not.
std::string problem(std::string_view text, PolicyOf kind = PolicyOf::kRepository) {
  const auto document = parse_policy_document(text, kind);
  if (document) return "valid";
  EXPECT_EQ(document.error().kind(), ErrorKind::kInvalidParameter);
  return std::string(document.error().detail());
}
std::string rewritten(std::string_view text) {
  const auto document = parse_policy_document(text, PolicyOf::kRepository);
  return document ? policy_text(*document) : std::string(document.error().detail());
}

TEST(PolicyDocument, IsReadIntoValues) {
  const auto document = parse_policy_document(
      R"({"Statement":{"Sid":"","Effect":"Deny","NotPrincipal":{"AWS":["123456789012"],"Service":"a.amazonaws.com"},)"
      R"("NotAction":["ecr:Get*"],"Resource":"*","Condition":{"StringLike":{"aws:a":"x","aws:b":["y",true,5]}}},"Id":"i"})",
      PolicyOf::kRepository);

  ASSERT_TRUE(document) << document.error().detail();
  EXPECT_EQ(document->version, "2008-10-17");
  EXPECT_EQ(document->id, "i");
  ASSERT_EQ(document->statements.size(), 1U);
  const PolicyStatement& statement = document->statements[0];
  EXPECT_EQ(statement.sid, "");
  EXPECT_EQ(statement.effect, PolicyEffect::kDeny);
  EXPECT_EQ(
      statement.principals,
      (PolicyPrincipals{.is_negated = true,
                        .is_anyone = false,
                        .kinds = {{"AWS", {{"123456789012"}, true}}, {"Service", {{"a.amazonaws.com"}, false}}}}));
  EXPECT_EQ(statement.actions, (PolicyPatterns{true, {{"ecr:Get*"}, true}}));
  EXPECT_EQ(statement.resources, (PolicyPatterns{false, {{"*"}, false}}));
  EXPECT_EQ(statement.conditions, (std::vector<PolicyCondition>{{"StringLike", "aws:a", {{"x"}, false}},
                                                                {"StringLike", "aws:b", {{"y", "true", "5"}, true}}}));
}

// The two samples of SetRepositoryPolicy's reference: input and answer.
TEST(PolicyDocument, IsWrittenAsEcrWritesIt) {
  EXPECT_EQ(rewritten(R"({
  "Version":"2012-10-17",
  "Statement": [{"Sid":"AllowPull","Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Principal":"*"}]
})"
                      "\n"),
            "{\n  \"Version\" : \"2012-10-17\",\n  \"Statement\" : [ {\n    \"Sid\" : \"AllowPull\",\n    \"Effect\" : "
            "\"Allow\",\n    \"Principal\" : \"*\",\n    \"Action\" : [ \"ecr:BatchGetImage\", "
            "\"ecr:GetDownloadUrlForLayer\" ]\n  } ]\n}");
}

TEST(PolicyDocument, IsWrittenWithEveryElementInItsPlace) {
  EXPECT_EQ(
      rewritten(R"({"Statement":[{"Condition":{"StringEquals":{"aws:a":"1","aws:b":["2","3"]},"Bool":{"aws:c":true}},)"
                R"("Resource":["*"],"Action":"ecr:*","Principal":{"AWS":["111111111111","222222222222"]},)"
                R"("Effect":"Allow","Sid":"say \"ü\""},{"NotAction":"ecr:PutImage","Principal":"*","Effect":"Deny"}],)"
                R"("Id":"x","Version":"2012-10-17"})"),
      R"({
  "Version" : "2012-10-17",
  "Id" : "x",
  "Statement" : [ {
    "Sid" : "say \"ü\"",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : [ "111111111111", "222222222222" ]
    },
    "Action" : "ecr:*",
    "Resource" : [ "*" ],
    "Condition" : {
      "StringEquals" : {
        "aws:a" : "1",
        "aws:b" : [ "2", "3" ]
      },
      "Bool" : {
        "aws:c" : "true"
      }
    }
  }, {
    "Effect" : "Deny",
    "Principal" : "*",
    "NotAction" : "ecr:PutImage"
  } ]
})");
}

TEST(PolicyDocument, WhatIsWrittenIsReadAsTheSame) {
  for (const std::string& text :
       {pull(""), pull(R"(,"Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}})"),
        pull(R"(,"Sid":"a\u0001\\b","Condition":{})"), std::string(R"({"Statement":{)") + std::string(kPull) + "}}"}) {
    const auto document = parse_policy_document(text, PolicyOf::kRepository);
    ASSERT_TRUE(document) << text;
    const std::string again = policy_text(*document);
    EXPECT_EQ(*parse_policy_document(again, PolicyOf::kRepository), *document) << again;
    EXPECT_EQ(rewritten(again), again);
  }
}

TEST(PolicyDocument, RefusesWhatIsNoDocument) {
  EXPECT_TRUE(problem("").starts_with("Invalid JSON"));
  EXPECT_TRUE(problem("{").starts_with("Invalid JSON"));
  EXPECT_TRUE(problem(R"({"Version":"2012-10-17","Version":"2012-10-17"})").contains("occurs twice"));
  EXPECT_TRUE(problem(R"({"Statement":[[[[[[[[[[]]]]]]]]]]})").contains("nested deeper"));
  EXPECT_EQ(problem("[]"), "a policy must be an object");
  EXPECT_EQ(problem("{}"), "Statement is missing");
  EXPECT_EQ(problem(R"({"Statement":[]})"), "Statement is empty");
  EXPECT_EQ(problem(R"({"Statement":["x"]})"), "a statement must be an object");
  EXPECT_EQ(problem(R"({"Statement":null})"), "a statement must be an object");
  EXPECT_EQ(problem(R"({"Version":"2013-10-17"})"), "there is no version '2013-10-17'");
  EXPECT_EQ(problem(R"({"Version":null})"), "Version must be a string");
  EXPECT_EQ(problem(R"({"version":"2012-10-17"})"), "unknown element 'version'");
  EXPECT_EQ(problem(R"({"Id":1})"), "Id must be a string");
}

TEST(PolicyDocument, RefusesAStatementThatIsNotWhole) {
  EXPECT_EQ(problem(pull("")), "valid");
  EXPECT_EQ(problem(of(R"("Principal":"*","Action":"ecr:*")")), "Effect must be Allow or Deny");
  EXPECT_EQ(problem(of(R"("Effect":"allow","Principal":"*","Action":"ecr:*")")), "Effect must be Allow or Deny");
  EXPECT_EQ(problem(of(R"("Effect":"Allow","Action":"ecr:*")")), "Principal is missing");
  EXPECT_EQ(problem(of(R"("Effect":"Allow","Principal":"*")")), "Action is missing");
  EXPECT_EQ(problem(pull(R"(,"Resources":"*")")), "unknown element 'Resources'");
  EXPECT_EQ(problem(pull(R"(,"NotPrincipal":"*")")), "both Principal and NotPrincipal");
  EXPECT_EQ(problem(pull(R"(,"NotAction":"*")")), "both Action and NotAction");
  EXPECT_EQ(problem(pull(R"(,"Sid":7)")), "Sid must be a string");
}

TEST(PolicyDocument, RefusesBadPrincipalsActionsAndResources) {
  const auto principal = [](std::string_view value) {
    return problem(of(fmt::format(R"("Effect":"Allow","Action":"ecr:*","Principal":{})", value)));
  };
  EXPECT_EQ(principal(R"("123456789012")"), "a principal without a kind can only be *");
  EXPECT_EQ(principal("{}"), "Principal must be * or an object");
  EXPECT_EQ(principal("[]"), "Principal must be * or an object");
  EXPECT_EQ(principal(R"({"AWS":[]})"), "a principal must be a string or a list");
  EXPECT_EQ(principal(R"({"AWS":"arn:aws:iam::123456789012:role/*"})"),
            "'arn:aws:iam::123456789012:role/*' is no principal of kind 'AWS'");
  EXPECT_EQ(principal(R"({"Users":"*"})"), "'*' is no principal of kind 'Users'");
  EXPECT_EQ(problem(of(R"("Effect":"Allow","Principal":"*","Action":["ecr:*","s3:GetObject"])")),
            "'s3:GetObject' is no action of ecr");
  EXPECT_EQ(problem(of(R"("Effect":"Allow","Principal":"*","Action":[])")), "Action must be a string or a list");
  EXPECT_EQ(problem(of(R"("Effect":"Allow","Principal":"*","Action":[1])")), "Action must be a string");
  EXPECT_EQ(problem(pull(R"(,"Resource":"app")")), "'app' is no resource");
}

TEST(PolicyDocument, ARegistryPolicyNamesItsResources) {
  EXPECT_EQ(problem(pull(""), PolicyOf::kRegistry), "Resource is missing");
  EXPECT_EQ(problem(pull(R"(,"Resource":"arn:aws:ecr:us-east-1:123456789012:repository/*")"), PolicyOf::kRegistry),
            "valid");
}

TEST(PolicyDocument, ConditionsHaveOperatorsKeysAndFittingValues) {
  const auto condition = [](std::string_view value) { return problem(pull(fmt::format(R"(,"Condition":{})", value))); };
  for (const char* good :
       {R"({"StringEqualsIfExists":{"aws:x":"1"}})", R"({"ForAnyValue:StringLike":{"aws:x":["1","2"]}})",
        R"({"ForAllValues:ArnLikeIfExists":{"aws:SourceArn":"arn:*"}})", R"({"Null":{"aws:x":true}})",
        R"({"NumericLessThan":{"aws:x":[1,"2.5"]}})",
        R"({"DateGreaterThan":{"aws:CurrentTime":"2026-01-31T10:00:00Z"}})",
        R"({"DateLessThan":{"aws:EpochTime":1700000000}})", R"({"DateEquals":{"aws:x":"2026-01-31"}})",
        R"({"NotIpAddress":{"aws:SourceIp":"203.0.113.7"}})", R"({"Bool":{"aws:SecureTransport":"false"}})",
        R"({"StringEquals":{"ecr:ResourceTag/team":"${aws:PrincipalTag/team}"}})",
        R"({"NumericEquals":{"aws:x":"${aws:PrincipalTag/n}"}})"}) {
    EXPECT_EQ(condition(good), "valid") << good;
  }
  EXPECT_EQ(condition(R"({"StringIs":{"aws:x":"1"}})"), "there is no condition operator 'StringIs'");
  EXPECT_EQ(condition(R"({"NullIfExists":{"aws:x":true}})"), "there is no condition operator 'NullIfExists'");
  EXPECT_EQ(condition(R"({"StringEquals":{"x":"1"}})"), "'x' is no condition key");
  EXPECT_EQ(condition(R"({"StringEquals":{}})"), "a condition operator must be an object with keys");
  EXPECT_EQ(condition(R"({"StringEquals":"x"})"), "a condition operator must be an object with keys");
  EXPECT_EQ(condition(R"({"StringEquals":{"aws:x":[]}})"), "a condition needs a value");
  EXPECT_EQ(condition(R"({"StringEquals":{"aws:x":{}}})"),
            "a condition's value must be a string, a number or a boolean");
  EXPECT_EQ(condition(R"({"StringEquals":{"aws:x":null}})"),
            "a condition's value must be a string, a number or a boolean");
  EXPECT_EQ(condition(R"({"NumericEquals":{"aws:x":"many"}})"), "'many' is no value for NumericEquals");
  EXPECT_EQ(condition(R"({"Bool":{"aws:x":"yes"}})"), "'yes' is no value for Bool");
  EXPECT_EQ(condition(R"({"DateEquals":{"aws:x":"soon"}})"), "'soon' is no value for DateEquals");
  EXPECT_EQ(condition(R"({"IpAddress":{"aws:x":"203.0.113.0/33"}})"), "'203.0.113.0/33' is no value for IpAddress");
  EXPECT_EQ(condition(R"({"IpAddress":{"aws:x":"host"}})"), "'host' is no value for IpAddress");
  EXPECT_EQ(condition("[]"), "Condition must be an object");
}

}  // namespace
}  // namespace entrepot::model
