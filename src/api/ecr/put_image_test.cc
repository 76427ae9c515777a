#include "api/ecr/put_image.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;

Result<PutImageRequest> parse(std::string_view more) {
  return read_request<parse_put_image>(
      "PutImage", object(fmt::format(R"({{"repositoryName":"app","imageManifest":"{{}}"{}}})", more)));
}

TEST(PutImage, TakesAManifestAlone) {
  const auto request = parse("");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->manifest, "{}");
  EXPECT_FALSE(request->tag || request->digest);
  EXPECT_EQ(request->media_type, "");
}

TEST(PutImage, TakesTagAndDigest) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto request =
      parse(fmt::format(R"(,"imageTag":"v1","imageDigest":"{}","imageManifestMediaType":"m")", digest));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->tag->text(), "v1");
  EXPECT_EQ(request->digest->text(), digest);
  EXPECT_EQ(request->media_type, "m");
}

TEST(PutImage, RefusesBadTagsAndDigests) {
  EXPECT_TRUE(testing::refusal(parse(R"(,"imageTag":"-x")"))
                  .starts_with("kInvalidTag: Invalid parameter at 'imageTag' failed to satisfy constraint: 'must "
                               "satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}''"));
  EXPECT_EQ(testing::refusal(parse(fmt::format(R"(,"imageTag":"{}")", std::string(301, 'a')))),
            invalid("imageTag", "Member must have length less than or equal to 300"));
  EXPECT_EQ(testing::refusal(parse(R"(,"imageDigest":"latest")")),
            invalid("imageDigest", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"));
}

TEST(PutImage, RefusesAMissingOrHugeManifest) {
  EXPECT_EQ(testing::refusal(read_request<parse_put_image>("PutImage", {{"repositoryName", "app"}})),
            invalid("imageManifest", "Member must not be null"));
  EXPECT_EQ(testing::refusal(read_request<parse_put_image>(
                "PutImage", {{"repositoryName", "app"}, {"imageManifest", std::string(4'194'305, ' ')}})),
            invalid("imageManifest", "Member must have length less than or equal to 4194304"));
}

}  // namespace
}  // namespace entrepot::api::ecr
