#include "meta/oidc_providers.h"

namespace entrepot::meta {
namespace {

#define ENTREPOT_PROVIDER "account_id, url, created_at, client_ids, thumbprints"

constexpr sql::Statement kInsert{"INSERT INTO oidc_provider (" ENTREPOT_PROVIDER
                                 ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, url) DO NOTHING"};
constexpr sql::Statement kFind{"SELECT " ENTREPOT_PROVIDER " FROM oidc_provider WHERE account_id = $1 AND url = $2"};
constexpr sql::Statement kUpdate{
    "UPDATE oidc_provider SET client_ids = $3, thumbprints = $4 WHERE account_id = $1 AND url = $2"};
constexpr sql::Statement kDelete{"DELETE FROM oidc_provider WHERE account_id = $1 AND url = $2"};
constexpr sql::Statement kList{"SELECT " ENTREPOT_PROVIDER " FROM oidc_provider WHERE account_id = $1 ORDER BY url"};
constexpr sql::Statement kListAll{"SELECT " ENTREPOT_PROVIDER " FROM oidc_provider ORDER BY account_id, url"};
#undef ENTREPOT_PROVIDER

std::vector<OidcProviderRow> to_rows(const sql::Rows& rows) {
  std::vector<OidcProviderRow> out;
  for (const sql::Row& row : rows) {
    out.push_back({.account = row.text(0),
                   .url = row.text(1),
                   .created_at = from_micros(row.integer(2)),
                   .client_ids = row.text(3),
                   .thumbprints = row.text(4)});
  }
  return out;
}

}  // namespace

async::Task<bool> insert_oidc_provider(sql::Transaction& tx, const OidcProviderRow& row) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsert, sql::params(row.account, row.url, to_micros(row.created_at),
                                                           row.client_ids, row.thumbprints)));
  co_return rows == 1;
}

async::Task<std::optional<OidcProviderRow>> find_oidc_provider(sql::Transaction& tx, const std::string& account,
                                                               const std::string& url) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(account, url)));
  co_return rows.empty() ? std::nullopt : std::optional(to_rows(rows)[0]);
}

async::Task<void> update_oidc_provider(sql::Transaction& tx, const OidcProviderRow& row) {
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kUpdate, sql::params(row.account, row.url, row.client_ids, row.thumbprints)));
  co_return Result<void>{};
}

async::Task<bool> delete_oidc_provider(sql::Transaction& tx, const std::string& account, const std::string& url) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDelete, sql::params(account, url)));
  co_return rows == 1;
}

async::Task<std::vector<OidcProviderRow>> list_oidc_providers(sql::Transaction& tx, const std::string& account) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kList, sql::params(account)));
  co_return to_rows(rows);
}

async::Task<std::vector<OidcProviderRow>> list_oidc_providers(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListAll));
  co_return to_rows(rows);
}

}  // namespace entrepot::meta
