#include "api/ecr/image_ids.h"

#include <gtest/gtest.h>

#include "api/aws/json_text.h"
#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;

std::string filter(std::string_view text) {
  const json::Object body = object(text);
  json::Reader in(body);
  const ImageFilter read = read_image_filter(in);
  const Result<void> done = in.finish();
  return done ? std::string(read.text()) : testing::refusal(done);
}

TEST(ImageIds, KeepsWhatIsMalformedForTheRegistryToSay) {
  const json::Object body = object(R"({"imageIds":[{"imageTag":"!"},{"imageDigest":"sha256:zz"},{}]})");
  json::Reader in(body);
  const auto ids = read_image_ids(in, body.at("imageIds").if_array());
  ASSERT_TRUE(in.finish());
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(ids[0].tag, "!");
  EXPECT_EQ(ids[1].digest, "sha256:zz");
  EXPECT_FALSE(ids[2].tag || ids[2].digest);
}

TEST(ImageIds, LeavesOutTheAbsentHalf) {
  EXPECT_EQ(aws::to_text(to_json(registry::ImageId{.digest = std::nullopt, .tag = "v1"})), R"({"imageTag":"v1"})");
  EXPECT_EQ(aws::to_text(to_json(std::vector<registry::ImageFailure>{
                {.image = {.digest = "d", .tag = std::nullopt}, .code = "ImageNotFound", .reason = "why"}})),
            R"([{"imageId":{"imageDigest":"d"},"failureCode":"ImageNotFound","failureReason":"why"}])");
}

TEST(ImageFilter, ReadsBothStatuses) {
  EXPECT_EQ(filter("{}"), "any ACTIVE");
  EXPECT_EQ(filter(R"({"filter":{}})"), "any ACTIVE");
  EXPECT_EQ(filter(R"({"filter":{"tagStatus":"TAGGED"}})"), "tagged ACTIVE");
  EXPECT_EQ(filter(R"({"filter":{"tagStatus":"UNTAGGED","imageStatus":"ANY"}})"), "untagged ANY");
  EXPECT_EQ(filter(R"({"filter":{"imageStatus":"ACTIVATING"}})"), "any ACTIVATING");
  EXPECT_EQ(filter(R"({"filter":{"tagStatus":"ANY","imageStatus":"ARCHIVED"}})"), "any ARCHIVED");
}

TEST(ImageFilter, RefusesAWordThatTheModelMayHaveSomeDay) {
  EXPECT_EQ(filter(R"({"filter":{"tagStatus":"SIGNED"}})"),
            invalid("filter.tagStatus", "Member has a value that this version of entrepot does not know"));
  EXPECT_EQ(filter(R"({"filter":{"imageStatus":"GONE"}})"),
            invalid("filter.imageStatus", "Member has a value that this version of entrepot does not know"));
}

}  // namespace
}  // namespace entrepot::api::ecr
