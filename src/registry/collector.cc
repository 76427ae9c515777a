#include "registry/collector.h"

#include "meta/collection.h"
#include "meta/uploads.h"
#include "observe/log.h"
#include "registry/audit.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.collector"};

/// Things in one transaction: short enough that a push behind it does not notice.
constexpr std::size_t kBatch = 64;
/// Batches in one run of a step: what is left waits for the next run, so that no step starves the others.
constexpr int kMaxBatches = 2000;

/// Row first, bytes second: a crash between leaves bytes without a row, which open() forgets.
async::Task<std::size_t> collect_uploads(Core::Impl& core) {
  std::size_t removed = 0;
  for (const std::string& id : core.sessions.sweep(core.config.upload_lifetime)) {
    ENTREPOT_CO_CHECK_OK(co_await core.blobs.abandon(id));
    ++removed;
  }
  const SysTime now = core.clock.now();
  for (int batch = 0; batch < kMaxBatches; ++batch) {
    ENTREPOT_CO_TRY(const auto ids, co_await core.database.read(
                                        [&](sql::Transaction& tx) { return meta::expired_uploads(tx, now, kBatch); }));
    for (const std::string& id : ids) {
      ENTREPOT_CO_TRY(const bool is_gone, co_await core.database.write([&](sql::Transaction& tx) {
        return meta::delete_expired_upload(tx, id, now);
      }));
      if (!is_gone) continue;
      ++removed;
      if (core.sessions.cancel(id)) ENTREPOT_CO_CHECK_OK(co_await core.blobs.abandon(id));
    }
    if (ids.size() < kBatch) break;
  }
  co_return removed;
}

/// Each step commits by itself; a crash between two leaves a repository that nobody finds and that the next run empties
/// further.
async::Task<std::size_t> drain_repositories(Core::Impl& core) {
  std::size_t gone = 0;
  ENTREPOT_CO_TRY(const auto deleted, co_await core.database.read(
                                          [](sql::Transaction& tx) { return meta::deleted_repositories(tx, kBatch); }));
  for (const meta::RepositoryKey repository : deleted) {
    for (int batch = 0; batch < kMaxBatches; ++batch) {
      const SysTime collect_after = core.lease_end();
      const auto drained = co_await core.database.write(
          [&](sql::Transaction& tx) { return meta::drain_deleted_repository(tx, repository, collect_after, kBatch); });
      // A request that began before the delete may still refer to it: the next run tries again.
      if (!drained && sql::is_constraint(drained.error())) break;
      if (!drained) co_return std::unexpected(drained.error());
      if (*drained == meta::Drained::kGone) ++gone;
      if (*drained != meta::Drained::kMore) break;
    }
  }
  co_return gone;
}

struct Reviewed {
  std::size_t looked_at = 0;
  std::size_t deleted = 0;
};

async::Task<Reviewed> review_some(sql::Transaction& tx, SysTime now, std::size_t limit) {
  ENTREPOT_CO_TRY(const auto due, co_await meta::due_blobs(tx, now, limit));
  Reviewed reviewed{.looked_at = due.size()};
  for (const meta::BlobObject& blob : due) {
    ENTREPOT_CO_TRY(const meta::Review review, co_await meta::review_blob(tx, blob, now + kTombstoneGrace));
    if (review == meta::Review::kDeleted) ++reviewed.deleted;
    // The image that went may have been the last one that kept it out of the archive.
    if (review == meta::Review::kKept) {
      ENTREPOT_CO_CHECK_OK(co_await meta::review_place_if_archived(tx, blob.key, now));
    }
  }
  co_return reviewed;
}

/// Links, row and tombstone change in one transaction: a crash leaves all or nothing.
async::Task<std::size_t> review_blobs(Core::Impl& core) {
  std::size_t deleted = 0;
  std::size_t limit = kBatch;
  for (int batch = 0; batch < kMaxBatches; ++batch) {
    const SysTime now = core.clock.now();
    auto reviewed = co_await core.database.write([&](sql::Transaction& tx) { return review_some(tx, now, limit); });
    if (!reviewed && sql::is_constraint(reviewed.error())) {
      // A push took one of them meanwhile, and with it the batch failed: go on one by one, and leave a single one that
      // fails to the next run.
      if (limit == 1) break;
      limit = 1;
      continue;
    }
    if (!reviewed) co_return std::unexpected(std::move(reviewed).error());
    deleted += reviewed->deleted;
    if (reviewed->looked_at < limit) break;
  }
  co_return deleted;
}

enum class Tomb : std::uint8_t { kEmptied, kWrong };

/// The object first, its tombstone second: a crash between repeats the removal of what is gone, which succeeds.
async::Task<Tomb> empty_tomb(Core::Impl& core, const std::string& object) {
  // Names are never used twice, so that a row which names the object was there before the tombstone or came from an
  // upload that an audit took for a dead one.
  ENTREPOT_CO_TRY(const bool lives,
                  co_await core.database.read([&](sql::Transaction& tx) { return is_named(tx, object); }));
  if (lives) {
    kLog.error("tombstone_of_a_living_object", {{"object", object}});
  } else {
    ENTREPOT_CO_CHECK_OK(co_await remove_object(core, object));
  }
  ENTREPOT_CO_CHECK_OK(
      co_await core.database.write([&](sql::Transaction& tx) { return meta::delete_tombstone(tx, object); }));
  co_return lives ? Tomb::kWrong : Tomb::kEmptied;
}

async::Task<std::size_t> empty_tombs(Core::Impl& core) {
  std::size_t removed = 0;
  const SysTime now = core.clock.now();
  for (int batch = 0; batch < kMaxBatches; ++batch) {
    ENTREPOT_CO_TRY(const auto due, co_await core.database.read(
                                        [&](sql::Transaction& tx) { return meta::due_tombstones(tx, now, kBatch); }));
    for (const std::string& object : due) {
      ENTREPOT_CO_TRY(const Tomb tomb, co_await empty_tomb(core, object));
      if (tomb == Tomb::kEmptied) ++removed;
    }
    if (due.size() < kBatch) break;
  }
  co_return removed;
}

}  // namespace

async::Task<std::size_t> run_collector(Core::Impl& core) {
  ENTREPOT_CO_TRY(const std::size_t repositories, co_await drain_repositories(core));
  ENTREPOT_CO_TRY(const std::size_t uploads, co_await collect_uploads(core));
  ENTREPOT_CO_TRY(const std::size_t blobs, co_await review_blobs(core));
  ENTREPOT_CO_TRY(const std::size_t objects, co_await empty_tombs(core));
  std::size_t orphans = 0;
  if (const SysTime now = core.clock.now(); core.next_audit.load() <= meta::to_micros(now)) {
    ENTREPOT_CO_TRY(orphans, co_await bury_orphans(core));
    core.next_audit = meta::to_micros(now + kAuditPause);
  }
  co_return repositories + uploads + blobs + objects + orphans;
}

}  // namespace entrepot::registry
