#include "model/registry_scanning.h"

#include <gtest/gtest.h>

#include <array>

namespace entrepot::model {
namespace {

/// The ECR user guide's own table: which of five names a filter takes.
TEST(RegistryScanning, FiltersMatchAsTheUserGuideSays) {
  constexpr std::array<std::string_view, 5> kNames = {"prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"};
  const auto taken = [&](std::string_view filter) {
    std::string out;
    for (const std::string_view name : kNames) out += matches_scan_filter(filter, name) ? 'Y' : 'N';
    return out;
  };
  EXPECT_EQ(taken("prod"), "YYYYY");
  EXPECT_EQ(taken("*prod"), "YYNNN");
  EXPECT_EQ(taken("prod*"), "YNYNY");
  EXPECT_EQ(taken("*prod*"), "YYYYY");
  EXPECT_EQ(taken("prod*repo"), "NNYNY");
  EXPECT_EQ(taken("*"), "YYYYY");
  EXPECT_EQ(taken("other"), "NNNNN");
}

TEST(RegistryScanning, ContinuousWinsOverOnPush) {
  const RegistryScanning registry{
      .type = ScanType::kEnhanced,
      .rules = {{ScanFrequency::kScanOnPush, {"*", "never"}}, {ScanFrequency::kContinuous, {"prod*", "*app"}}}};
  const auto both = scanning_of(registry, "prod/app", false);
  EXPECT_EQ(both.frequency, ScanFrequency::kContinuous);
  EXPECT_EQ(both.filters, (std::vector<std::string>{"prod*", "*app"}));
  const auto one = scanning_of(registry, "dev/tool", false);
  EXPECT_EQ(one.frequency, ScanFrequency::kScanOnPush);
  EXPECT_EQ(one.filters, std::vector<std::string>{"*"});
}

TEST(RegistryScanning, WithoutRulesTheRepositorysOwnSettingDecides) {
  EXPECT_EQ(scanning_of({}, "app", true).frequency, ScanFrequency::kScanOnPush);
  EXPECT_EQ(scanning_of({}, "app", false).frequency, ScanFrequency::kManual);
  const RegistryScanning rules{.type = ScanType::kBasic, .rules = {{ScanFrequency::kScanOnPush, {"prod"}}}};
  EXPECT_EQ(scanning_of(rules, "app", true).frequency, ScanFrequency::kManual) << "rules decide alone";
  EXPECT_EQ(scanning_of(rules, "prod/app", false).frequency, ScanFrequency::kScanOnPush);
  EXPECT_EQ(scanning_of({.type = ScanType::kEnhanced, .rules = {}}, "app", true).frequency, ScanFrequency::kManual);
}

TEST(RegistryScanning, WordsAreEcrs) {
  for (const auto type : {ScanType::kBasic, ScanType::kEnhanced}) EXPECT_EQ(parse_scan_type(to_string(type)), type);
  for (const auto each : {ScanFrequency::kScanOnPush, ScanFrequency::kContinuous, ScanFrequency::kManual}) {
    EXPECT_EQ(parse_scan_frequency(to_string(each)), each);
  }
  EXPECT_FALSE(parse_scan_type("basic"));
  EXPECT_FALSE(parse_scan_frequency("CONTINUOUS"));
}

}  // namespace
}  // namespace entrepot::model
