#include "model/registry_scanning.h"

#include <algorithm>
#include <array>

#include "model/repository_settings.h"

namespace entrepot::model {
namespace {

constexpr std::array<std::string_view, 2> kTypes = {"BASIC", "ENHANCED"};
constexpr std::array<std::string_view, 3> kFrequencies = {"SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"};

std::vector<std::string> matching(const RegistryScanning& registry, ScanFrequency frequency,
                                  std::string_view repository) {
  std::vector<std::string> out;
  for (const ScanningRule& rule : registry.rules) {
    if (rule.frequency != frequency) continue;
    std::ranges::copy_if(rule.filters, std::back_inserter(out),
                         [&](const std::string& filter) { return matches_scan_filter(filter, repository); });
  }
  return out;
}

}  // namespace

std::string_view to_string(ScanType type) noexcept {
  return kTypes[static_cast<std::size_t>(type)];
}

std::optional<ScanType> parse_scan_type(std::string_view text) {
  const auto at = std::ranges::find(kTypes, text);
  if (at == kTypes.end()) return std::nullopt;
  return static_cast<ScanType>(at - kTypes.begin());
}

std::string_view to_string(ScanFrequency frequency) noexcept {
  return kFrequencies[static_cast<std::size_t>(frequency)];
}

std::optional<ScanFrequency> parse_scan_frequency(std::string_view text) {
  const auto at = std::ranges::find(kFrequencies, text);
  if (at == kFrequencies.end()) return std::nullopt;
  return static_cast<ScanFrequency>(at - kFrequencies.begin());
}

bool matches_scan_filter(std::string_view filter, std::string_view repository) {
  return filter.contains('*') ? matches_wildcard(filter, repository) : repository.contains(filter);
}

RepositoryScanning scanning_of(const RegistryScanning& registry, std::string_view repository, bool scans_on_push) {
  if (registry.type == ScanType::kBasic && registry.rules.empty()) {
    return {.frequency = scans_on_push ? ScanFrequency::kScanOnPush : ScanFrequency::kManual, .filters = {}};
  }
  for (const ScanFrequency frequency : {ScanFrequency::kContinuous, ScanFrequency::kScanOnPush}) {
    std::vector<std::string> filters = matching(registry, frequency, repository);
    if (!filters.empty()) return {.frequency = frequency, .filters = std::move(filters)};
  }
  return {};
}

}  // namespace entrepot::model
