#include <gtest/gtest.h>

#include "api/ecr/batch_delete_image.h"
#include "api/ecr/batch_get_image.h"
#include "api/ecr/describe_images.h"
#include "api/ecr/describe_repositories.h"
#include "api/ecr/list_image_referrers.h"
#include "api/ecr/list_images.h"
#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::refusal;

const json::Object kJustName = {{"repositoryName", "app"}};

TEST(Listings, PagesHaveEcrsBounds) {
  EXPECT_EQ(refusal(parse_list_images(object(R"({"repositoryName":"app","maxResults":1000})"))), "accepted");
  EXPECT_EQ(refusal(parse_list_images(object(R"({"repositoryName":"app","maxResults":0})"))),
            invalid("maxResults", "Member must have value greater than or equal to 1"));
  EXPECT_EQ(refusal(parse_describe_images(object(R"({"repositoryName":"app","maxResults":1001})"))),
            invalid("maxResults", "Member must have value less than or equal to 1000"));
  EXPECT_TRUE(refusal(parse_describe_repositories(object(R"({"maxResults":"10"})"))).starts_with("kSerialization"));
}

std::string referrers_refusal(std::string_view more) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  return refusal(parse_list_image_referrers(
      object(R"({"repositoryName":"app","subjectId":{"imageDigest":")" + digest + "\"}" + std::string(more) + "}")));
}

TEST(Referrers, PagesHaveFiftyAtMost) {
  EXPECT_EQ(referrers_refusal(R"(,"maxResults":50)"), "accepted");
  EXPECT_EQ(referrers_refusal(R"(,"maxResults":51)"),
            invalid("maxResults", "Member must have value less than or equal to 50"));
}

TEST(Referrers, TheFilterTakesFiveTypesAndAStatus) {
  EXPECT_EQ(referrers_refusal(R"(,"filter":{"artifactTypes":[],"artifactStatus":"ANY"})"), "accepted");
  EXPECT_EQ(referrers_refusal(R"(,"filter":{"artifactTypes":["a","b","c","d","e"]})"), "accepted");
  EXPECT_EQ(referrers_refusal(R"(,"filter":{"artifactTypes":["a","b","c","d","e","f"]})"),
            invalid("artifactTypes", "Member must have length less than or equal to 5"));
  EXPECT_EQ(
      referrers_refusal(R"(,"filter":{"artifactStatus":"GONE"})"),
      invalid("filter.artifactStatus", "Member must satisfy enum value set: [ACTIVE, ARCHIVED, ACTIVATING, ANY]"));
}

TEST(Referrers, TheSubjectIsADigest) {
  EXPECT_EQ(refusal(parse_list_image_referrers(kJustName)), invalid("subjectId", "Member must not be null"));
  EXPECT_EQ(refusal(parse_list_image_referrers(object(R"({"repositoryName":"app","subjectId":{}})"))),
            invalid("imageDigest", "Member must not be null"));
  EXPECT_NE(
      refusal(parse_list_image_referrers(object(R"({"repositoryName":"app","subjectId":{"imageDigest":"latest"}})"))),
      "accepted");
}

TEST(Listings, NamesExcludePaging) {
  EXPECT_EQ(refusal(parse_describe_repositories(object(R"({"repositoryNames":["app"],"maxResults":1})"))),
            invalid("maxResults", "Member must be null when 'repositoryNames' is specified"));
  EXPECT_EQ(refusal(parse_describe_images(
                object(R"({"repositoryName":"app","imageIds":[{"imageTag":"a"}],"nextToken":"x"})"))),
            invalid("nextToken", "Member must be null when 'imageIds' is specified"));
}

TEST(Listings, WithoutNamesAllRepositoriesAreTheResource) {
  EXPECT_TRUE(parse_describe_repositories(json::Object())->target().repositories.empty());
  const auto named = parse_describe_repositories(object(R"({"repositoryNames":["a1","b1"]})"));
  EXPECT_EQ(named->target().repositories, (std::vector<std::string>{"a1", "b1"}));
}

TEST(Listings, EachNameIsChecked) {
  EXPECT_TRUE(refusal(parse_describe_repositories(object(R"({"repositoryNames":["app","App"]})")))
                  .starts_with("kInvalidName: Invalid parameter at 'repositoryName'"));
  EXPECT_EQ(refusal(parse_describe_repositories(object(R"({"repositoryNames":[]})"))),
            invalid("repositoryNames", "Member must have length greater than or equal to 1"));
}

TEST(Batches, TakeOneToAHundredImages) {
  json::Object body = kJustName;
  EXPECT_EQ(refusal(parse_batch_get_image(body)), invalid("imageIds", "Member must not be null"));
  body["imageIds"] = json::Array();
  EXPECT_EQ(refusal(parse_batch_delete_image(body)),
            invalid("imageIds", "Member must have length greater than or equal to 1"));
  body["imageIds"] = json::Array(100, json::Object{{"imageTag", "t"}});
  EXPECT_EQ(parse_batch_get_image(body)->ids.size(), 100u);
  EXPECT_EQ(parse_batch_delete_image(body)->ids.size(), 100u);
  body["imageIds"] = json::Array(101, json::Object{{"imageTag", "t"}});
  EXPECT_EQ(refusal(parse_batch_get_image(body)),
            invalid("imageIds", "Member must have length less than or equal to 100"));
  EXPECT_EQ(refusal(parse_describe_images(body)),
            invalid("imageIds", "Member must have length less than or equal to 100"));
}

TEST(Batches, AcceptedMediaTypesAreStringsAtLeast) {
  json::Object body = kJustName;
  body["imageIds"] = json::Array(1, json::Object{{"imageTag", "t"}});
  body["acceptedMediaTypes"] = json::Array{"application/vnd.oci.image.manifest.v1+json"};
  EXPECT_EQ(refusal(parse_batch_get_image(body)), "accepted");
  body["acceptedMediaTypes"] = json::Array{1};
  EXPECT_TRUE(refusal(parse_batch_get_image(body)).starts_with("kSerialization"));
}

}  // namespace
}  // namespace entrepot::api::ecr
