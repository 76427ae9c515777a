#pragma once
// What an account sets for the whole of a registry by name: ECR's account settings.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace entrepot::model {

enum class AccountSetting : std::uint8_t {
  kBasicScanTypeVersion,
  kRegistryPolicyScope,
  kBlobMounting,
};
std::string_view to_string(AccountSetting setting) noexcept;  ///< ECR's words: "BLOB_MOUNTING"
std::optional<AccountSetting> parse_account_setting(std::string_view text);
std::span<const AccountSetting> account_settings();

/// What it may be set to; the first one is the value while nobody has set it.
std::span<const std::string_view> values_of(AccountSetting setting);

inline constexpr std::string_view kEnabled = "ENABLED";
inline constexpr std::string_view kDisabled = "DISABLED";
/// REGISTRY_POLICY_SCOPE: the registry's policy counts for what makes and fills repositories from elsewhere only.
inline constexpr std::string_view kRegistryPolicyV1 = "V1";

}  // namespace entrepot::model
