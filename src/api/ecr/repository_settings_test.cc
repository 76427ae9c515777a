// Settings that may change after a repository was made.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/put_image_scanning_configuration.h"
#include "api/ecr/put_image_tag_mutability.h"
#include "api/ecr/tag_mutability.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;

Result<PutImageTagMutabilityRequest> mutability(std::string_view more) {
  return read_request<parse_put_image_tag_mutability>(
      "PutImageTagMutability", object(fmt::format(R"({{"repositoryName":"team/app"{}}})", more)));
}
Result<PutImageScanningConfigurationRequest> scanning(std::string_view more) {
  return read_request<parse_put_image_scanning_configuration>(
      "PutImageScanningConfiguration", object(fmt::format(R"({{"repositoryName":"team/app"{}}})", more)));
}

TEST(PutImageTagMutability, TakesMutabilityAndFilters) {
  const auto request = mutability(R"(,"imageTagMutability":"MUTABLE_WITH_EXCLUSION",)"
                                  R"("imageTagMutabilityExclusionFilters":[{"filterType":"WILDCARD","filter":"v*"}])");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->settings.mutability, model::TagMutability::kMutableWithExclusion);
  EXPECT_EQ(request->settings.exclusion_filters, std::vector<std::string>{"v*"});
  EXPECT_EQ(request->target().repositories, std::vector<std::string>{"team/app"});
}

TEST(PutImageTagMutability, NeedsAMutability) {
  EXPECT_EQ(testing::refusal(mutability("")), invalid("imageTagMutability", "Member must not be null"));
  EXPECT_EQ(testing::refusal(mutability(R"(,"imageTagMutability":"mutable")")),
            invalid("imageTagMutability",
                    "Member must satisfy enum value set: [IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, "
                    "IMMUTABLE_WITH_EXCLUSION]"));
  EXPECT_EQ(testing::refusal(mutability(R"(,"imageTagMutability":"MUTABLE_WITH_EXCLUSION")")),
            invalid("imageTagMutabilityExclusionFilters",
                    "ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as "
                    "MUTABLE_WITH_EXCLUSION"));
}

TEST(PutImageTagMutability, AnswersFiltersOnlyIfThereAreSome) {
  json::Object plain;
  add_tag_mutability(plain, {.mutability = model::TagMutability::kImmutable});
  EXPECT_EQ(plain, object(R"({"imageTagMutability":"IMMUTABLE"})"));
  json::Object filtered;
  add_tag_mutability(filtered,
                     {.mutability = model::TagMutability::kImmutableWithExclusion, .exclusion_filters = {"a", "b*"}});
  EXPECT_EQ(filtered, object(R"({"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":)"
                             R"([{"filterType":"WILDCARD","filter":"a"},{"filterType":"WILDCARD","filter":"b*"}]})"));
}

TEST(PutImageScanningConfiguration, TakesTheFlag) {
  EXPECT_TRUE(scanning(R"(,"imageScanningConfiguration":{"scanOnPush":true})")->scan_on_push);
  EXPECT_FALSE(scanning(R"(,"imageScanningConfiguration":{"scanOnPush":false})")->scan_on_push);
  EXPECT_FALSE(scanning(R"(,"imageScanningConfiguration":{})")->scan_on_push);
}

TEST(PutImageScanningConfiguration, NeedsTheStructure) {
  EXPECT_EQ(testing::refusal(scanning("")), invalid("imageScanningConfiguration", "Member must not be null"));
  EXPECT_EQ(testing::refusal(scanning(R"(,"imageScanningConfiguration":"on")")),
            "kSerialization: 'imageScanningConfiguration' must be a structure");
  EXPECT_EQ(testing::refusal(scanning(R"(,"imageScanningConfiguration":{"scanOnPush":"yes"})")),
            "kSerialization: 'imageScanningConfiguration.scanOnPush' must be a boolean");
}

}  // namespace
}  // namespace entrepot::api::ecr
