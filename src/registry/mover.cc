#include "registry/mover.h"

#include "meta/blob_places.h"
#include "meta/blobs.h"
#include "meta/image_storage.h"
#include "observe/log.h"
#include "registry/copy_object.h"
#include "registry/damage.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.mover"};
/// Another node may take a review that was claimed so long ago; a move that failed is tried again after as long.
constexpr std::chrono::minutes kClaim{10};
constexpr std::size_t kBatch = 64;

bool is_in_place(const meta::PlacedBlob& blob) {
  return blob.is_damaged || !blob.belongs_in_archive || *blob.belongs_in_archive == blob.archived.has_value();
}

/// The copy is durable. False: the blob went, changed or belongs elsewhere since it was looked at; then the copy is
/// nobody's.
async::Task<bool> switch_over(sql::Transaction& tx, const meta::PlaceReview& review, const meta::PlacedBlob& seen,
                              const meta::NewPlace& to, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await meta::end_review(tx, review));
  ENTREPOT_CO_TRY(const auto placed, co_await meta::find_placed(tx, review.blob));
  if (!placed) co_return false;
  if (is_in_place(*placed) || placed->object_key != seen.object_key) {
    // Whatever it is now, it is looked at once more.
    ENTREPOT_CO_CHECK_OK(co_await meta::review_place(tx, review.blob, now));
    co_return false;
  }
  ENTREPOT_CO_TRY(const bool is_switched, co_await meta::switch_object(tx, placed->key, seen.object_key, to));
  if (!is_switched) co_return false;
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_tombstone(tx, seen.object_key, now + kTombstoneGrace));
  co_return true;
}

async::Task<void> end_review(Core::Impl& core, const meta::PlaceReview& review) {
  co_return co_await core.database.write([&](sql::Transaction& tx) { return meta::end_review(tx, review); });
}

/// Copies the object to the other place. A damaged one is reported, and stays.
async::Task<std::optional<meta::NewPlace>> copy(Core::Impl& core, const meta::PlacedBlob& blob) {
  const auto copy_there = *blob.belongs_in_archive ? copy_to_archive : copy_to_store;
  auto copied = co_await copy_there(core, blob);
  if (copied) co_return std::optional(std::move(*copied));
  if (copied.error().kind() != ErrorKind::kCorrupt) co_return std::unexpected(std::move(copied).error());
  ENTREPOT_CO_CHECK_OK(co_await report_damage(core, {blob.key, blob.digest, blob.object_key}, copied.error()));
  co_return std::optional<meta::NewPlace>();
}

enum class Moved : std::uint8_t { kNo, kYes };

async::Task<Moved> move_one(Core::Impl& core, const meta::PlaceReview& review) {
  ENTREPOT_CO_TRY(const auto blob, co_await core.database.read(
                                       [&](sql::Transaction& tx) { return meta::find_placed(tx, review.blob); }));
  if (!blob || is_in_place(*blob)) {
    ENTREPOT_CO_CHECK_OK(co_await end_review(core, review));
    co_return Moved::kNo;
  }
  ENTREPOT_CO_TRY(const auto to, co_await copy(core, *blob));
  if (!to) {
    ENTREPOT_CO_CHECK_OK(co_await end_review(core, review));
    co_return Moved::kNo;
  }
  const SysTime now = core.clock.now();
  ENTREPOT_CO_TRY(const bool is_switched, co_await core.database.write([&](sql::Transaction& tx) {
    return switch_over(tx, review, *blob, *to, now);
  }));
  if (is_switched) co_return Moved::kYes;
  if (auto removed = co_await remove_object(core, to->object_key); !removed) kLog.warn("object_left", removed.error());
  co_return Moved::kNo;
}

async::Task<void> note_misplaced(sql::Transaction& tx, const std::vector<meta::BlobKey>& blobs, SysTime now) {
  for (const meta::BlobKey blob : blobs) ENTREPOT_CO_CHECK_OK(co_await meta::review_place(tx, blob, now));
  co_return Result<void>{};
}

/// nullopt: nothing is due.
async::Task<std::optional<meta::PlaceReview>> next_review(Core::Impl& core) {
  const SysTime now = core.clock.now();
  ENTREPOT_CO_TRY(const bool is_any,
                  co_await core.database.read([&](sql::Transaction& tx) { return meta::is_review_due(tx, now); }));
  if (!is_any) co_return std::optional<meta::PlaceReview>();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::claim_review(tx, now, now + kClaim); });
}

async::Task<std::size_t> move_all(Core::Impl& core) {
  std::size_t moved = 0;
  while (!core.is_stopping) {
    ENTREPOT_CO_TRY(const auto review, co_await next_review(core));
    if (!review) break;
    const auto was = co_await move_one(core, *review);
    // The others may do better; this one comes again.
    if (!was) kLog.warn("layer_not_moved", was.error());
    if (was && *was == Moved::kYes) ++moved;
  }
  co_return moved;
}

async::Task<void> activate(sql::Transaction& tx, const std::vector<meta::ImageKey>& images, SysTime now) {
  for (const meta::ImageKey image : images) ENTREPOT_CO_CHECK_OK(co_await meta::activate_image(tx, image, now));
  co_return Result<void>{};
}

async::Task<void> activate_restored(Core::Impl& core) {
  for (;;) {
    ENTREPOT_CO_TRY(const auto images, co_await core.database.read(
                                           [](sql::Transaction& tx) { return meta::restored_images(tx, kBatch); }));
    if (images.empty()) co_return Result<void>{};
    const SysTime now = core.clock.now();
    ENTREPOT_CO_CHECK_OK(co_await core.database.write([&](sql::Transaction& tx) { return activate(tx, images, now); }));
  }
}

async::Task<std::size_t> run_alone(Core::Impl& core) {
  if (const auto noted = core.misplaced.take(); !noted.empty()) {
    const SysTime now = core.clock.now();
    ENTREPOT_CO_CHECK_OK(
        co_await core.database.write([&](sql::Transaction& tx) { return note_misplaced(tx, noted, now); }));
  }
  ENTREPOT_CO_TRY(const std::size_t moved, co_await move_all(core));
  ENTREPOT_CO_CHECK_OK(co_await activate_restored(core));
  co_return moved;
}

/// Whatever ends a run, the next one may begin.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& is_taken) : is_taken_(is_taken) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { is_taken_ = false; }

 private:
  std::atomic<bool>& is_taken_;
};

}  // namespace

async::Task<std::size_t> run_mover(Core::Impl& core) {
  if (core.is_moving.exchange(true)) co_return 0;
  const Turn turn(core.is_moving);
  co_return co_await run_alone(core);
}

}  // namespace entrepot::registry
