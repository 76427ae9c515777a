// Names and documents made to be taken for others.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "iam/decide.h"
#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

using testing::FixedKeys;
using testing::statement;

const model::AccountId kOwn = *model::AccountId::parse("111111111111");

Decision ask(const std::shared_ptr<const Policy>& policy, std::string_view resource, const FixedKeys& keys = {},
             std::string_view action = "ecr:PutImage") {
  static const Principal ann{.account = kOwn, .id = "AIDAANN", .arn = "arn:aws:iam::111111111111:user/ann"};
  static Identity identity{.id = "AIDAANN", .account = kOwn};
  identity.policies = {policy};
  return decide({.action = action, .resource = resource, .owner = kOwn, .keys = keys},
                {.principal = ann, .identity = &identity});
}

TEST(DecideAttack, ResourcesThatLookAlikeAreOthers) {
  const auto one =
      statement(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:us-east-1:111111111111:repository/app")");
  const auto family =
      statement(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:us-east-1:111111111111:repository/app*")");
  EXPECT_TRUE(ask(one, "arn:aws:ecr:us-east-1:111111111111:repository/app").is_allowed);
  const std::string long_name(4'096, 'p');
  for (const std::string& resource :
       {std::string("arn:aws:ecr:us-east-1:111111111111:repository/App"),
        std::string("arn:aws:ecr:us-east-1:111111111111:Repository/app"),
        std::string("arn:aws:ecr:us-east-1:111111111111:repository//app"),
        std::string("arn:aws:ecr:us-east-1:111111111111:repository/x/../app"),
        std::string("arn:aws:ecr:us-east-1:111111111111:repository/%61pp"),
        std::string("arn:aws:ecr:us-east-1:111111111111:repository/\xD0\xB0pp"),
        std::string("arn:aws:ecr:us-east-1::repository/app"), std::string("arn:aws:ecr::111111111111:repository/app"),
        std::string("arn:AWS:ecr:us-east-1:111111111111:repository/app"),
        std::string("ARN:aws:ecr:us-east-1:111111111111:repository/app"),
        std::string("arn:aws:ecr:us-east-1:111111111111::repository/app"),
        std::string("arn:aws:ecr:us-east-1:222222222222:repository/app"), std::string("repository/app"),
        std::string("*"), std::string(), "arn:aws:ecr:us-east-1:111111111111:" + long_name}) {
    EXPECT_FALSE(ask(one, resource).is_allowed) << resource;
    EXPECT_FALSE(ask(family, resource).is_allowed) << resource;
  }
  for (const char* resource :
       {"arn:aws:ecr:us-east-1:111111111111:repository/app/", "arn:aws:ecr:us-east-1:111111111111:repository/app:x"}) {
    EXPECT_FALSE(ask(one, resource).is_allowed) << resource;
  }
}

TEST(DecideAttack, AWildcardOfTheRequestIsNoWildcard) {
  const auto team =
      statement(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:us-east-1:111111111111:repository/team")");
  EXPECT_FALSE(ask(team, "arn:aws:ecr:us-east-1:111111111111:repository/*").is_allowed);
  EXPECT_FALSE(ask(team, "*").is_allowed);
  const auto put = statement(R"("Effect":"Allow","Action":"ecr:PutImage","Resource":"*")");
  for (const char* action : {"ecr:*", "*", "ecr:", "ecr", "", "ecr:PutImage:x", "ecr: PutImage", "ecr:PutImage "}) {
    EXPECT_FALSE(ask(put, "arn:aws:ecr:us-east-1:111111111111:repository/team", {}, action).is_allowed) << action;
  }
}

TEST(DecideAttack, AUserNamedRootIsNotTheAccount) {
  const auto open_to = [](std::string_view principal) {
    return statement(fmt::format(R"("Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"ecr:*")", principal),
                     model::PolicyOf::kRepository);
  };
  const Principal root{.account = kOwn, .id = "AIDAROOT", .arn = "arn:aws:iam::111111111111:user/root"};
  const Identity identity{.id = "AIDAROOT", .account = kOwn};
  const FixedKeys keys;
  const auto is_allowed = [&](std::string_view principal, const Principal& who) {
    const std::shared_ptr<const Policy> resource[]{open_to(principal)};
    return decide({.action = "ecr:PutImage", .resource = "*", .owner = kOwn, .keys = keys},
                  {.principal = who, .identity = &identity, .resource_policies = resource})
        .is_allowed;
  };
  EXPECT_TRUE(is_allowed("arn:aws:iam::111111111111:user/root", root));
  EXPECT_FALSE(is_allowed("arn:aws:iam::111111111111:root", root)) << "the account leaves it to the user's policies";
  Principal ann = root;
  ann.id = "AIDAANN";
  ann.arn = "arn:aws:iam::111111111111:user/ann";
  EXPECT_FALSE(is_allowed("arn:aws:iam::111111111111:user/root", ann));
}

TEST(DecideAttack, TagsCannotWriteThemselvesIntoAPolicy) {
  const auto own =
      statement(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:*:*:repository/${aws:PrincipalTag/team}/*",)"
                R"("Condition":{"StringLike":{"aws:PrincipalTag/team":["a*","${aws:username}"]}})");
  constexpr std::string_view kOther = "arn:aws:ecr:us-east-1:111111111111:repository/other/app";
  for (const char* tag :
       {"*", "a*", "?????", "${aws:username}", "a${aws:username}", "${*}", "a/../other", "a\xFE", "\xFF"}) {
    const FixedKeys keys{{"aws:principaltag/team", {tag}}, {"aws:username", {"other"}}};
    EXPECT_FALSE(ask(own, kOther, keys).is_allowed) << tag;
  }
  const FixedKeys two{{"aws:principaltag/team", {"a", "other"}}, {"aws:username", {"other"}}};
  EXPECT_FALSE(ask(own, kOther, two).is_allowed) << "a tag has one value";
}

TEST(DecideAttack, APatternMadeToBeSlowIsDecidedAllTheSame) {
  std::string stars;
  for (int i = 0; i < 31; ++i) stars += "*a";
  const auto slow = statement(fmt::format(R"("Effect":"Allow","Action":"*","Resource":"arn:aws:ecr:::{}*b")", stars));
  EXPECT_EQ(ask(slow, "arn:aws:ecr:::" + std::string(4'000, 'a')).reason, Reason::kNoAllow);
  EXPECT_TRUE(ask(slow, "arn:aws:ecr:::" + std::string(4'000, 'a') + "b").is_allowed);
}

}  // namespace
}  // namespace entrepot::iam
