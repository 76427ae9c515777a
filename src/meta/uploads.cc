#include "meta/uploads.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFind{
    "SELECT id, repo_id, principal, data_key_id, durable_bytes, parts, last_part_bytes, has_small_part, version,"
    " created_at, expires_at, state FROM upload WHERE id = $1"};
constexpr sql::Statement kInsert{
    "INSERT INTO upload (id, repo_id, principal, data_key_id, durable_bytes, parts, last_part_bytes, has_small_part,"
    " version, created_at, expires_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
constexpr sql::Statement kUpdate{
    "UPDATE upload SET durable_bytes = $3, parts = $4, last_part_bytes = $5, has_small_part = $6, version = $2,"
    " expires_at = $7, state = $8 WHERE id = $1 AND version = $2::bigint - 1"};
constexpr sql::Statement kDelete{"DELETE FROM upload WHERE id = $1"};
constexpr sql::Statement kExpired{"SELECT id FROM upload WHERE expires_at < $1 ORDER BY expires_at LIMIT $2"};
constexpr sql::Statement kDeleteExpired{"DELETE FROM upload WHERE id = $1 AND expires_at < $2"};

}  // namespace

async::Task<std::optional<UploadRow>> find_upload(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(id)));
  if (rows.empty()) co_return std::optional<UploadRow>();
  const sql::Row& row = rows[0];
  co_return UploadRow{.id = row.text(0),
                      .repository = RepositoryKey{row.integer(1)},
                      .principal = row.text(2),
                      .data_key = DataKeyKey{row.integer(3)},
                      .durable_bytes = static_cast<std::uint64_t>(row.integer(4)),
                      .parts = static_cast<std::uint64_t>(row.integer(5)),
                      .last_part_bytes = static_cast<std::uint64_t>(row.integer(6)),
                      .has_small_part = row.integer(7) != 0,
                      .version = row.integer(8),
                      .created_at = from_micros(row.integer(9)),
                      .expires_at = from_micros(row.integer(10)),
                      .state = row.blob(11)};
}

async::Task<void> insert_upload(sql::Transaction& tx, const UploadRow& upload) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(
      kInsert, sql::params(upload.id, upload.repository, upload.principal, upload.data_key, upload.durable_bytes,
                           upload.parts, upload.last_part_bytes, upload.has_small_part ? 1 : 0, upload.version,
                           to_micros(upload.created_at), to_micros(upload.expires_at), upload.state)));
  co_return Result<void>{};
}

async::Task<bool> update_upload(sql::Transaction& tx, const UploadRow& upload) {
  ENTREPOT_CO_TRY(
      const std::int64_t rows,
      co_await tx.execute(
          kUpdate, sql::params(upload.id, upload.version, upload.durable_bytes, upload.parts, upload.last_part_bytes,
                               upload.has_small_part ? 1 : 0, to_micros(upload.expires_at), upload.state)));
  co_return rows == 1;
}

async::Task<bool> delete_upload(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDelete, sql::params(id)));
  co_return rows == 1;
}

async::Task<std::vector<std::string>> expired_uploads(sql::Transaction& tx, SysTime now, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kExpired, sql::params(to_micros(now), limit)));
  std::vector<std::string> ids;
  for (const sql::Row& row : rows) ids.push_back(row.text(0));
  co_return ids;
}

async::Task<bool> delete_expired_upload(sql::Transaction& tx, const std::string& id, SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDeleteExpired, sql::params(id, to_micros(now))));
  co_return rows == 1;
}

}  // namespace entrepot::meta
