#include <gtest/gtest.h>

#include "api/ecr/batch_delete_image.h"
#include "api/ecr/batch_get_image.h"
#include "api/ecr/describe_images.h"
#include "api/ecr/describe_repositories.h"
#include "api/ecr/list_image_referrers.h"
#include "api/ecr/list_images.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

const json::Object kJustName = {{"repositoryName", "app"}};

TEST(Listings, PagesHaveEcrsBounds) {
  EXPECT_EQ(
      refusal(read_request<parse_list_images>("ListImages", object(R"({"repositoryName":"app","maxResults":1000})"))),
      "accepted");
  EXPECT_EQ(
      refusal(read_request<parse_list_images>("ListImages", object(R"({"repositoryName":"app","maxResults":0})"))),
      invalid("maxResults", "Member must have value greater than or equal to 1"));
  EXPECT_EQ(refusal(read_request<parse_describe_images>("DescribeImages",
                                                        object(R"({"repositoryName":"app","maxResults":1001})"))),
            invalid("maxResults", "Member must have value less than or equal to 1000"));
  EXPECT_TRUE(
      refusal(read_request<parse_describe_repositories>("DescribeRepositories", object(R"({"maxResults":"10"})")))
          .starts_with("kSerialization"));
}

std::string referrers_refusal(std::string_view more) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  return refusal(read_request<parse_list_image_referrers>(
      "ListImageReferrers",
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
            invalid("filter.artifactTypes", "Member must have length less than or equal to 5"));
  EXPECT_EQ(
      referrers_refusal(R"(,"filter":{"artifactStatus":"GONE"})"),
      invalid("filter.artifactStatus", "Member must satisfy enum value set: [ACTIVE, ARCHIVED, ACTIVATING, ANY]"));
}

TEST(Referrers, TheSubjectIsADigest) {
  EXPECT_EQ(refusal(read_request<parse_list_image_referrers>("ListImageReferrers", kJustName)),
            invalid("subjectId", "Member must not be null"));
  EXPECT_EQ(refusal(read_request<parse_list_image_referrers>("ListImageReferrers",
                                                             object(R"({"repositoryName":"app","subjectId":{}})"))),
            invalid("subjectId.imageDigest", "Member must not be null"));
  EXPECT_NE(refusal(read_request<parse_list_image_referrers>(
                "ListImageReferrers", object(R"({"repositoryName":"app","subjectId":{"imageDigest":"latest"}})"))),
            "accepted");
}

TEST(Listings, NamesExcludePaging) {
  EXPECT_EQ(refusal(read_request<parse_describe_repositories>("DescribeRepositories",
                                                              object(R"({"repositoryNames":["app"],"maxResults":1})"))),
            invalid("maxResults", "Member must be null when 'repositoryNames' is specified"));
  EXPECT_EQ(refusal(read_request<parse_describe_images>(
                "DescribeImages", object(R"({"repositoryName":"app","imageIds":[{"imageTag":"a"}],"nextToken":"x"})"))),
            invalid("nextToken", "Member must be null when 'imageIds' is specified"));
}

TEST(Listings, WithoutNamesAllRepositoriesAreTheResource) {
  EXPECT_TRUE(
      read_request<parse_describe_repositories>("DescribeRepositories", json::Object())->target().repositories.empty());
  const auto named =
      read_request<parse_describe_repositories>("DescribeRepositories", object(R"({"repositoryNames":["a1","b1"]})"));
  EXPECT_EQ(named->target().repositories, (std::vector<std::string>{"a1", "b1"}));
}

TEST(Listings, EachNameIsChecked) {
  EXPECT_TRUE(refusal(read_request<parse_describe_repositories>("DescribeRepositories",
                                                                object(R"({"repositoryNames":["app","App"]})")))
                  .starts_with("kInvalidParameter: Invalid parameter at 'repositoryNames'"));
  EXPECT_EQ(
      refusal(read_request<parse_describe_repositories>("DescribeRepositories", object(R"({"repositoryNames":[]})"))),
      invalid("repositoryNames", "Member must have length greater than or equal to 1"));
}

TEST(Batches, TakeOneToAHundredImages) {
  json::Object body = kJustName;
  EXPECT_EQ(refusal(read_request<parse_batch_get_image>("BatchGetImage", body)),
            invalid("imageIds", "Member must not be null"));
  body["imageIds"] = json::Array();
  EXPECT_EQ(refusal(read_request<parse_batch_delete_image>("BatchDeleteImage", body)),
            invalid("imageIds", "Member must have length greater than or equal to 1"));
  body["imageIds"] = json::Array(100, json::Object{{"imageTag", "t"}});
  EXPECT_EQ(read_request<parse_batch_get_image>("BatchGetImage", body)->ids.size(), 100u);
  EXPECT_EQ(read_request<parse_batch_delete_image>("BatchDeleteImage", body)->ids.size(), 100u);
  body["imageIds"] = json::Array(101, json::Object{{"imageTag", "t"}});
  EXPECT_EQ(refusal(read_request<parse_batch_get_image>("BatchGetImage", body)),
            invalid("imageIds", "Member must have length less than or equal to 100"));
  EXPECT_EQ(refusal(read_request<parse_describe_images>("DescribeImages", body)),
            invalid("imageIds", "Member must have length less than or equal to 100"));
}

TEST(Batches, AcceptedMediaTypesAreStringsAtLeast) {
  json::Object body = kJustName;
  body["imageIds"] = json::Array(1, json::Object{{"imageTag", "t"}});
  body["acceptedMediaTypes"] = json::Array{"application/vnd.oci.image.manifest.v1+json"};
  EXPECT_EQ(refusal(read_request<parse_batch_get_image>("BatchGetImage", body)), "accepted");
  body["acceptedMediaTypes"] = json::Array{1};
  EXPECT_TRUE(refusal(read_request<parse_batch_get_image>("BatchGetImage", body)).starts_with("kSerialization"));
}

}  // namespace
}  // namespace entrepot::api::ecr
