#include "api/ecr/registry_scanning.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/image_scans.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using model::ScanFrequency;
using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

std::string put(std::string_view text) {
  return refusal(read_request<parse_put_registry_scanning>("PutRegistryScanningConfiguration", object(text)));
}

TEST(RegistryScanningRequests, TakeEveryMember) {
  const auto request = read_request<parse_put_registry_scanning>(
      "PutRegistryScanningConfiguration",
      object(
          R"({"scanType":"ENHANCED","rules":[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":)"
          R"([{"filter":"prod*","filterType":"WILDCARD"}]},{"scanFrequency":"SCAN_ON_PUSH","repositoryFilters":[]}]})"));
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(
      request->configuration,
      (model::RegistryScanning{.type = model::ScanType::kEnhanced,
                               .rules = {{ScanFrequency::kContinuous, {"prod*"}}, {ScanFrequency::kScanOnPush, {}}}}));
  EXPECT_EQ(read_request<parse_put_registry_scanning>("PutRegistryScanningConfiguration", {})->configuration,
            model::RegistryScanning());
}

TEST(RegistryScanningRequests, FrequenciesFitTheirType) {
  const auto with = [](std::string_view type, std::string_view frequency) {
    return put(fmt::format(R"({{"scanType":"{}","rules":[{{"scanFrequency":"{}","repositoryFilters":[]}}]}})", type,
                           frequency));
  };
  EXPECT_EQ(with("BASIC", "SCAN_ON_PUSH"), "accepted");
  EXPECT_EQ(with("ENHANCED", "SCAN_ON_PUSH"), "accepted");
  EXPECT_EQ(with("ENHANCED", "CONTINUOUS_SCAN"), "accepted");
  EXPECT_EQ(with("BASIC", "CONTINUOUS_SCAN"),
            invalid("scanFrequency", "CONTINUOUS_SCAN is not supported with scanType BASIC; SCAN_ON_PUSH is"));
  EXPECT_EQ(with("BASIC", "MANUAL"),
            invalid("scanFrequency", "MANUAL is not supported with scanType BASIC; SCAN_ON_PUSH is"));
  EXPECT_EQ(
      with("ENHANCED", "MANUAL"),
      invalid("scanFrequency", "MANUAL is not supported with scanType ENHANCED; SCAN_ON_PUSH and CONTINUOUS_SCAN are"));
  EXPECT_EQ(with("ENHANCED", "DAILY"),
            invalid("rules.1.member.scanFrequency",
                    "Member must satisfy enum value set: [SCAN_ON_PUSH, CONTINUOUS_SCAN, MANUAL]"));
  EXPECT_EQ(with("CLAIR", "SCAN_ON_PUSH"),
            invalid("scanType", "Member must satisfy enum value set: [BASIC, ENHANCED]"));
}

TEST(RegistryScanningRequests, RulesAndFiltersHaveBounds) {
  const json::Object rule{{"scanFrequency", "SCAN_ON_PUSH"}, {"repositoryFilters", json::Array()}};
  EXPECT_EQ(refusal(read_request<parse_put_registry_scanning>("PutRegistryScanningConfiguration",
                                                              {{"rules", json::Array(2, rule)}})),
            "accepted");
  EXPECT_EQ(refusal(read_request<parse_put_registry_scanning>("PutRegistryScanningConfiguration",
                                                              {{"rules", json::Array(3, rule)}})),
            invalid("rules", "Member must have length less than or equal to 2"));
  const auto with = [](json::Array filters) {
    return refusal(read_request<parse_put_registry_scanning>(
        "PutRegistryScanningConfiguration",
        {{"rules",
          json::Array{json::Object{{"scanFrequency", "SCAN_ON_PUSH"}, {"repositoryFilters", std::move(filters)}}}}}));
  };
  const auto filter = [](std::string_view text, std::string_view type = "WILDCARD") {
    return json::Object{{"filter", text}, {"filterType", type}};
  };
  EXPECT_EQ(with(json::Array(100, filter("*"))), "accepted");
  EXPECT_EQ(with(json::Array(101, filter("*"))),
            invalid("rules.1.member.repositoryFilters", "Member must have length less than or equal to 100"));
  EXPECT_EQ(with({filter(std::string(256, 'a'))}), invalid("rules.1.member.repositoryFilters.1.member.filter",
                                                           "Member must have length less than or equal to 255"));
  EXPECT_EQ(with({filter("Prod")}),
            invalid("rules.1.member.repositoryFilters.1.member.filter",
                    R"(Member must satisfy regular expression pattern: ^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$)"));
  EXPECT_EQ(with({filter("a", "PREFIX_MATCH")}), invalid("rules.1.member.repositoryFilters.1.member.filterType",
                                                         "Member must satisfy enum value set: [WILDCARD]"));
  EXPECT_EQ(put(R"({"rules":[{"scanFrequency":"SCAN_ON_PUSH"}]})"),
            invalid("rules.1.member.repositoryFilters", "Member must not be null"));
}

TEST(RegistryScanningRequests, ABatchHasOneTo25Names) {
  const auto with = [](std::size_t count, std::string_view name) {
    return read_request<parse_get_repository_scanning>("BatchGetRepositoryScanningConfiguration",
                                                       {{"repositoryNames", json::Array(count, json::Value(name))}});
  };
  EXPECT_EQ(with(25, "app")->target().repositories.size(), 25u);
  EXPECT_EQ(refusal(with(26, "app")), invalid("repositoryNames", "Member must have length less than or equal to 25"));
  EXPECT_EQ(refusal(with(0, "app")), invalid("repositoryNames", "Member must have length greater than or equal to 1"));
  EXPECT_TRUE(refusal(with(1, "App")).starts_with("kInvalidParameter: Invalid parameter at 'repositoryNames'"));
}

TEST(ImageScanRequests, NameOneImage) {
  const auto request = read_request<parse_start_image_scan>(
      "StartImageScan", object(R"({"repositoryName":"app","imageId":{"imageTag":"v1"}})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->image.tag, "v1");
  EXPECT_FALSE(request->image.digest);
  EXPECT_EQ(request->target().repositories, std::vector<std::string>{"app"});
  EXPECT_EQ(refusal(read_request<parse_start_image_scan>("StartImageScan", object(R"({"repositoryName":"app"})"))),
            invalid("imageId", "Member must not be null"));
  EXPECT_EQ(refusal(read_request<parse_describe_scan_findings>(
                "DescribeImageScanFindings",
                object(R"({"repositoryName":"app","imageId":{"imageTag":"v1"},"maxResults":1001})"))),
            invalid("maxResults", "Member must have value less than or equal to 1000"));
}

}  // namespace
}  // namespace entrepot::api::ecr
