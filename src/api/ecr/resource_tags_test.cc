#include "api/ecr/resource_tags.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/list_tags_for_resource.h"
#include "api/ecr/tag_resource.h"
#include "api/ecr/untag_resource.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::read_request;

constexpr std::string_view kArn = "arn:aws:ecr:us-east-1:123456789012:repository/team/app";

std::string read(const std::string& tags) {
  const json::Object body = testing::object(R"({"tags":)" + tags + "}");
  json::Reader in(body);
  const auto read_tags = read_resource_tags(in);
  return testing::refusal(in.finish());
}
std::string one(std::string_view key, std::string_view value) {
  return read(fmt::format(R"([{{"Key":"{}","Value":"{}"}}])", key, value));
}

TEST(ResourceTags, TakesWhatAwsTakes) {
  EXPECT_EQ(one("cost-center:2024/q1", "a b+c=d@e._"), "accepted");
  EXPECT_EQ(one(std::string(128, 'k'), std::string(256, 'v')), "accepted");
  EXPECT_EQ(one("größe", "大"), "accepted");
  std::string umlauts;
  for (int i = 0; i < 128; ++i) umlauts += "ü";
  EXPECT_EQ(one(umlauts, ""), "accepted") << "characters count, not bytes";
}

TEST(ResourceTags, RefusesBadKeysAndValues) {
  EXPECT_EQ(one("", "v"), "kInvalidTagParameter: A tag key must not be empty");
  EXPECT_TRUE(one(std::string(129, 'k'), "").ends_with("is longer than 128 characters"));
  EXPECT_EQ(one("k", std::string(257, 'v')),
            "kInvalidTagParameter: The value of the tag 'k' is longer than 256 characters");
  EXPECT_EQ(one("AWS:x", "v"), "kInvalidTagParameter: The tag key 'AWS:x' begins with 'aws:', which is reserved");
  EXPECT_TRUE(one("a*", "v").starts_with("kInvalidTagParameter: The tag 'a*' may hold"));
  EXPECT_TRUE(one("a", "v;").starts_with("kInvalidTagParameter: The tag 'a' may hold"));
  EXPECT_EQ(read(R"([{"Key":"a"}])"), testing::invalid("Value", "Member must not be null"));
}

TEST(ResourceTags, RefusesAKeyGivenTwice) {
  EXPECT_EQ(read(R"([{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}])"),
            "kInvalidTagParameter: The tag key 'a' is given twice");
  EXPECT_EQ(read(R"([{"Key":"a","Value":"1"},{"Key":"A","Value":"2"}])"), "accepted");
}

std::string untag(const std::string& keys) {
  return testing::refusal(read_request<parse_untag_resource>(
      "UntagResource", testing::object(fmt::format(R"({{"resourceArn":"{}","tagKeys":{}}})", kArn, keys))));
}

TEST(UntagResource, TakesKeysThatATagCanHave) {
  EXPECT_EQ(untag(R"(["team","größe","team"])"), "accepted");
  EXPECT_EQ(untag("[]"), "accepted");
  EXPECT_EQ(untag(R"([""])"), "kInvalidTagParameter: A tag key must not be empty");
  EXPECT_EQ(untag(R"(["aws:team"])"),
            "kInvalidTagParameter: The tag key 'aws:team' begins with 'aws:', which is reserved");
  EXPECT_EQ(untag("null"), testing::invalid("tagKeys", "Member must not be null"));
  EXPECT_EQ(untag("[1]"), "kSerialization: 'tagKeys.1.member' must be a string");
}

TEST(TagResource, NeedsTagsAndTheArnOfARepository) {
  const auto parse = [](std::string_view more) {
    return testing::refusal(
        read_request<parse_tag_resource>("TagResource", testing::object(fmt::format("{{{}}}", more))));
  };
  const std::string tags = R"("tags":[{"Key":"a","Value":"b"}])";
  EXPECT_EQ(parse(fmt::format(R"("resourceArn":"{}",{})", kArn, tags)), "accepted");
  EXPECT_EQ(parse(tags), testing::invalid("resourceArn", "Member must not be null"));
  EXPECT_EQ(parse(fmt::format(R"("resourceArn":"{}")", kArn)), testing::invalid("tags", "Member must not be null"));
  for (const char* wrong : {"", "team/app", "arn:aws:ecr:us-east-1:123456789012:repository/*",
                            "arn:aws:sqs:us-east-1:123456789012:queue"}) {
    EXPECT_EQ(parse(fmt::format(R"("resourceArn":"{}",{})", wrong, tags)),
              testing::invalid("resourceArn", "Invalid ARN"));
  }
}

TEST(ListTagsForResource, ActsOnTheRepositoryOfTheArn) {
  const auto request = read_request<parse_list_tags_for_resource>(
      "ListTagsForResource", testing::object(fmt::format(R"({{"resourceArn":"{}"}})", kArn)));
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->target().registry_id, "123456789012");
  EXPECT_EQ(request->target().repositories, std::vector<std::string>{"team/app"});
}

}  // namespace
}  // namespace entrepot::api::ecr
