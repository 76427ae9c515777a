#include "identity/providers.h"

#include <algorithm>

#include "iam/oidc_providers.h"
#include "identity/messages.h"
#include "identity/names.h"
#include "identity/oidc_lists.h"
#include "identity/tag_sets.h"
#include "meta/accounts.h"
#include "meta/identity_tags.h"
#include "meta/oidc_providers.h"

namespace entrepot::identity {
namespace {

Error too_many_thumbprints() {
  return {ErrorKind::kInvalidInput, "Thumbprint list must contain fewer than 5 entries."};
}
Error too_many_client_ids() {
  return messages::quota("ClientIdsPerOpenIdConnectProvider", kClientIds);
}

async::Task<std::string> insert(Change& change, const model::AccountId& account, const OidcProvider& provider,
                                std::size_t quota) {
  ENTREPOT_CO_CHECK_OK(co_await meta::ensure_account(change.tx, account, change.now));
  ENTREPOT_CO_TRY(const bool is_new,
                  co_await meta::insert_oidc_provider(change.tx, {.account = account.text(),
                                                                  .url = provider.url,
                                                                  .created_at = change.now,
                                                                  .client_ids = list_text(provider.client_ids),
                                                                  .thumbprints = list_text(provider.thumbprints)}));
  if (!is_new) co_return fail(messages::provider_exists(provider.url));
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_oidc_providers(change.tx, account.text()));
  if (all.size() > quota) {
    co_return fail(messages::quota("OpenIdConnectProvidersPerAccount", static_cast<std::int64_t>(quota)));
  }
  const std::string arn = iam::oidc_provider_arn(account, provider.url);
  ENTREPOT_CO_CHECK_OK(co_await put_tags(change.tx, arn, provider.tags));
  change.of_provider(arn);
  co_return arn;
}

async::Task<meta::OidcProviderRow> find_row(sql::Transaction& tx, const model::AccountId& account,
                                            const std::string& arn) {
  const auto url = parse_provider_arn(account, arn);
  if (!url) co_return fail(messages::provider_not_found(arn));
  ENTREPOT_CO_TRY(auto row, co_await meta::find_oidc_provider(tx, account.text(), *url));
  if (!row) co_return fail(messages::provider_not_found(arn));
  co_return std::move(*row);
}

async::Task<OidcProvider> find(sql::Transaction& tx, const model::AccountId& account, const std::string& arn) {
  ENTREPOT_CO_TRY(const auto row, co_await find_row(tx, account, arn));
  ENTREPOT_CO_TRY(auto tags, co_await meta::list_identity_tags(tx, arn));
  co_return OidcProvider{.url = row.url,
                         .created_at = row.created_at,
                         .client_ids = parse_list(row.client_ids),
                         .thumbprints = parse_list(row.thumbprints),
                         .tags = std::move(tags)};
}

async::Task<std::vector<std::string>> find_all(sql::Transaction& tx, const model::AccountId& account) {
  ENTREPOT_CO_TRY(const auto rows, co_await meta::list_oidc_providers(tx, account.text()));
  std::vector<std::string> arns;
  for (const meta::OidcProviderRow& row : rows) arns.push_back(iam::oidc_provider_arn(account, row.url));
  co_return arns;
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::string& arn) {
  const auto url = parse_provider_arn(account, arn);
  if (!url) co_return Result<void>{};
  ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there,
                  co_await meta::delete_oidc_provider(change.tx, account.text(), *url));
  ENTREPOT_CO_CHECK_OK(co_await meta::delete_identity_tags(change.tx, arn));
  change.of_provider(arn);
  co_return Result<void>{};
}

/// `edit(row)` on the row that is there: a Result<void>.
async::Task<void> edit_provider(Change& change, const model::AccountId& account, const std::string& arn, auto& edit) {
  ENTREPOT_CO_TRY(auto row, co_await find_row(change.tx, account, arn));
  ENTREPOT_CO_CHECK_OK(edit(row));
  ENTREPOT_CO_CHECK_OK(co_await meta::update_oidc_provider(change.tx, row));
  change.of_provider(arn);
  co_return Result<void>{};
}

}  // namespace

async::Task<std::string> Providers::create(model::AccountId account, OidcProvider provider) {
  if (provider.thumbprints.size() > kThumbprints) co_return fail(too_many_thumbprints());
  if (provider.client_ids.size() > kClientIds) co_return fail(too_many_client_ids());
  const std::size_t quota = core_.quotas().oidc_providers;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, provider, quota); });
}

async::Task<OidcProvider> Providers::get(model::AccountId account, std::string arn) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, account, arn); });
}

async::Task<std::vector<std::string>> Providers::list(model::AccountId account) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_all(tx, account); });
}

async::Task<void> Providers::remove(model::AccountId account, std::string arn) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, arn); });
}

async::Task<void> Providers::add_client_id(model::AccountId account, std::string arn, std::string client_id) {
  const auto edit = [&](meta::OidcProviderRow& row) -> Result<void> {
    auto ids = parse_list(row.client_ids);
    if (std::ranges::find(ids, client_id) != ids.end()) return {};
    if (ids.size() >= kClientIds) return fail(too_many_client_ids());
    ids.push_back(client_id);
    row.client_ids = list_text(ids);
    return {};
  };
  co_return co_await core_.change([&](Change& change) { return edit_provider(change, account, arn, edit); });
}

async::Task<void> Providers::remove_client_id(model::AccountId account, std::string arn, std::string client_id) {
  const auto edit = [&](meta::OidcProviderRow& row) -> Result<void> {
    auto ids = parse_list(row.client_ids);
    std::erase(ids, client_id);
    row.client_ids = list_text(ids);
    return {};
  };
  co_return co_await core_.change([&](Change& change) { return edit_provider(change, account, arn, edit); });
}

async::Task<void> Providers::set_thumbprints(model::AccountId account, std::string arn,
                                             std::vector<std::string> thumbprints) {
  if (thumbprints.size() > kThumbprints) co_return fail(too_many_thumbprints());
  const auto edit = [&](meta::OidcProviderRow& row) -> Result<void> {
    row.thumbprints = list_text(thumbprints);
    return {};
  };
  co_return co_await core_.change([&](Change& change) { return edit_provider(change, account, arn, edit); });
}

}  // namespace entrepot::identity
