#include "meta/collection.h"

#include "meta/blobs.h"
#include "meta/images.h"
#include "meta/tags.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kDueBlobs{
    "SELECT id, object_key FROM blob WHERE collect_after <= $1 ORDER BY collect_after LIMIT $2 FOR UPDATE SKIP LOCKED"};
constexpr sql::Statement kIsReferred{"SELECT 1 FROM image_blob WHERE blob_id = $1 LIMIT 1"};
constexpr sql::Statement kKeep{"UPDATE blob SET collect_after = NULL WHERE id = $1"};
constexpr sql::Statement kUnlinkAll{"DELETE FROM repository_blob WHERE blob_id = $1"};
constexpr sql::Statement kDeleteBlob{"DELETE FROM blob WHERE id = $1"};
constexpr sql::Statement kDueTombstones{
    "SELECT object_key FROM tombstone WHERE delete_after <= $1 ORDER BY delete_after LIMIT $2"};
constexpr sql::Statement kDeleteTombstone{"DELETE FROM tombstone WHERE object_key = $1"};

constexpr sql::Statement kDeleted{"SELECT id FROM repository WHERE registry_id IS NULL ORDER BY id LIMIT $1"};
constexpr sql::Statement kSomeImages{"SELECT id FROM image WHERE repo_id = $1 LIMIT $2"};
constexpr sql::Statement kCutFamily{"DELETE FROM image_child WHERE parent_id = $1 OR child_id = $1"};
constexpr sql::Statement kUnlinkSome{
    "DELETE FROM repository_blob WHERE repo_id = $1"
    " AND blob_id IN (SELECT blob_id FROM repository_blob WHERE repo_id = $1 LIMIT $2)"};
constexpr sql::Statement kExpireUploads{"UPDATE upload SET expires_at = 0 WHERE repo_id = $1 AND expires_at > 0"};
constexpr sql::Statement kHasUploads{"SELECT 1 FROM upload WHERE repo_id = $1 LIMIT 1"};
constexpr sql::Statement kDeleteTags{"DELETE FROM repository_tag WHERE repo_id = $1"};
constexpr sql::Statement kDeleteDocuments{"DELETE FROM repository_document WHERE repo_id = $1"};
constexpr sql::Statement kDeleteRepository{"DELETE FROM repository WHERE id = $1 AND registry_id IS NULL"};

constexpr sql::Statement kListObjects{"SELECT id, object_key FROM blob WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr sql::Statement kIsBlobObject{"SELECT 1 FROM blob WHERE domain_id = $1 AND digest = $2 AND object_key = $3"};

std::vector<BlobObject> to_objects(const sql::Rows& rows) {
  std::vector<BlobObject> objects;
  objects.reserve(rows.size());
  for (const sql::Row& row : rows) objects.push_back({.key = BlobKey{row.integer(0)}, .object_key = row.text(1)});
  return objects;
}

}  // namespace

async::Task<std::vector<BlobObject>> due_blobs(sql::Transaction& tx, SysTime now, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDueBlobs, sql::params(to_micros(now), limit)));
  co_return to_objects(rows);
}

async::Task<Review> review_blob(sql::Transaction& tx, const BlobObject& blob, SysTime bury_after) {
  ENTREPOT_CO_TRY(const sql::Rows referred, co_await tx.query(kIsReferred, sql::params(blob.key)));
  if (!referred.empty()) {
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kKeep, sql::params(blob.key)));
    co_return Review::kKept;
  }
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kUnlinkAll, sql::params(blob.key)));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteBlob, sql::params(blob.key)));
  ENTREPOT_CO_CHECK_OK(co_await insert_tombstone(tx, blob.object_key, bury_after));
  co_return Review::kDeleted;
}

async::Task<std::vector<std::string>> due_tombstones(sql::Transaction& tx, SysTime now, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDueTombstones, sql::params(to_micros(now), limit)));
  std::vector<std::string> due;
  for (const sql::Row& row : rows) due.push_back(row.text(0));
  co_return due;
}

async::Task<void> delete_tombstone(sql::Transaction& tx, const std::string& object_key) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteTombstone, sql::params(object_key)));
  co_return Result<void>{};
}

async::Task<std::vector<RepositoryKey>> deleted_repositories(sql::Transaction& tx, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDeleted, sql::params(limit)));
  std::vector<RepositoryKey> keys;
  for (const sql::Row& row : rows) keys.push_back(RepositoryKey{row.integer(0)});
  co_return keys;
}

async::Task<Drained> drain_deleted_repository(sql::Transaction& tx, RepositoryKey repository, SysTime collect_after,
                                              std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows images, co_await tx.query(kSomeImages, sql::params(repository, limit)));
  for (const sql::Row& row : images) {
    const ImageKey image{row.integer(0)};
    // The whole repository goes, so that nothing protects a child from going before its parent.
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kCutFamily, sql::params(image)));
    ENTREPOT_CO_CHECK_OK(co_await delete_tags_of(tx, image));
    ENTREPOT_CO_CHECK_OK(co_await delete_image(tx, image, collect_after));
  }
  if (!images.empty()) co_return Drained::kMore;

  ENTREPOT_CO_TRY(const std::int64_t unlinked, co_await tx.execute(kUnlinkSome, sql::params(repository, limit)));
  if (unlinked != 0) co_return Drained::kMore;

  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kExpireUploads, sql::params(repository)));
  ENTREPOT_CO_TRY(const sql::Rows uploads, co_await tx.query(kHasUploads, sql::params(repository)));
  if (!uploads.empty()) co_return Drained::kWaitsForUploads;

  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteTags, sql::params(repository)));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteDocuments, sql::params(repository)));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteRepository, sql::params(repository)));
  co_return Drained::kGone;
}

async::Task<std::vector<BlobObject>> list_objects(sql::Transaction& tx, BlobKey after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListObjects, sql::params(after, limit)));
  co_return to_objects(rows);
}

async::Task<bool> is_blob_object(sql::Transaction& tx, DomainKey domain, const Digest& digest,
                                 const std::string& object_key) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kIsBlobObject, sql::params(domain, digest.text(), object_key)));
  co_return !rows.empty();
}

}  // namespace entrepot::meta
