#include "model/account_settings.h"

#include <algorithm>
#include <array>

namespace entrepot::model {
namespace {

constexpr std::array kSettings = {AccountSetting::kBasicScanTypeVersion, AccountSetting::kRegistryPolicyScope,
                                  AccountSetting::kBlobMounting};
constexpr std::array<std::string_view, 1> kScanTypes = {"AWS_NATIVE"};
constexpr std::array<std::string_view, 2> kScopes = {"V2", "V1"};
// ECR mounts only where it was switched on; whoever runs a registry of their own wants it.
constexpr std::array<std::string_view, 2> kMounting = {kEnabled, kDisabled};

}  // namespace

std::string_view to_string(AccountSetting setting) noexcept {
  switch (setting) {
    case AccountSetting::kBasicScanTypeVersion:
      return "BASIC_SCAN_TYPE_VERSION";
    case AccountSetting::kRegistryPolicyScope:
      return "REGISTRY_POLICY_SCOPE";
    case AccountSetting::kBlobMounting:
      return "BLOB_MOUNTING";
  }
  return {};
}

std::optional<AccountSetting> parse_account_setting(std::string_view text) {
  const auto at = std::ranges::find(kSettings, text, [](AccountSetting setting) { return to_string(setting); });
  return at == kSettings.end() ? std::nullopt : std::optional(*at);
}

std::span<const AccountSetting> account_settings() {
  return kSettings;
}

std::span<const std::string_view> values_of(AccountSetting setting) {
  switch (setting) {
    case AccountSetting::kBasicScanTypeVersion:
      return kScanTypes;
    case AccountSetting::kRegistryPolicyScope:
      return kScopes;
    case AccountSetting::kBlobMounting:
      return kMounting;
  }
  return {};
}

}  // namespace entrepot::model
