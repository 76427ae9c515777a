#include "identity/access_keys.h"

#include "iam/credentials.h"
#include "identity/entities.h"
#include "identity/key_secrets.h"
#include "identity/messages.h"
#include "identity/names.h"

namespace entrepot::identity {
namespace {

/// Whose keys: the unique id is nullopt for root.
struct Owner {
  std::optional<std::string> id;
  std::string name;
};

async::Task<Owner> find_owner(sql::Transaction& tx, const model::AccountId& account,
                              const std::optional<std::string>& user) {
  if (!user) co_return Owner{};
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, account, Kind::kUser, *user));
  co_return Owner{row.id, row.name};
}

async::Task<meta::AccessKeyRow> find_key(sql::Transaction& tx, const model::AccountId& account,
                                         const std::optional<std::string>& user, const std::string& id) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(tx, account, user));
  ENTREPOT_CO_TRY(auto key, co_await meta::find_access_key(tx, id));
  if (!key || key->account != account.text() || key->user != owner.id) co_return fail(messages::key_not_found(id));
  co_return std::move(*key);
}

async::Task<AccessKey> insert(Change& change, const model::AccountId& account, const std::optional<std::string>& user,
                              const meta::AccessKeyRow& fresh) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(change.tx, account, user));
  meta::AccessKeyRow row = fresh;
  row.user = owner.id;
  ENTREPOT_CO_TRY(const auto others, co_await meta::list_access_keys(change.tx, account, owner.id));
  if (others.size() >= kAccessKeysPerUser) co_return fail(messages::quota("AccessKeysPerUser", kAccessKeysPerUser));
  ENTREPOT_CO_CHECK_OK(co_await meta::ensure_account(change.tx, account, change.now));
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::insert_access_key(change.tx, row, change.now));
  if (!is_new) co_return fail(ErrorKind::kInternal, "Internal error");
  change.of_key(row.id);
  co_return AccessKey{.id = row.id, .user_name = owner.name, .is_active = true, .created_at = change.now};
}

async::Task<std::vector<AccessKey>> list_keys(sql::Transaction& tx, const model::AccountId& account,
                                              const std::optional<std::string>& user) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(tx, account, user));
  ENTREPOT_CO_TRY(const auto rows, co_await meta::list_access_keys(tx, account, owner.id));
  std::vector<AccessKey> out;
  for (const meta::AccessKeyRow& row : rows) {
    out.push_back({.id = row.id, .user_name = owner.name, .is_active = row.is_active, .created_at = row.created_at});
  }
  co_return out;
}

async::Task<void> switch_key(Change& change, const model::AccountId& account, const std::optional<std::string>& user,
                             const std::string& id, bool is_active) {
  ENTREPOT_CO_TRY(const auto key, co_await find_key(change.tx, account, user, id));
  ENTREPOT_CO_CHECK_OK(co_await meta::set_access_key_active(change.tx, key.id, is_active));
  change.of_key(id);
  co_return Result<void>{};
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::optional<std::string>& user,
                        const std::string& id) {
  ENTREPOT_CO_TRY(const auto key, co_await find_key(change.tx, account, user, id));
  ENTREPOT_CO_CHECK_OK(co_await meta::delete_access_key(change.tx, key.id));
  change.of_key(id);
  co_return Result<void>{};
}

async::Task<AccessKeys::LastUse> find_use(sql::Transaction& tx, const model::AccountId& account,
                                          const std::string& id) {
  ENTREPOT_CO_TRY(const auto key, co_await meta::find_access_key(tx, id));
  if (!key || key->account != account.text()) co_return fail(messages::key_not_found(id));
  AccessKeys::LastUse out;
  if (key->user) {
    ENTREPOT_CO_TRY(const auto user, co_await meta::find_identity(tx, *key->user));
    if (user) out.user_name = user->name;
  }
  ENTREPOT_CO_TRY(out.use, co_await meta::find_access_key_use(tx, id));
  co_return out;
}

}  // namespace

async::Task<NewAccessKey> AccessKeys::create(model::AccountId account, std::optional<std::string> user) {
  iam::NewAccessKey fresh = iam::make_access_key();
  const meta::AccessKeyRow row{
      .account = account.text(),
      .id = fresh.id,
      .sealed_secret = seal_secret(core_.key_of_secrets(), account.text(), fresh.id, fresh.secret),
      .is_active = true};
  auto made = co_await core_.change([&](Change& change) { return insert(change, account, user, row); });
  if (!made) {
    crypto::wipe(fresh.secret);
    co_return fail(made.error());
  }
  co_return NewAccessKey{.key = std::move(*made), .secret = std::move(fresh.secret)};
}

async::Task<std::vector<AccessKey>> AccessKeys::list(model::AccountId account, std::optional<std::string> user) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_keys(tx, account, user); });
}

async::Task<void> AccessKeys::set_active(model::AccountId account, std::optional<std::string> user, std::string id,
                                         bool is_active) {
  co_return co_await core_.change([&](Change& change) { return switch_key(change, account, user, id, is_active); });
}

async::Task<void> AccessKeys::remove(model::AccountId account, std::optional<std::string> user, std::string id) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, user, id); });
}

async::Task<AccessKeys::LastUse> AccessKeys::last_use(model::AccountId account, std::string id) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_use(tx, account, id); });
}

}  // namespace entrepot::identity
