#include "model/names.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

namespace entrepot::model {
namespace {

TEST(RepositoryName, TakesWhatEcrTakes) {
  for (const std::string& good : {std::string("ab"), std::string("team/app"), std::string("a.b_c__d---e/0"),
                                  std::string("a/b/c/d/e"), std::string("0/0"), std::string(256, 'a')}) {
    const auto name = RepositoryName::parse(good);
    ASSERT_TRUE(name) << good;
    EXPECT_EQ(name->text(), good);
  }
}

TEST(RepositoryName, RefusesTheRestWithEcrsWholeText) {
  const std::string text =
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '" +
      std::string(RepositoryName::kPattern) + "''";
  for (const std::string& bad :
       {std::string(), std::string("Team"), std::string("a//b"), std::string("/ab"), std::string("ab/"),
        std::string("-ab"), std::string("ab-"), std::string("a..b"), std::string("a___b"), std::string("a._b"),
        std::string("a/../b"), std::string("a\0b", 3), std::string("ab\n"),
        std::string("\xc3\xa4"
                    "b"),
        std::string("a b"), std::string("a%2fb")}) {
    const auto name = RepositoryName::parse(bad);
    ASSERT_FALSE(name) << bad;
    EXPECT_EQ(name.error().kind(), ErrorKind::kInvalidName);
    EXPECT_EQ(name.error().message(), text);
  }
}

TEST(RepositoryName, SaysWhichLengthWasBroken) {
  EXPECT_EQ(
      RepositoryName::parse("a").error().message(),
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'Member must have length greater than or "
      "equal to 2'");
  EXPECT_EQ(RepositoryName::parse(std::string(257, 'a')).error().message(),
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'Member must have length less than or "
            "equal to 256'");
}

TEST(RepositoryName, AgreesWithThePatternOnRandomTexts) {
  const re2::RE2 pattern{std::string(RepositoryName::kPattern)};
  std::mt19937 random(1);
  constexpr std::string_view kAlphabet = "a0b._-/A";
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(2 + random() % 7, ' ');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];

    const bool expected = re2::RE2::FullMatch(text, pattern);

    EXPECT_EQ(RepositoryName::parse(text).has_value(), expected) << text;
    accepted += expected;
  }
  EXPECT_GT(accepted, 500);
}

TEST(Tag, TakesTheOciForm) {
  for (const std::string& good :
       {std::string("latest"), std::string("_x"), std::string("1.0-rc_1"), std::string(128, 'a')}) {
    EXPECT_TRUE(Tag::parse(good)) << good;
  }
}

TEST(Tag, RefusesTheRestNamingTextAndRule) {
  EXPECT_EQ(Tag::parse("1.0+build").error().message(),
            "Invalid parameter at 'imageTag' failed to satisfy constraint: 'must satisfy regular expression "
            "'[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}''; got '1.0+build'");
  for (const std::string& bad :
       {std::string(), std::string(".a"), std::string("-a"), std::string(129, 'a'), std::string("a/b"),
        std::string("a\0", 2), std::string("a\n"), std::string("\xc3\xa9")}) {
    const auto tag = Tag::parse(bad);
    ASSERT_FALSE(tag) << bad;
    EXPECT_EQ(tag.error().kind(), ErrorKind::kInvalidTag);
  }
}

TEST(AccountId, IsTwelveDigits) {
  EXPECT_EQ(AccountId::parse("012345678901")->text(), "012345678901");
  for (const char* bad : {"", "12345678901", "1234567890123", "12345678901a", " 12345678901"}) {
    const auto account = AccountId::parse(bad);
    ASSERT_FALSE(account) << bad;
    EXPECT_EQ(account.error().kind(), ErrorKind::kInvalidParameter);
  }
}

TEST(Region, TakesAwsNamesAndOthers) {
  for (const char* good : {"us-east-1", "local", "cn-north-1", "dc1"}) EXPECT_TRUE(Region::parse(good)) << good;
  for (const std::string& bad :
       {std::string(), std::string("-a"), std::string("US"), std::string("a.b"), std::string(64, 'a')}) {
    EXPECT_FALSE(Region::parse(bad)) << bad;
  }
}

TEST(RepositoryArn, FollowsThePartitionOfTheRegion) {
  const auto arn = [](const char* region) {
    return repository_arn({*AccountId::parse("123456789012"), *Region::parse(region)}, "team/app");
  };

  EXPECT_EQ(arn("us-east-1"), "arn:aws:ecr:us-east-1:123456789012:repository/team/app");
  EXPECT_EQ(arn("cn-north-1"), "arn:aws-cn:ecr:cn-north-1:123456789012:repository/team/app");
  EXPECT_EQ(arn("us-gov-west-1"), "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/team/app");
}

}  // namespace
}  // namespace entrepot::model
