#include "api/sts/members.h"

#include <gtest/gtest.h>

namespace entrepot::api::sts {
namespace {

TEST(Members, EveryProblemIsSaid) {
  const aws::Parameters parameters{{"RoleSessionName", "*"}, {"DurationSeconds", "5"}};
  Members members(parameters);
  members.required("RoleSessionName", kRoleSessionName);
  members.optional_integer("DurationSeconds", 900, 43'200);
  const auto finished = members.finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kValidation);
  EXPECT_EQ(
      finished.error().message(),
      "3 validation errors detected: Value '*' at 'roleSessionName' failed to satisfy constraint: Member must have "
      "length greater than or equal to 2; Value '*' at 'roleSessionName' failed to satisfy constraint: Member must "
      "satisfy regular expression pattern: [\\w+=,.@-]*; Value '5' at 'durationSeconds' failed to satisfy "
      "constraint: Member must have value greater than or equal to 900");
}

TEST(Members, SecretsAreNotShown) {
  const aws::Parameters parameters{{"WebIdentityToken", "abc"}};
  Members members(parameters);
  members.required_secret("WebIdentityToken", 4, 10);
  const std::string message(members.finish().error().message());
  EXPECT_TRUE(message.contains("'webIdentityToken'")) << message;
  EXPECT_FALSE(message.contains("abc")) << message;
}

TEST(Members, ListsEndWhereANumberIsMissing) {
  const aws::Parameters parameters{
      {"PolicyArns.member.1.arn", "a"}, {"PolicyArns.member.2.arn", "b"}, {"PolicyArns.member.4.arn", "d"}};
  Members members(parameters);
  EXPECT_EQ(members.list("PolicyArns", ".arn", 10), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(members.finish());
  EXPECT_EQ(members.list("PolicyArns", ".arn", 1), std::vector<std::string>{"a"});
  EXPECT_FALSE(members.finish()) << "too many";
  EXPECT_TRUE(members.has_list("PolicyArns"));
  EXPECT_FALSE(members.has_list("Policy"));
}

TEST(Members, ATagHasAKeyAndAValue) {
  const auto is_good = [](const aws::Parameters& parameters) {
    Members members(parameters);
    members.tags("Tags");
    return members.finish().has_value();
  };
  EXPECT_TRUE(is_good({{"Tags.member.1.Key", "cost center"}, {"Tags.member.1.Value", "a/b:c=d+e-f@g_h.i"}}));
  EXPECT_TRUE(is_good({{"Tags.member.1.Key",
                        "gr\xc3\xb6\xc3\x9f"
                        "e"},
                       {"Tags.member.1.Value", ""}}));
  EXPECT_FALSE(is_good({{"Tags.member.1.Key", "a"}}));
  EXPECT_FALSE(is_good({{"Tags.member.1.Key", ""}, {"Tags.member.1.Value", "v"}}));
  EXPECT_FALSE(is_good({{"Tags.member.1.Key", "a*"}, {"Tags.member.1.Value", "v"}}));
  EXPECT_FALSE(is_good({{"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "${x}"}}));
  EXPECT_FALSE(is_good({{"Tags.member.1.Key", std::string(129, 'k')}, {"Tags.member.1.Value", "v"}}));
}

}  // namespace
}  // namespace entrepot::api::sts
