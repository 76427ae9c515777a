#include "meta/identity_changes.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kNext{"UPDATE identity_version SET version = version + 1 WHERE one = 1 RETURNING version"};
constexpr sql::Statement kVersion{"SELECT version FROM identity_version WHERE one = 1"};
constexpr sql::Statement kInsert{
    "INSERT INTO identity_change (version, kind, id) VALUES ($1, $2, $3) ON CONFLICT (version, kind, id) DO NOTHING"};
constexpr sql::Statement kForget{"DELETE FROM identity_change WHERE version <= $1"};
constexpr sql::Statement kList{"SELECT DISTINCT kind, id FROM identity_change WHERE version > $1 ORDER BY kind, id"};

}  // namespace

async::Task<std::int64_t> begin_identity_change(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kNext));
  if (rows.empty()) co_return fail(ErrorKind::kCorrupt, "the version of the identities is missing");
  co_return rows[0].integer(0);
}

async::Task<void> insert_identity_changes(sql::Transaction& tx, std::int64_t version,
                                          const std::vector<IdentityChange>& changes) {
  for (const IdentityChange& change : changes) {
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsert, sql::params(version, change.kind, change.id)));
  }
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kForget, sql::params(version - kKeptChanges)));
  co_return Result<void>{};
}

async::Task<std::int64_t> identity_version(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kVersion));
  if (rows.empty()) co_return fail(ErrorKind::kCorrupt, "the version of the identities is missing");
  co_return rows[0].integer(0);
}

async::Task<std::optional<std::vector<IdentityChange>>> list_identity_changes(sql::Transaction& tx,
                                                                              std::int64_t since) {
  ENTREPOT_CO_TRY(const std::int64_t now, co_await identity_version(tx));
  if (now - since > kKeptChanges || since > now) co_return std::optional<std::vector<IdentityChange>>();
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kList, sql::params(since)));
  std::vector<IdentityChange> changes;
  for (const sql::Row& row : rows) changes.push_back({row.text(0), row.text(1)});
  co_return std::optional(std::move(changes));
}

}  // namespace entrepot::meta
