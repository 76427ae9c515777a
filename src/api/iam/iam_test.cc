#include <gtest/gtest.h>

#include "api/iam/policies.h"
#include "api/iam/providers.h"
#include "api/iam/roles.h"
#include "api/iam/table.h"
#include "api/iam/users.h"

namespace entrepot::api::iam_service {
namespace {

TEST(IamTable, EveryOperationNeedsTheActionOfItsName) {
  EXPECT_GE(table().rows.size(), 176U);
  for (const aws::Row& row : table().rows) {
    EXPECT_EQ(row.info.action, "iam:" + std::string(row.info.operation));
    EXPECT_EQ(row.info.implemented, row.invoke != nullptr) << row.info.operation;
    const bool reads = row.info.operation.starts_with("Get") || row.info.operation.starts_with("List") ||
                       row.info.operation.starts_with("Simulate") || row.info.operation.starts_with("Generate");
    EXPECT_EQ(row.info.access == AccessLevel::kRead, reads) << row.info.operation;
  }
}

TEST(IamRequests, AskAboutWhatTheyChange) {
  const auto user = parse_create_user({{"UserName", "a"}, {"Path", "/x/"}});
  ASSERT_TRUE(user);
  EXPECT_EQ(user->asked().about, Asked::About::kNew);
  EXPECT_EQ(user->asked().arn, "/x/");
  const auto self = parse_get_user({});
  ASSERT_TRUE(self);
  EXPECT_EQ(self->asked().about, Asked::About::kSelf);
  const auto version = parse_version({{"PolicyArn", "arn:aws:iam::123456789012:policy/p"}, {"VersionId", "v1"}});
  ASSERT_TRUE(version);
  EXPECT_EQ(version->asked().arn, "arn:aws:iam::123456789012:policy/p");
}

TEST(IamRequests, TakeRolesWithinTheirLimits) {
  aws::Parameters parameters{{"RoleName", "r"}, {"AssumeRolePolicyDocument", "{}"}, {"MaxSessionDuration", "43200"}};
  const auto role = parse_create_role(parameters);
  ASSERT_TRUE(role);
  EXPECT_EQ(role->role.max_session, std::chrono::hours(12));
  EXPECT_EQ(role->role.entity.path, "/");
  for (const char* seconds : {"3599", "43201", "x", "1e4", "99999999999999999999"}) {
    parameters["MaxSessionDuration"] = seconds;
    EXPECT_FALSE(parse_create_role(parameters)) << seconds;
  }
}

TEST(IamRequests, TakeHttpsProvidersAlone) {
  const auto made = parse_create_provider(
      {{"Url", "https://Token.example.com/path/"}, {"ThumbprintList.member.1", std::string(40, 'A')}});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->provider.url, "Token.example.com/path");
  EXPECT_EQ(made->provider.thumbprints, std::vector<std::string>{std::string(40, 'a')});
  for (const char* url : {"http://a.example.com", "https://", "https:///x", "https://a@b.example.com", "https://a?b",
                          "https://a#b", "ftp://x", "a.example.com"}) {
    EXPECT_FALSE(parse_create_provider({{"Url", url}})) << url;
  }
}

TEST(IamRequests, TakeVersionsThatLookLikeOne) {
  for (const char* version : {"v0", "1", "v", "v01", "v1 ", "V1"}) {
    EXPECT_FALSE(parse_version({{"PolicyArn", "arn:aws:iam::123456789012:policy/p"}, {"VersionId", version}}))
        << version;
  }
}

}  // namespace
}  // namespace entrepot::api::iam_service
