#include "meta/accounts.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsertAccount{
    "INSERT INTO account (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING"};
constexpr sql::Statement kListAccounts{"SELECT id FROM account ORDER BY id"};
#define ENTREPOT_KEY "account_id, id, sealed_secret, is_active, created_at, user_id"
constexpr sql::Statement kInsertKey{"INSERT INTO access_key (" ENTREPOT_KEY
                                    ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING"};
constexpr sql::Statement kListKeys{"SELECT " ENTREPOT_KEY " FROM access_key ORDER BY id"};
constexpr sql::Statement kListUserKeys{"SELECT " ENTREPOT_KEY
                                       " FROM access_key WHERE account_id = $1 AND user_id = $2 ORDER BY id"};
constexpr sql::Statement kListRootKeys{"SELECT " ENTREPOT_KEY
                                       " FROM access_key WHERE account_id = $1 AND user_id IS NULL ORDER BY id"};
constexpr sql::Statement kFindKey{"SELECT " ENTREPOT_KEY " FROM access_key WHERE id = $1"};
#undef ENTREPOT_KEY
constexpr sql::Statement kSetActive{"UPDATE access_key SET is_active = $2 WHERE id = $1"};
constexpr sql::Statement kDeleteKey{"DELETE FROM access_key WHERE id = $1"};
constexpr sql::Statement kPutUse{
    "INSERT INTO access_key_use (key_id, used_at, region, service) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (key_id) DO UPDATE SET used_at = excluded.used_at, region = excluded.region,"
    " service = excluded.service WHERE access_key_use.used_at < excluded.used_at"};
constexpr sql::Statement kFindUse{"SELECT used_at, region, service FROM access_key_use WHERE key_id = $1"};
constexpr sql::Statement kFindCheck{"SELECT sealed FROM store_check WHERE one = 1"};
constexpr sql::Statement kInsertCheck{"INSERT INTO store_check (one, sealed) VALUES (1, $1)"};
constexpr sql::Statement kHoldsSealed{"SELECT id FROM data_key UNION ALL SELECT 0 FROM access_key LIMIT 1"};

std::vector<AccessKeyRow> to_keys(const sql::Rows& rows) {
  std::vector<AccessKeyRow> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) {
    keys.push_back({.account = row.text(0),
                    .id = row.text(1),
                    .sealed_secret = row.blob(2),
                    .is_active = row.integer(3) != 0,
                    .user = row.maybe_text(5),
                    .created_at = from_micros(row.integer(4))});
  }
  return keys;
}

}  // namespace

async::Task<void> ensure_account(sql::Transaction& tx, const model::AccountId& account, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertAccount, sql::params(account.text(), to_micros(now))));
  co_return Result<void>{};
}

async::Task<std::vector<std::string>> list_accounts(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListAccounts));
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const sql::Row& row : rows) ids.push_back(row.text(0));
  co_return ids;
}

async::Task<bool> insert_access_key(sql::Transaction& tx, const AccessKeyRow& key, SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsertKey, sql::params(key.account, key.id, key.sealed_secret,
                                                              key.is_active ? 1 : 0, to_micros(now), key.user)));
  co_return rows == 1;
}

async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListKeys));
  co_return to_keys(rows);
}

async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx, const model::AccountId& account,
                                                        const std::optional<std::string>& user) {
  sql::Params parameters = sql::params(account.text());
  if (user) parameters.emplace_back(*user);
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(user ? kListUserKeys : kListRootKeys, std::move(parameters)));
  co_return to_keys(rows);
}

async::Task<std::optional<AccessKeyRow>> find_access_key(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindKey, sql::params(id)));
  co_return rows.empty() ? std::nullopt : std::optional(to_keys(rows)[0]);
}

async::Task<void> set_access_key_active(sql::Transaction& tx, const std::string& id, bool is_active) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kSetActive, sql::params(id, is_active ? 1 : 0)));
  co_return Result<void>{};
}

async::Task<void> delete_access_key(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteKey, sql::params(id)));
  co_return Result<void>{};
}

async::Task<void> put_access_key_use(sql::Transaction& tx, const std::string& id, const AccessKeyUse& use) {
  ENTREPOT_CO_TRY(const auto key, co_await find_access_key(tx, id));
  if (!key) co_return Result<void>{};
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPutUse, sql::params(id, to_micros(use.used_at), use.region, use.service)));
  co_return Result<void>{};
}

async::Task<std::optional<AccessKeyUse>> find_access_key_use(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindUse, sql::params(id)));
  if (rows.empty()) co_return std::optional<AccessKeyUse>();
  co_return AccessKeyUse{
      .used_at = from_micros(rows[0].integer(0)), .region = rows[0].text(1), .service = rows[0].text(2)};
}

async::Task<std::optional<sql::Blob>> find_store_check(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindCheck));
  co_return rows.empty() ? std::optional<sql::Blob>() : rows[0].blob(0);
}

async::Task<void> insert_store_check(sql::Transaction& tx, sql::Blob sealed) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertCheck, sql::params(std::move(sealed))));
  co_return Result<void>{};
}

async::Task<bool> holds_sealed_values(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kHoldsSealed));
  co_return !rows.empty();
}

}  // namespace entrepot::meta
