#include "api/ecr/create_repository.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;

Result<CreateRepositoryRequest> parse(std::string_view more) {
  return read_request<parse_create_repository>("CreateRepository",
                                               object(fmt::format(R"({{"repositoryName":"team/app"{}}})", more)));
}
std::string refusal(std::string_view more) {
  return testing::refusal(parse(more));
}

TEST(CreateRepository, DefaultsAreEcrs) {
  const auto request = parse("");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->settings.mutability, model::TagMutability::kMutable);
  EXPECT_FALSE(request->settings.scan_on_push);
  EXPECT_EQ(request->settings.encryption, model::EncryptionType::kAes256);
  EXPECT_TRUE(request->settings.tags.empty());
  EXPECT_TRUE(request->target().also.empty());
}

TEST(CreateRepository, TakesEverySetting) {
  const auto request =
      parse(R"(,"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":)"
            R"([{"filterType":"WILDCARD","filter":"dev-*"}],"imageScanningConfiguration":{"scanOnPush":true},)"
            R"("encryptionConfiguration":{"encryptionType":"AES256"},"tags":[{"Key":"team","Value":""}])");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->settings.mutability, model::TagMutability::kImmutableWithExclusion);
  EXPECT_EQ(request->settings.exclusion_filters, std::vector<std::string>{"dev-*"});
  EXPECT_TRUE(request->settings.scan_on_push);
  EXPECT_EQ(request->settings.tags, (std::vector<model::ResourceTag>{{"team", ""}}));
}

TEST(CreateRepository, TaggingNeedsItsOwnRight) {
  const auto request = parse(R"(,"tags":[{"Key":"a","Value":"b"}])");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->target().also, std::vector<std::string_view>{"ecr:TagResource"});
}

TEST(CreateRepository, RefusesUnknownMutability) {
  EXPECT_EQ(refusal(R"(,"imageTagMutability":"SOLID")"),
            invalid("imageTagMutability",
                    "Member must satisfy enum value set: [IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, "
                    "IMMUTABLE_WITH_EXCLUSION]"));
}

TEST(CreateRepository, FiltersAndMutabilityMustFit) {
  constexpr std::string_view kMember = "imageTagMutabilityExclusionFilters";
  EXPECT_EQ(refusal(R"(,"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION")"),
            invalid(kMember,
                    "ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as "
                    "IMMUTABLE_WITH_EXCLUSION"));
  EXPECT_EQ(
      refusal(R"(,"imageTagMutabilityExclusionFilters":[{"filterType":"WILDCARD","filter":"a"}])"),
      invalid(kMember, "ImageTagMutabilityExclusionFilters must be null when imageTagMutability is set as MUTABLE"));
}

TEST(CreateRepository, RefusesBadFilters) {
  const auto with = [](std::string_view filters) {
    return refusal(fmt::format(
        R"(,"imageTagMutability":"MUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":{})", filters));
  };
  EXPECT_EQ(with("[]"),
            invalid("imageTagMutabilityExclusionFilters", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(with(R"([{"filterType":"REGEX","filter":"a"}])"),
            invalid("imageTagMutabilityExclusionFilters.1.member.filterType",
                    "Member must satisfy enum value set: [WILDCARD]"));
  EXPECT_EQ(with(R"([{"filterType":"WILDCARD","filter":"a b"}])"),
            invalid("imageTagMutabilityExclusionFilters.1.member.filter",
                    "Member must satisfy regular expression pattern: ^[0-9a-zA-Z._*-]{1,128}$"));
  EXPECT_EQ(with(R"([{"filterType":"WILDCARD","filter":"*a*b*"}])"),
            invalid("filter", "must hold at most 2 wildcards ('*')"));
  EXPECT_EQ(with(R"([{"filterType":"WILDCARD"}])"),
            invalid("imageTagMutabilityExclusionFilters.1.member.filter", "Member must not be null"));
  EXPECT_EQ(with(R"(["dev-*"])"), "kSerialization: 'imageTagMutabilityExclusionFilters.1.member' must be a structure");
}

TEST(CreateRepository, RefusesEncryptionThatIsNotThere) {
  const auto with = [](std::string_view encryption) {
    return refusal(fmt::format(R"(,"encryptionConfiguration":{})", encryption));
  };
  EXPECT_EQ(
      with(R"({"encryptionType":"KMS"})"),
      invalid("encryptionType", "KMS needs keys of KMS, which this version of entrepot does not have; use AES256"));
  EXPECT_EQ(
      with(R"({"encryptionType":"ROT13"})"),
      invalid("encryptionConfiguration.encryptionType", "Member must satisfy enum value set: [AES256, KMS, KMS_DSSE]"));
  EXPECT_EQ(with(R"({"encryptionType":"AES256","kmsKey":"alias/x"})"),
            invalid("kmsKey", "Member must be null when encryptionType is AES256"));
  EXPECT_EQ(with("{}"), invalid("encryptionConfiguration.encryptionType", "Member must not be null"));
}

}  // namespace
}  // namespace entrepot::api::ecr
