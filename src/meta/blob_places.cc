#include "meta/blob_places.h"

#include <array>

namespace entrepot::meta {
namespace {

constexpr std::array<std::string_view, 2> kForms{"plain", "zstd"};

constexpr sql::Statement kFindArchived{"SELECT form, stored_bytes FROM archived_blob WHERE blob_id = $1"};
constexpr sql::Statement kIsObject{"SELECT 1 FROM archived_blob WHERE object_key = $1"};
constexpr sql::Statement kReviewImage{
    "INSERT INTO blob_move (blob_id, due_at) SELECT blob_id, $2::bigint FROM image_blob WHERE image_id = $1"
    " ORDER BY blob_id ON CONFLICT (blob_id) DO UPDATE SET due_at = excluded.due_at"};
constexpr sql::Statement kReviewBlob{
    "INSERT INTO blob_move (blob_id, due_at) SELECT id, $2::bigint FROM blob WHERE id = $1"
    " ON CONFLICT (blob_id) DO UPDATE SET due_at = excluded.due_at"};
constexpr sql::Statement kReviewIfArchived{
    "INSERT INTO blob_move (blob_id, due_at) SELECT b.id, $2::bigint FROM blob b WHERE b.id = $1 AND EXISTS"
    " (SELECT 1 FROM image_blob u JOIN image_storage s ON s.image_id = u.image_id"
    " WHERE u.blob_id = b.id AND s.status = 'ARCHIVED')"
    " ON CONFLICT (blob_id) DO UPDATE SET due_at = excluded.due_at"};
constexpr sql::Statement kIsDue{"SELECT 1 FROM blob_move WHERE due_at <= $1 LIMIT 1"};
constexpr sql::Statement kDue{
    "SELECT blob_id FROM blob_move WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED"};
constexpr sql::Statement kPutOff{"UPDATE blob_move SET due_at = $2 WHERE blob_id = $1"};
constexpr sql::Statement kEnd{"DELETE FROM blob_move WHERE blob_id = $1 AND due_at = $2"};
constexpr sql::Statement kReclaim{"UPDATE blob_move SET due_at = 0 WHERE due_at > 0"};

constexpr sql::Statement kFind{
    "SELECT b.id, b.domain_id, b.digest, b.size, b.data_key_id, b.object_key, b.corrupt_at, a.form, a.stored_bytes"
    " FROM blob b LEFT JOIN archived_blob a ON a.blob_id = b.id WHERE b.id = $1"};
constexpr sql::Statement kIsUsed{"SELECT 1 FROM image_blob WHERE blob_id = $1 LIMIT 1"};
constexpr sql::Statement kIsUsedInStore{
    "SELECT 1 FROM image_blob u LEFT JOIN image_storage s ON s.image_id = u.image_id WHERE u.blob_id = $1"
    " AND (s.status IS NULL OR s.status <> 'ARCHIVED') LIMIT 1"};

constexpr sql::Statement kSwitch{"UPDATE blob SET object_key = $3, data_key_id = $4 WHERE id = $1 AND object_key = $2"};
constexpr sql::Statement kSetArchived{
    "INSERT INTO archived_blob (blob_id, object_key, form, stored_bytes) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (blob_id) DO UPDATE SET object_key = excluded.object_key, form = excluded.form,"
    " stored_bytes = excluded.stored_bytes"};
constexpr sql::Statement kForgetArchived{"DELETE FROM archived_blob WHERE blob_id = $1"};

// An index becomes active after what it holds, so that an active one can be pulled whole.
constexpr sql::Statement kRestored{
    "SELECT s.image_id FROM image_storage s WHERE s.status = 'ACTIVATING' AND NOT EXISTS"
    " (SELECT 1 FROM image_blob u JOIN archived_blob a ON a.blob_id = u.blob_id JOIN blob b ON b.id = u.blob_id"
    " WHERE u.image_id = s.image_id AND b.corrupt_at IS NULL) AND NOT EXISTS"
    " (SELECT 1 FROM image_child c JOIN image_storage k ON k.image_id = c.child_id"
    " WHERE c.parent_id = s.image_id AND k.status <> 'ACTIVE') ORDER BY s.image_id LIMIT $1"};

ArchivedObject to_archived(const sql::Row& row, std::size_t column) {
  return {.form = row.text(column) == kForms[1] ? ObjectForm::kZstd : ObjectForm::kPlain,
          .stored_bytes = static_cast<std::uint64_t>(row.integer(column + 1))};
}

}  // namespace

async::Task<std::optional<ArchivedObject>> find_archived(sql::Transaction& tx, BlobKey blob) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindArchived, sql::params(blob)));
  co_return rows.empty() ? std::optional<ArchivedObject>() : to_archived(rows[0], 0);
}

async::Task<bool> is_archived_object(sql::Transaction& tx, const std::string& object_key) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kIsObject, sql::params(object_key)));
  co_return !rows.empty();
}

async::Task<void> review_places(sql::Transaction& tx, ImageKey image, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReviewImage, sql::params(image, to_micros(now))));
  co_return Result<void>{};
}

async::Task<void> review_place(sql::Transaction& tx, BlobKey blob, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReviewBlob, sql::params(blob, to_micros(now))));
  co_return Result<void>{};
}

async::Task<void> review_place_if_archived(sql::Transaction& tx, BlobKey blob, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReviewIfArchived, sql::params(blob, to_micros(now))));
  co_return Result<void>{};
}

async::Task<bool> is_review_due(sql::Transaction& tx, SysTime now) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kIsDue, sql::params(to_micros(now))));
  co_return !rows.empty();
}

async::Task<std::optional<PlaceReview>> claim_review(sql::Transaction& tx, SysTime now, SysTime until) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDue, sql::params(to_micros(now))));
  if (rows.empty()) co_return std::optional<PlaceReview>();
  const PlaceReview review{.blob = BlobKey{rows[0].integer(0)}, .due = until};
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPutOff, sql::params(review.blob, to_micros(until))));
  co_return std::optional(review);
}

async::Task<void> end_review(sql::Transaction& tx, const PlaceReview& review) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kEnd, sql::params(review.blob, to_micros(review.due))));
  co_return Result<void>{};
}

async::Task<void> reclaim_reviews(sql::Transaction& tx) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReclaim));
  co_return Result<void>{};
}

async::Task<std::optional<PlacedBlob>> find_placed(sql::Transaction& tx, BlobKey blob) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(blob)));
  if (rows.empty()) co_return std::optional<PlacedBlob>();
  const sql::Row& row = rows[0];
  ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(2)));
  PlacedBlob placed{.key = BlobKey{row.integer(0)},
                    .domain = DomainKey{row.integer(1)},
                    .digest = std::move(digest),
                    .size = static_cast<std::uint64_t>(row.integer(3)),
                    .data_key = DataKeyKey{row.integer(4)},
                    .object_key = row.text(5),
                    .is_damaged = !row.is_null(6),
                    .archived = std::nullopt,
                    .belongs_in_archive = std::nullopt};
  if (!row.is_null(7)) placed.archived = to_archived(row, 7);
  ENTREPOT_CO_TRY(const sql::Rows used, co_await tx.query(kIsUsed, sql::params(blob)));
  if (used.empty()) co_return std::optional(std::move(placed));
  ENTREPOT_CO_TRY(const sql::Rows used_in_store, co_await tx.query(kIsUsedInStore, sql::params(blob)));
  placed.belongs_in_archive = used_in_store.empty();
  co_return std::optional(std::move(placed));
}

async::Task<bool> switch_object(sql::Transaction& tx, BlobKey blob, const std::string& from, const NewPlace& to) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kSwitch, sql::params(blob, from, to.object_key, to.data_key)));
  if (rows == 0) co_return false;
  if (!to.archived) {
    ENTREPOT_CO_CHECK_OK(co_await forget_archived(tx, blob));
    co_return true;
  }
  const std::string_view form = kForms[static_cast<std::size_t>(to.archived->form)];
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kSetArchived, sql::params(blob, to.object_key, form, to.archived->stored_bytes)));
  co_return true;
}

async::Task<void> forget_archived(sql::Transaction& tx, BlobKey blob) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kForgetArchived, sql::params(blob)));
  co_return Result<void>{};
}

async::Task<std::vector<ImageKey>> restored_images(sql::Transaction& tx, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kRestored, sql::params(limit)));
  std::vector<ImageKey> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) keys.push_back(ImageKey{row.integer(0)});
  co_return keys;
}

}  // namespace entrepot::meta
