#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "api/ecr/get_authorization_token.h"
#include "api/ecr/table.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::read_request;

TEST(EcrTable, EveryRequestIsCheckedAgainstTheModel) {
  for (const aws::Row& row : table().rows) EXPECT_NE(row.request, nullptr) << row.info.operation;
}

/// What is wrong with `text` as a request for `operation`, by the model alone.
std::string model_refusal(std::string_view operation, std::string_view text) {
  return testing::refusal(aws::check_request(*table().find(operation)->request, testing::object(text)));
}

TEST(EcrTable, WhatIsWrongWithOneOfManyIsLeftToTheOperation) {
  EXPECT_EQ(model_refusal("BatchGetImage", R"({"repositoryName":"a/b","imageIds":[{},{"imageDigest":"no"}]})"),
            "accepted");
  EXPECT_EQ(model_refusal("BatchCheckLayerAvailability", R"({"repositoryName":"a/b","layerDigests":["","no digest"]})"),
            "accepted");
  EXPECT_EQ(model_refusal("TagResource", R"({"resourceArn":"x","tags":[{"Key":"","Value":""}]})"), "accepted");
}

TEST(EcrTable, AShortLifecyclePolicyIsReadBeforeItIsRefused) {
  EXPECT_EQ(model_refusal("PutLifecyclePolicy", R"({"repositoryName":"a/b","lifecyclePolicyText":"{}"})"), "accepted");
}

TEST(EcrTable, EveryRowHasAnActionOfEcr) {
  for (const aws::Row& row : table().rows) {
    EXPECT_TRUE(row.info.action.starts_with("ecr:")) << row.info.operation;
    EXPECT_EQ(row.info.implemented, row.invoke != nullptr) << row.info.operation;
    EXPECT_EQ(row.info.service, "ecr");
  }
}

TEST(EcrTable, WhatIsSetForTheRegistryIsAskedForOnEverything) {
  // The Service Authorization Reference names no resource for these.
  constexpr std::array<std::string_view, 11> kWords = {
      "AuthorizationToken",  "AccountSetting",       "PullTimeUpdateExclusion",
      "DescribeRegistry",    "PullThroughCacheRule", "RepositoryCreationTemplate",
      "RegistryPolicy",      "RegistryScanning",     "ReplicationConfiguration",
      "ReplicationBackfill", "SigningConfiguration"};
  for (const aws::Row& row : table().rows) {
    if (!row.info.implemented) continue;
    const bool is_registrys =
        std::ranges::any_of(kWords, [&](std::string_view word) { return row.info.operation.contains(word); });
    EXPECT_EQ(row.resource == aws::Resource::kAny, is_registrys) << row.info.operation;
  }
}

TEST(EcrTable, PartsFitTheirBodyLimit) {
  const std::size_t part_in_base64 = (20_MiB + 2) / 3 * 4;
  EXPECT_GT(table().find("UploadLayerPart")->max_body, part_in_base64 + 2'000);
}

TEST(GetAuthorizationToken, TakesUpToTenRegistries) {
  const auto parse = [](std::size_t count, std::string_view id) {
    json::Object body;
    body["registryIds"] = json::Array(count, json::Value(id));
    return read_request<parse_get_authorization_token>("GetAuthorizationToken", body);
  };
  EXPECT_TRUE(read_request<parse_get_authorization_token>("GetAuthorizationToken", json::Object())->registries.empty());
  EXPECT_EQ(parse(10, "123456789012")->registries.size(), 10u);
  EXPECT_EQ(testing::refusal(parse(11, "123456789012")),
            testing::invalid("registryIds", "Member must have length less than or equal to 10"));
  EXPECT_EQ(
      testing::refusal(parse(1, "12345")),
      testing::invalid("registryIds",
                       "Member must satisfy constraint: [Member must satisfy regular expression pattern: [0-9]{12}]"));
}

}  // namespace
}  // namespace entrepot::api::ecr
