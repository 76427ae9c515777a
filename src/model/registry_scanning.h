#pragma once
// Which repositories of a registry are scanned, and when: ECR's registry scanning configuration.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entrepot::model {

enum class ScanType : std::uint8_t { kBasic, kEnhanced };
std::string_view to_string(ScanType type) noexcept;
std::optional<ScanType> parse_scan_type(std::string_view text);

enum class ScanFrequency : std::uint8_t { kScanOnPush, kContinuous, kManual };
std::string_view to_string(ScanFrequency frequency) noexcept;  ///< ECR's words: "CONTINUOUS_SCAN"
std::optional<ScanFrequency> parse_scan_frequency(std::string_view text);

struct ScanningRule {
  ScanFrequency frequency = ScanFrequency::kScanOnPush;
  std::vector<std::string> filters;
  bool operator==(const ScanningRule&) const = default;
};

struct RegistryScanning {
  ScanType type = ScanType::kBasic;
  std::vector<ScanningRule> rules;
  bool operator==(const RegistryScanning&) const = default;
};

/// Without a '*' the filter is looked for anywhere in the name; with one it must fit the whole name, each '*' standing
/// for any run of characters (ECR user guide, "Filters to choose which repositories are scanned").
bool matches_scan_filter(std::string_view filter, std::string_view repository);

/// What the rules say about one repository.
struct RepositoryScanning {
  ScanFrequency frequency = ScanFrequency::kManual;
  std::vector<std::string> filters;  ///< those that matched, of the rules of that frequency
};
/// Continuous scanning wins over scanning on push. Where no rule is set at all, basic scanning heeds the repository's
/// own setting, `scans_on_push`; otherwise the rules alone decide.
RepositoryScanning scanning_of(const RegistryScanning& registry, std::string_view repository, bool scans_on_push);

}  // namespace entrepot::model
