// Accounts and their access keys.

#include "meta/accounts.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "meta/identity_changes.h"
#include "registry/core_impl.h"

namespace entrepot::registry {
namespace {

/// Bound into the seal: a secret that is copied to another key's or account's row does not open.
std::string seal_context(std::string_view account, std::string_view id) {
  return fmt::format("access key {} of account {}", id, account);
}

async::Task<void> insert_root(sql::Transaction& tx, const model::AccountId& account, const meta::AccessKeyRow& key,
                              SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t version, co_await meta::begin_identity_change(tx));
  ENTREPOT_CO_CHECK_OK(co_await meta::ensure_account(tx, account, now));
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::insert_access_key(tx, key, now));
  if (!is_new) co_return fail(ErrorKind::kConflict, fmt::format("the access key {} exists already", key.id));
  const std::vector<meta::IdentityChange> changes{{"key", key.id}};
  co_return co_await meta::insert_identity_changes(tx, version, changes);
}

}  // namespace

async::Task<void> Accounts::create_root(model::AccountId account, std::string access_key_id, std::string secret) {
  Core::Impl& core = core_.impl();
  const meta::AccessKeyRow key{
      .account = account.text(),
      .id = access_key_id,
      .sealed_secret =
          crypto::seal(core.root.derive("access-keys"), seal_context(account.text(), access_key_id), as_bytes(secret)),
      .is_active = true};
  crypto::wipe(secret);
  const SysTime now = core.clock.now();
  co_return co_await core.database.write([&](sql::Transaction& tx) { return insert_root(tx, account, key, now); });
}

async::Task<std::vector<Accounts::Key>> Accounts::access_keys() {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto rows,
                  co_await core.database.read([](sql::Transaction& tx) { return meta::list_access_keys(tx); }));
  const crypto::Key sealing = core.root.derive("access-keys");
  std::vector<Key> keys;
  for (const meta::AccessKeyRow& row : rows) {
    if (row.user) continue;
    ENTREPOT_CO_TRY(auto account, model::AccountId::parse(row.account));
    auto secret = crypto::open(sealing, seal_context(row.account, row.id), row.sealed_secret);
    if (!secret) {
      co_return fail(Error(ErrorKind::kCorrupt, fmt::format("the secret of the access key {} is damaged", row.id)));
    }
    keys.push_back({std::move(account), row.id, std::string(as_text(*secret)), row.is_active});
    crypto::wipe(*secret);
  }
  co_return keys;
}

}  // namespace entrepot::registry
