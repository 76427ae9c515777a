#include "iam/policy.h"

#include <gtest/gtest.h>

#include "iam/statement.h"
#include "model/policy_limits.h"
#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

bool matches(std::string_view elements, std::string_view action, std::string_view resource,
             std::string_view effect = "Allow") {
  const testing::FixedKeys keys;
  const Asker asker;
  Ask ask(action, resource, keys, asker);
  const auto policy = testing::statement(R"("Effect":")" + std::string(effect) + R"(",)" + std::string(elements));
  return policy->statements().front().matches(ask);
}
constexpr std::string_view kApp = "arn:aws:ecr:us-east-1:123456789012:repository/app";

TEST(Policy, ActionsMatchInAnyCaseAndByPattern) {
  const auto action = [](std::string_view pattern, std::string_view name) {
    return matches(R"("Resource":"*","Action":")" + std::string(pattern) + '"', name, kApp);
  };
  for (const char* pattern : {"*", "ecr:*", "ECR:putimage", "ecr:Put*", "ecr:*Image", "ecr:PutImag?", "ecr:P*t*e"}) {
    EXPECT_TRUE(action(pattern, "ecr:PutImage")) << pattern;
  }
  for (const char* pattern : {"iam:*", "ecr:Put", "ecr:PutImages", "ecr:?utImages", "ecr:Get*"}) {
    EXPECT_FALSE(action(pattern, "ecr:PutImage")) << pattern;
  }
  const std::string long_name(300, 'A');
  EXPECT_TRUE(action("ecr:a*", "ecr:" + long_name));
}

TEST(Policy, NotActionAndNotResourceMatchWhatTheyDoNotName) {
  EXPECT_TRUE(matches(R"("NotAction":["iam:*","ecr:Get*"],"Resource":"*")", "ecr:PutImage", kApp));
  EXPECT_FALSE(matches(R"("NotAction":["iam:*","ecr:Put*"],"Resource":"*")", "ecr:PutImage", kApp));
  EXPECT_TRUE(matches(R"("Action":"*","NotResource":"arn:aws:ecr:*:*:repository/b*")", "ecr:PutImage", kApp));
  EXPECT_FALSE(matches(R"("Action":"*","NotResource":"arn:aws:ecr:*:*:repository/a*")", "ecr:PutImage", kApp));
}

TEST(Policy, AVariableWithoutAValueExceptsFromAnAllowAndNotFromADeny) {
  constexpr std::string_view kElements = R"("Action":"*","NotResource":"arn:aws:ecr:*:*:repository/${aws:username}/*")";
  EXPECT_FALSE(matches(kElements, "ecr:PutImage", kApp));
  EXPECT_TRUE(matches(kElements, "ecr:PutImage", kApp, "Deny"));
  EXPECT_FALSE(
      matches(R"("Action":"*","Resource":"arn:aws:ecr:*:*:repository/${aws:username}")", "ecr:PutImage", kApp));
}

TEST(Policy, OnlyAStarNamesWhatHasNoArn) {
  EXPECT_TRUE(matches(R"("Action":"*","Resource":"*")", "ecr:GetAuthorizationToken", "*"));
  EXPECT_FALSE(matches(R"("Action":"*","Resource":"arn:aws:ecr:*:*:*")", "ecr:GetAuthorizationToken", "*"));
  EXPECT_TRUE(matches(R"("Action":"*","NotResource":"arn:aws:ecr:*:*:*")", "ecr:GetAuthorizationToken", "*"));
}

TEST(Policy, LabelsItsStatements) {
  const auto policy = testing::policy(R"({"Version":"2012-10-17","Statement":[
      {"Sid":"Pull","Effect":"Allow","Action":"ecr:*","Resource":"*"},
      {"Effect":"Deny","Action":"ecr:*","Resource":"*"},{"Sid":"","Effect":"Deny","Action":"ecr:*","Resource":"*"}]})");
  ASSERT_EQ(policy->statements().size(), 3U);
  EXPECT_EQ(policy->statements()[0].label(), "Pull");
  EXPECT_EQ(policy->statements()[1].label(), "#2");
  EXPECT_EQ(policy->statements()[2].label(), "#3");
  EXPECT_EQ(policy->name(), "test");
}

model::PolicyDocument document() {
  return {.version = "2012-10-17",
          .id = {},
          .statements = {{.sid = {},
                          .effect = model::PolicyEffect::kAllow,
                          .principals = {},
                          .actions = {.is_negated = false, .patterns = {.words = {"ecr:*"}}},
                          .resources = model::PolicyPatterns{.is_negated = false, .patterns = {.words = {"*"}}},
                          .conditions = {}}}};
}

std::string problem(const model::PolicyDocument& of) {
  const auto policy = Policy::compile(of, "bomb");
  return policy ? "none" : std::string(policy.error().detail());
}

TEST(Policy, RefusesWhatIsBeyondItsLimits) {
  EXPECT_EQ(problem(document()), "none");

  auto statements = document();
  statements.statements.resize(model::kMaxPolicyStatements + 1, statements.statements.front());
  EXPECT_EQ(problem(statements), "too many statements");

  auto actions = document();
  actions.statements[0].actions.patterns.words.resize(model::kMaxPolicyWords + 1, "ecr:*");
  EXPECT_EQ(problem(actions), "too many values in one list");

  auto wildcards = document();
  wildcards.statements[0].actions.patterns.words = {"ecr:" + std::string(model::kMaxPolicyWildcards + 1, '?')};
  EXPECT_TRUE(problem(wildcards).starts_with("too many wildcards"));

  auto variables = document();
  variables.statements[0].resources->patterns.words = {"arn:aws:ecr:::"};
  for (std::size_t i = 0; i <= model::kMaxPolicyVariables; ++i) {
    variables.statements[0].resources->patterns.words[0] += "${aws:username}";
  }
  EXPECT_TRUE(problem(variables).starts_with("too many variables"));

  auto resource = document();
  resource.statements[0].resources->patterns.words = {"app"};
  EXPECT_EQ(problem(resource), "'app' is no resource");

  auto conditions = document();
  conditions.statements[0].conditions = {{"StringEquals", "aws:x", {{model::kMaxPolicyWords + 1, "v"}, true}}};
  EXPECT_EQ(problem(conditions), "too many values in one list");
}

}  // namespace
}  // namespace entrepot::iam
