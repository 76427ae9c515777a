#include "api/page_tokens.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

const PageTokens kTokens{crypto::Key::random()};

TEST(PageTokens, OpenWhereTheyWereMade) {
  const std::string token = kTokens.seal("DescribeImages 123456789012 team/app", "sha256:ab");
  EXPECT_EQ(kTokens.open("DescribeImages 123456789012 team/app", token).value(), "sha256:ab");
  EXPECT_EQ(token.find("sha256"), std::string::npos) << "a position is not for clients to read";
}

TEST(PageTokens, OfAnotherListingAreRefused) {
  const std::string token = kTokens.seal("ListImages 123456789012 team/app", "v1");
  const auto opened = kTokens.open("ListImages 123456789012 team/other", token);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_TRUE(opened.error().message().starts_with("Invalid parameter at 'nextToken' failed to satisfy constraint: '"));
}

TEST(PageTokens, DamagedOrForeignOnesAreRefused) {
  std::string token = kTokens.seal("x", "position");
  token[5] = token[5] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(kTokens.open("x", token));
  EXPECT_FALSE(PageTokens(crypto::Key::random()).open("x", kTokens.seal("x", "position")));
  for (const std::string& bad : {std::string(), std::string("!"), std::string("AAAA"), std::string(100'000, 'A')})
    EXPECT_FALSE(kTokens.open("x", bad));
}

TEST(PageTokens, AnEmptyPositionIsAPosition) {
  EXPECT_EQ(kTokens.open("x", kTokens.seal("x", "")).value(), "");
}

}  // namespace
}  // namespace entrepot::api
