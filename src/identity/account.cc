#include "identity/account.h"

#include "identity/entities.h"
#include "meta/accounts.h"
#include "meta/identity_tags.h"
#include "meta/managed_policies.h"
#include "meta/oidc_providers.h"

namespace entrepot::identity {
namespace {

using Summary = std::vector<std::pair<std::string, std::int64_t>>;

async::Task<Summary> count(sql::Transaction& tx, const model::AccountId& account, const Quotas& quotas) {
  ENTREPOT_CO_TRY(const auto users, co_await meta::count_identities(tx, account, Kind::kUser));
  ENTREPOT_CO_TRY(const auto groups, co_await meta::count_identities(tx, account, Kind::kGroup));
  ENTREPOT_CO_TRY(const auto roles, co_await meta::count_identities(tx, account, Kind::kRole));
  ENTREPOT_CO_TRY(const auto policies, co_await meta::count_policies(tx, account));
  ENTREPOT_CO_TRY(const auto providers, co_await meta::list_oidc_providers(tx, account.text()));
  ENTREPOT_CO_TRY(const auto root_keys, co_await meta::list_access_keys(tx, account, std::nullopt));
  const auto number = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  co_return Summary{{"Users", users},
                    {"UsersQuota", quotas.users},
                    {"Groups", groups},
                    {"GroupsQuota", quotas.groups},
                    {"Roles", roles},
                    {"RolesQuota", quotas.roles},
                    {"Policies", policies},
                    {"PoliciesQuota", quotas.policies},
                    {"Providers", number(providers.size())},
                    {"UserPolicySizeQuota", number(inline_policy_size(Kind::kUser))},
                    {"GroupPolicySizeQuota", number(inline_policy_size(Kind::kGroup))},
                    {"RolePolicySizeQuota", number(inline_policy_size(Kind::kRole))},
                    {"PolicySizeQuota", number(kManagedPolicySize)},
                    {"AssumeRolePolicySizeQuota", number(kTrustPolicySize)},
                    {"VersionsPerPolicyQuota", number(kPolicyVersions)},
                    {"AttachedPoliciesPerUserQuota", number(kAttachedPolicies)},
                    {"AttachedPoliciesPerGroupQuota", number(kAttachedPolicies)},
                    {"AttachedPoliciesPerRoleQuota", number(kAttachedPolicies)},
                    {"GroupsPerUserQuota", number(kGroupsPerUser)},
                    {"AccessKeysPerUserQuota", number(kAccessKeysPerUser)},
                    {"AccountAccessKeysPresent", root_keys.empty() ? 0 : 1},
                    {"AccountMFAEnabled", 0},
                    {"AccountPasswordPresent", 0},
                    {"AccountSigningCertificatesPresent", 0},
                    {"MFADevices", 0},
                    {"MFADevicesInUse", 0},
                    {"ServerCertificates", 0},
                    {"ServerCertificatesQuota", 0},
                    {"SigningCertificatesPerUserQuota", 0},
                    {"InstanceProfiles", 0},
                    {"InstanceProfilesQuota", 0},
                    {"GlobalEndpointTokenVersion", 2}};
}

async::Task<std::optional<Account::Facts>> find_facts(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                                      const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await meta::find_identity(tx, account, kind, name));
  if (!row) co_return std::optional<Account::Facts>();
  ENTREPOT_CO_TRY(auto tags, co_await meta::list_identity_tags(tx, row->id));
  co_return Account::Facts{.entity = to_entity(*row), .tags = std::move(tags)};
}

}  // namespace

async::Task<Summary> Account::summary(model::AccountId account) {
  const Quotas& quotas = core_.quotas();
  co_return co_await core_.read([&](sql::Transaction& tx) { return count(tx, account, quotas); });
}

async::Task<std::optional<Account::Facts>> Account::facts_of(model::AccountId account, Kind kind, std::string name) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_facts(tx, account, kind, name); });
}

}  // namespace entrepot::identity
