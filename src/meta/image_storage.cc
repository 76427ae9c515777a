#include "meta/image_storage.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFind{"SELECT status, archived_at, activated_at FROM image_storage WHERE image_id = $1"};
constexpr sql::Statement kHasInactive{
    "SELECT 1 FROM image_storage WHERE repo_id = $1 AND status IN ('ARCHIVED', 'ACTIVATING') LIMIT 1"};
constexpr sql::Statement kArchive{
    "INSERT INTO image_storage (image_id, repo_id, digest, status, archived_at)"
    " SELECT i.id, i.repo_id, i.digest, 'ARCHIVED', $2::bigint FROM image i WHERE i.id = $1"
    " ON CONFLICT (image_id) DO UPDATE SET status = excluded.status, archived_at = excluded.archived_at"};
constexpr sql::Statement kBegin{
    "UPDATE image_storage SET status = 'ACTIVATING' WHERE image_id = $1 AND status = 'ARCHIVED'"};
constexpr sql::Statement kActivate{
    "UPDATE image_storage SET status = 'ACTIVE', activated_at = $2 WHERE image_id = $1 AND status <> 'ACTIVE'"};
constexpr sql::Statement kActiveParents{
    "SELECT p.digest FROM image_child c JOIN image p ON p.id = c.parent_id"
    " LEFT JOIN image_storage s ON s.image_id = c.parent_id"
    " WHERE c.child_id = $1 AND (s.status IS NULL OR s.status <> 'ARCHIVED') ORDER BY c.parent_id LIMIT $2"};
// Down through inactive images only, since an active index holds none: every push asks this, and what an index holds in
// all may be millions. CROSS JOIN: from the parent, whatever SQLite thinks of the sizes.
constexpr sql::Statement kInactiveFamily{
    "WITH RECURSIVE family (id) AS (SELECT $1::bigint UNION"
    " SELECT c.child_id FROM family f CROSS JOIN image_child c CROSS JOIN image_storage k"
    " WHERE c.parent_id = f.id AND k.image_id = c.child_id AND k.status <> 'ACTIVE')"
    " SELECT s.image_id FROM family f JOIN image_storage s ON s.image_id = f.id WHERE s.status <> 'ACTIVE'"
    " ORDER BY s.image_id"};

std::optional<SysTime> maybe_time(const sql::Row& row, std::size_t column) {
  const auto micros = row.maybe_integer(column);
  return micros ? std::optional(from_micros(*micros)) : std::nullopt;
}

}  // namespace

ImageStorage to_storage(const sql::Row& row, std::size_t column) {
  ImageStorage storage;
  if (const auto text = row.maybe_text(column)) {
    storage.status = model::parse_image_status(*text).value_or(model::ImageStatus::kArchived);
  }
  storage.archived_at = maybe_time(row, column + 1);
  storage.activated_at = maybe_time(row, column + 2);
  return storage;
}

async::Task<ImageStorage> find_storage(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(image)));
  co_return rows.empty() ? ImageStorage{} : to_storage(rows[0], 0);
}

async::Task<bool> has_inactive(sql::Transaction& tx, RepositoryKey repository) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kHasInactive, sql::params(repository)));
  co_return !rows.empty();
}

async::Task<void> archive_image(sql::Transaction& tx, ImageKey image, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kArchive, sql::params(image, to_micros(now))));
  co_return Result<void>{};
}

async::Task<void> begin_activation(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kBegin, sql::params(image)));
  co_return Result<void>{};
}

async::Task<void> activate_image(sql::Transaction& tx, ImageKey image, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kActivate, sql::params(image, to_micros(now))));
  co_return Result<void>{};
}

async::Task<std::vector<Digest>> active_parents(sql::Transaction& tx, ImageKey child, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kActiveParents, sql::params(child, limit)));
  std::vector<Digest> parents;
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(0)));
    parents.push_back(std::move(digest));
  }
  co_return parents;
}

async::Task<std::vector<ImageKey>> inactive_family(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kInactiveFamily, sql::params(image)));
  std::vector<ImageKey> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) keys.push_back(ImageKey{row.integer(0)});
  co_return keys;
}

}  // namespace entrepot::meta
