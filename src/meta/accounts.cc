#include "meta/accounts.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsertAccount{
    "INSERT INTO account (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING"};
constexpr sql::Statement kInsertKey{
    "INSERT INTO access_key (id, account_id, sealed_secret, is_active, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (id) DO NOTHING"};
constexpr sql::Statement kListKeys{"SELECT account_id, id, sealed_secret, is_active FROM access_key ORDER BY id"};
constexpr sql::Statement kFindCheck{"SELECT sealed FROM store_check WHERE one = 1"};
constexpr sql::Statement kInsertCheck{"INSERT INTO store_check (one, sealed) VALUES (1, $1)"};
constexpr sql::Statement kHoldsSealed{"SELECT id FROM data_key UNION ALL SELECT 0 FROM access_key LIMIT 1"};

}  // namespace

async::Task<void> ensure_account(sql::Transaction& tx, const model::AccountId& account, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertAccount, sql::params(account.text(), to_micros(now))));
  co_return Result<void>{};
}

async::Task<bool> insert_access_key(sql::Transaction& tx, const AccessKeyRow& key, SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsertKey, sql::params(key.id, key.account, key.sealed_secret,
                                                              key.is_active ? 1 : 0, to_micros(now))));
  co_return rows == 1;
}

async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListKeys));
  std::vector<AccessKeyRow> keys;
  for (const sql::Row& row : rows) {
    keys.push_back(
        {.account = row.text(0), .id = row.text(1), .sealed_secret = row.blob(2), .is_active = row.integer(3) != 0});
  }
  co_return keys;
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
