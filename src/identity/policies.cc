#include "identity/policies.h"

#include "identity/documents.h"
#include "identity/messages.h"
#include "identity/names.h"
#include "identity/policy_rows.h"
#include "identity/tag_sets.h"
#include "meta/identity_tags.h"

namespace entrepot::identity {
namespace {

// Positions in a listing: all of AWS's come before all of the account's.
constexpr std::string_view kAfterAws = "a/";
constexpr std::string_view kAfterOwn = "b/";

async::Task<ManagedPolicy> insert(Change& change, const model::AccountId& account, const NewPolicy& policy,
                                  std::int64_t quota) {
  const meta::ManagedPolicyRow row{.id = make_policy_id(),
                                   .account = account.text(),
                                   .name = policy.name,
                                   .path = policy.path,
                                   .created_at = change.now,
                                   .updated_at = change.now,
                                   .default_version = 1,
                                   .last_version = 1,
                                   .description = policy.description};
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::insert_policy(change.tx, row));
  if (!is_new) co_return fail(messages::policy_exists(policy.name));
  ENTREPOT_CO_TRY(const std::int64_t count, co_await meta::count_policies(change.tx, account));
  if (count > quota) co_return fail(messages::quota("PoliciesPerAccount", quota));
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_policy_version(
      change.tx, row.id, {.version = 1, .created_at = change.now, .document = policy.document}));
  ENTREPOT_CO_CHECK_OK(co_await put_tags(change.tx, row.id, policy.tags));
  ENTREPOT_CO_TRY(ManagedPolicy made, co_await describe_policy(change.tx, account, row));
  ENTREPOT_CO_TRY(made.tags, co_await meta::list_identity_tags(change.tx, row.id));
  co_return made;
}

async::Task<ManagedPolicy> find(sql::Transaction& tx, const model::AccountId& account, const std::string& arn) {
  if (const AwsPolicy* of_aws = find_aws_policy(arn)) co_return co_await describe_policy(tx, account, *of_aws);
  ENTREPOT_CO_TRY(const auto row, co_await find_own_policy(tx, account, arn));
  ENTREPOT_CO_TRY(ManagedPolicy policy, co_await describe_policy(tx, account, row));
  ENTREPOT_CO_TRY(policy.tags, co_await meta::list_identity_tags(tx, row.id));
  co_return policy;
}

bool is_wanted(const ManagedPolicy& policy, const PolicyFilter& filter) {
  if (filter.only_boundaries && policy.boundaries == 0) return false;
  if (filter.only_permissions && policy.attachments == 0) return false;
  return !filter.only_attached || policy.attachments + policy.boundaries != 0;
}

async::Task<Page<ManagedPolicy>> list_policies(sql::Transaction& tx, const model::AccountId& account,
                                               const PolicyFilter& filter, const PageRequest& page) {
  Page<ManagedPolicy> out;
  std::size_t left = page.limit;
  if (filter.of_aws && !page.after.starts_with(kAfterOwn)) {
    const std::string after = page.after.substr(std::min(kAfterAws.size(), page.after.size()));
    for (const AwsPolicy& policy : aws_policies()) {
      if (policy.name <= after || !policy.path.starts_with(page.path_prefix)) continue;
      if (left-- == 0) co_return out;
      ENTREPOT_CO_TRY(ManagedPolicy shown, co_await describe_policy(tx, account, policy));
      out.next = std::string(kAfterAws) + shown.name;
      if (is_wanted(shown, filter)) out.items.push_back(std::move(shown));
    }
    out.next = kAfterOwn;
    if (left == 0) co_return out;
  }
  out.next.clear();
  if (!filter.of_account) co_return out;
  const bool is_begun = page.after.starts_with(kAfterOwn);
  const meta::IdentityPage wanted{
      .path_prefix = page.path_prefix, .after = is_begun ? page.after.substr(kAfterOwn.size()) : "", .limit = left + 1};
  ENTREPOT_CO_TRY(const auto rows, co_await meta::list_policies(tx, account, wanted));
  for (std::size_t i = 0; i < rows.size() && i < left; ++i) {
    ENTREPOT_CO_TRY(ManagedPolicy shown, co_await describe_policy(tx, account, rows[i]));
    if (rows.size() > left) out.next = std::string(kAfterOwn) + meta::fold_name(shown.name);
    if (is_wanted(shown, filter)) out.items.push_back(std::move(shown));
  }
  co_return out;
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::string& arn) {
  ENTREPOT_CO_TRY(const auto row, co_await find_own_policy(change.tx, account, arn));
  ENTREPOT_CO_TRY(const auto shown, co_await describe_policy(change.tx, account, row));
  if (shown.attachments + shown.boundaries != 0) co_return fail(messages::policy_is_attached());
  ENTREPOT_CO_TRY(const auto versions, co_await meta::list_policy_versions(change.tx, row.id));
  if (versions.size() > 1) co_return fail(messages::policy_has_versions());
  co_return co_await meta::delete_policy(change.tx, row.id);  // which nobody has: no memory holds it
}

async::Task<PolicyVersion> insert_version(Change& change, const model::AccountId& account, const std::string& arn,
                                          const std::string& document, Policies::Default is_default) {
  ENTREPOT_CO_TRY(auto row, co_await find_own_policy(change.tx, account, arn));
  ENTREPOT_CO_TRY(const auto versions, co_await meta::list_policy_versions(change.tx, row.id));
  if (versions.size() >= kPolicyVersions) co_return fail(messages::too_many_versions());
  const meta::PolicyVersionRow fresh{.version = row.last_version + 1, .created_at = change.now, .document = document};
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_policy_version(change.tx, row.id, fresh));
  row.last_version = fresh.version;
  row.updated_at = change.now;
  if (is_default == Policies::Default::kThisOne) row.default_version = fresh.version;
  ENTREPOT_CO_CHECK_OK(co_await meta::update_policy(change.tx, row));
  change.of_policy(row.id);
  co_return to_version(fresh, row.default_version);
}

async::Task<PolicyVersion> find_version(sql::Transaction& tx, const model::AccountId& account, const std::string& arn,
                                        const std::string& version) {
  const auto number = parse_version(version);
  if (const AwsPolicy* of_aws = find_aws_policy(arn)) {
    if (number != of_aws->version) co_return fail(messages::version_not_found(arn, version));
    co_return to_version(*of_aws);
  }
  ENTREPOT_CO_TRY(const auto row, co_await find_own_policy(tx, account, arn));
  if (!number) co_return fail(messages::version_not_found(arn, version));
  ENTREPOT_CO_TRY(const auto found, co_await meta::find_policy_version(tx, row.id, *number));
  if (!found) co_return fail(messages::version_not_found(arn, version));
  co_return to_version(*found, row.default_version);
}

async::Task<std::vector<PolicyVersion>> find_versions(sql::Transaction& tx, const model::AccountId& account,
                                                      const std::string& arn) {
  if (const AwsPolicy* of_aws = find_aws_policy(arn)) co_return std::vector{to_version(*of_aws)};
  ENTREPOT_CO_TRY(const auto row, co_await find_own_policy(tx, account, arn));
  ENTREPOT_CO_TRY(const auto rows, co_await meta::list_policy_versions(tx, row.id));
  std::vector<PolicyVersion> out;
  for (const meta::PolicyVersionRow& version : rows) out.push_back(to_version(version, row.default_version));
  co_return out;
}

async::Task<void> choose_version(Change& change, const model::AccountId& account, const std::string& arn,
                                 const std::string& version) {
  ENTREPOT_CO_TRY(auto row, co_await find_own_policy(change.tx, account, arn));
  ENTREPOT_CO_TRY(const auto chosen, co_await find_version(change.tx, account, arn, version));
  row.default_version = chosen.version;
  row.updated_at = change.now;
  ENTREPOT_CO_CHECK_OK(co_await meta::update_policy(change.tx, row));
  change.of_policy(row.id);
  co_return Result<void>{};
}

async::Task<void> erase_version(Change& change, const model::AccountId& account, const std::string& arn,
                                const std::string& version) {
  ENTREPOT_CO_TRY(const auto row, co_await find_own_policy(change.tx, account, arn));
  ENTREPOT_CO_TRY(const auto found, co_await find_version(change.tx, account, arn, version));
  if (found.is_default) co_return fail(messages::version_is_default());
  co_return co_await meta::delete_policy_version(change.tx, row.id, found.version);
}

Result<void> check_managed(const std::string& document) {
  ENTREPOT_CHECK_OK(check_document(document, model::PolicyOf::kIdentity));
  if (document_size(document) > kManagedPolicySize) return fail(messages::quota("PolicySize", kManagedPolicySize));
  return {};
}

}  // namespace

async::Task<ManagedPolicy> Policies::create(model::AccountId account, NewPolicy policy) {
  ENTREPOT_CO_CHECK_OK(check_managed(policy.document));
  const std::int64_t quota = core_.quotas().policies;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, policy, quota); });
}

async::Task<ManagedPolicy> Policies::get(model::AccountId account, std::string arn) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, account, arn); });
}

async::Task<Page<ManagedPolicy>> Policies::list(model::AccountId account, PolicyFilter filter, PageRequest page) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_policies(tx, account, filter, page); });
}

async::Task<void> Policies::remove(model::AccountId account, std::string arn) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, arn); });
}

async::Task<PolicyVersion> Policies::create_version(model::AccountId account, std::string arn, std::string document,
                                                    Default is_default) {
  ENTREPOT_CO_CHECK_OK(check_managed(document));
  co_return co_await core_.change(
      [&](Change& change) { return insert_version(change, account, arn, document, is_default); });
}

async::Task<PolicyVersion> Policies::get_version(model::AccountId account, std::string arn, std::string version) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_version(tx, account, arn, version); });
}

async::Task<std::vector<PolicyVersion>> Policies::list_versions(model::AccountId account, std::string arn) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_versions(tx, account, arn); });
}

async::Task<void> Policies::set_default_version(model::AccountId account, std::string arn, std::string version) {
  co_return co_await core_.change([&](Change& change) { return choose_version(change, account, arn, version); });
}

async::Task<void> Policies::delete_version(model::AccountId account, std::string arn, std::string version) {
  co_return co_await core_.change([&](Change& change) { return erase_version(change, account, arn, version); });
}

}  // namespace entrepot::identity
