#include "api/aws/router.h"

#include <gtest/gtest.h>

namespace entrepot::api::aws {
namespace {

constexpr std::array kRows{
    not_implemented("ecr", "Alpha", "ecr:Alpha", AccessLevel::kRead),
    not_implemented("ecr", "Beta", "ecr:Beta", AccessLevel::kWrite),
};
static_assert(is_sorted_by_name(kRows));
constexpr std::array kStsRows{not_implemented("sts", "Gamma", kNoPermission, AccessLevel::kRead)};

Router make_router() {
  return Router({{.service = "ecr", .target_prefix = "AmazonEC2ContainerRegistry_V20150921", .rows = kRows},
                 {.service = "sts", .protocol = Protocol::kQuery, .version = "2011-06-15", .rows = kStsRows}});
}

http::Request post(std::string target, std::string path = "/") {
  http::Request request;
  request.method = http::Method::kPost;
  request.target = std::move(path);
  request.headers.add("X-Amz-Target", std::move(target));
  return request;
}

TEST(Router, FindsARowByTarget) {
  const Router router = make_router();
  const Route route = router.by_target(post("AmazonEC2ContainerRegistry_V20150921.Beta"));
  EXPECT_EQ(route.row, &kRows[1]);
  EXPECT_EQ(route.index, 1u);
  EXPECT_EQ(router.operations()[route.index].operation, "Beta");
}

TEST(Router, ARowIsFoundByItsWholeNameOnly) {
  const Router router = make_router();
  for (const char* target : {"AmazonEC2ContainerRegistry_V20150921.Bet", "AmazonEC2ContainerRegistry_V20150921.Betas",
                             "AmazonEC2ContainerRegistry_V20150921.beta", "AmazonEC2ContainerRegistry_V20150921.",
                             "AmazonEC2ContainerRegistry_V20150921", "Beta", ".Beta", "", "Other.Beta"}) {
    EXPECT_EQ(router.by_target(post(target)).row, nullptr) << target;
  }
}

TEST(Router, TwoTargetsAreNone) {
  const Router router = make_router();
  http::Request request = post("AmazonEC2ContainerRegistry_V20150921.Alpha");
  request.headers.add("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.Beta");
  EXPECT_EQ(router.by_target(request).table, nullptr);
}

TEST(Router, FindsARowByActionAndVersion) {
  const Router router = make_router();
  const Route route = router.by_action({{"Action", "Gamma"}, {"Version", "2011-06-15"}});
  EXPECT_EQ(route.row, &kStsRows[0]);
  EXPECT_EQ(route.index, 2u);
  EXPECT_EQ(router.by_action({{"Action", "Gamma"}, {"Version", "2010-01-01"}}).table, nullptr);
  EXPECT_EQ(router.by_action({{"Action", "Gamma"}}).table, nullptr);
}

TEST(Router, KnowsServicesThatHaveNoTable) {
  const Router router = make_router();
  const Route kms = router.by_target(post("TrentService.CreateKey"));
  ASSERT_NE(kms.table, nullptr);
  EXPECT_EQ(kms.table->service, "kms");
  EXPECT_TRUE(kms.table->rows.empty());
  EXPECT_EQ(kms.operation, "CreateKey");
  const Route iam = router.by_action({{"Action", "ListUsers"}, {"Version", "2010-05-08"}});
  ASSERT_NE(iam.table, nullptr);
  EXPECT_EQ(iam.table->service, "iam");
}

TEST(Router, ClaimsWhatSpeaksAnAwsProtocol) {
  EXPECT_TRUE(Router::claims(post("x")));
  EXPECT_TRUE(Router::claims(post("x", "//"))) << "to refuse it";
  EXPECT_FALSE(Router::claims(post("x", "/v2/team/app/blobs/uploads/")));

  http::Request get;
  get.method = http::Method::kGet;
  get.target = "/";
  EXPECT_FALSE(Router::claims(get));
  get.target = "/?Action=GetCallerIdentity&Version=2011-06-15";
  EXPECT_TRUE(Router::claims(get));
  get.target = "/v2/?Action=GetCallerIdentity";
  EXPECT_FALSE(Router::claims(get));

  http::Request signed_get;
  signed_get.method = http::Method::kGet;
  signed_get.target = "/";
  signed_get.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=x");
  EXPECT_TRUE(Router::claims(signed_get));
}

TEST(Router, TellsTheProtocolFromTheHead) {
  EXPECT_EQ(Router::protocol_of(post("x")), Protocol::kJson);
  http::Request request;
  EXPECT_EQ(Router::protocol_of(request), Protocol::kQuery);
  request.headers.add("Content-Type", "Application/X-Amz-Json-1.1; charset=utf-8");
  EXPECT_EQ(Router::protocol_of(request), Protocol::kJson);
}

}  // namespace
}  // namespace entrepot::api::aws
