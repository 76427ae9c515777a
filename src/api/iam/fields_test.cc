#include "api/iam/fields.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace entrepot::api::iam_service {
namespace {

struct Read {
  std::string text;
};
Result<Read> read_name(const aws::Parameters& parameters, const Rule& rule) {
  Fields in(parameters);
  Read read{.text = in.required("UserName", rule)};
  return in.finish(std::move(read));
}
std::string refusal(const aws::Parameters& parameters, const Rule& rule) {
  const auto read = read_name(parameters, rule);
  return read ? "taken" : std::string(read.error().message());
}

TEST(Fields, SayWhatIsWrongInTheWordsOfIam) {
  EXPECT_EQ(refusal({{"UserName", "alice+=,.@-_"}}, kNewUserName), "taken");
  EXPECT_EQ(
      refusal({}, kNewUserName),
      "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(refusal({{"UserName", ""}}, kNewUserName),
            "1 validation error detected: Value '' at 'userName' failed to satisfy constraint: Member must have length "
            "greater than or equal to 1");
  EXPECT_EQ(refusal({{"UserName", std::string(65, 'a')}}, kNewUserName),
            "1 validation error detected: Value '" + std::string(65, 'a') +
                "' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64");
  EXPECT_EQ(refusal({{"UserName", "a b"}}, kNewUserName),
            "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the "
            "following: +=,.@_-");
  EXPECT_EQ(
      refusal({{"UserName", "Maybe"}}, kKeyState),
      "1 validation error detected: Value 'Maybe' at 'userName' failed to satisfy constraint: Member must satisfy "
      "enum value set: [Active, Inactive]");
}

TEST(Fields, RefuseNamesThatAreNone) {
  for (const std::string& name : {std::string("a/b"), std::string("a*"), std::string("${x}"), std::string("\xC3\xA4"),
                                  std::string("a\0b", 3), std::string("\xff"), std::string("a\n")}) {
    EXPECT_NE(refusal({{"UserName", name}}, kNewUserName), "taken") << name;
  }
}

TEST(Fields, CountAllThatIsWrong) {
  const aws::Parameters parameters{{"Path", "x"}, {"MaxItems", "0"}};
  Fields in(parameters);
  in.required("UserName", kNewUserName);
  in.page();
  const auto read = in.finish(Read{});
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().message().starts_with("2 validation errors detected: Value null at 'userName'"))
      << read.error().message();
}

TEST(Fields, ReadDocumentsOfLatin1AndNothingElse) {
  EXPECT_EQ(refusal({{"UserName", "{\"a\":\"\xC3\xBC\"}\r\n\t"}}, kDocument), "taken");
  EXPECT_NE(refusal({{"UserName", "\xE2\x82\xAC"}}, kDocument), "taken");
  EXPECT_NE(refusal({{"UserName", std::string(131'073, 'a')}}, kDocument), "taken");
}

TEST(Fields, ReadLists) {
  const aws::Parameters parameters{{"TagKeys.member.1", "a"}, {"TagKeys.member.2", "b"}, {"TagKeys.member.4", "d"}};
  Fields in(parameters);
  EXPECT_EQ(in.list("TagKeys", kTagKey, 50), (std::vector<std::string>{"a", "b"}));
  Fields few(parameters);
  few.list("TagKeys", kTagKey, 1);
  EXPECT_FALSE(few.finish(Read{}));
}

TEST(Fields, ReadTagsOfAllLettersButNotThoseOfAws) {
  const aws::Parameters good{{"Tags.member.1.Key", "\xC3\xA4rger/x@y"}, {"Tags.member.1.Value", ""}};
  Fields in(good);
  EXPECT_EQ(in.tags(), (identity::Tags{{"\xC3\xA4rger/x@y", ""}}));
  EXPECT_TRUE(in.finish(Read{}));
  for (const std::string& key : {std::string("AWS:x"), std::string("a*"), std::string(129, 'a'), std::string()}) {
    const aws::Parameters bad{{"Tags.member.1.Key", key}, {"Tags.member.1.Value", "v"}};
    Fields refused(bad);
    refused.tags();
    EXPECT_FALSE(refused.finish(Read{})) << key;
  }
  const aws::Parameters half{{"Tags.member.1.Key", "a"}};
  Fields without(half);
  without.tags();
  EXPECT_FALSE(without.finish(Read{}));
}

TEST(Fields, TakeFiftyTags) {
  aws::Parameters parameters;
  const auto add = [&](int i) {
    parameters[fmt::format("Tags.member.{}.Key", i)] = fmt::format("k{}", i);
    parameters[fmt::format("Tags.member.{}.Value", i)] = "v";
  };
  for (int i = 1; i <= 50; ++i) add(i);
  Fields enough(parameters);
  EXPECT_EQ(enough.tags().size(), 50U);
  EXPECT_TRUE(enough.finish(Read{}));
  add(51);
  Fields many(parameters);
  many.tags();
  EXPECT_FALSE(many.finish(Read{}));
}

}  // namespace
}  // namespace entrepot::api::iam_service
