#include "registry/store_layer.h"

#include "meta/blobs.h"
#include "meta/repositories.h"
#include "observe/log.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.upload"};

struct Linked {
  LayerWas layer = LayerWas::kNew;
  /// No row holds it any more; it has a tombstone.
  std::optional<std::string> buried;
};

struct Times {
  SysTime now;
  SysTime lease_end;
  SysTime half_lease_end;
};

/// Another upload of the same content was first, or the content came again because it was damaged.
async::Task<Linked> link_existing(sql::Transaction& tx, const meta::RepositoryRow& repository,
                                  const meta::NewBlob& blob, const Times& times) {
  ENTREPOT_CO_TRY(const auto existing, co_await meta::find_blob_for_share(tx, blob.domain, blob.digest));
  // It went between the two statements, which only a database with several writers can show.
  if (!existing) co_return fail(ErrorKind::kConflict, "The layer is being removed; try again");
  Linked linked;
  const bool was_archived = lies_in_archive(existing->object_key);
  if (existing->corrupt_at || was_archived) {
    ENTREPOT_CO_CHECK_OK(co_await meta::replace_object(tx, existing->key, blob));
  }
  if (was_archived) {
    // It need not be fetched from the archive any more. Should no image come for it, it goes back there.
    ENTREPOT_CO_CHECK_OK(co_await meta::forget_archived(tx, existing->key));
    ENTREPOT_CO_CHECK_OK(co_await meta::review_place(tx, existing->key, times.lease_end));
    ENTREPOT_CO_CHECK_OK(co_await meta::insert_tombstone(tx, existing->object_key, times.now + kTombstoneGrace));
  } else {
    // What is buried was never handed out under its name, or is damaged: it may go at once.
    linked.buried = existing->corrupt_at ? existing->object_key : blob.object_key;
    ENTREPOT_CO_CHECK_OK(co_await meta::insert_tombstone(tx, *linked.buried, times.now));
  }
  ENTREPOT_CO_TRY([[maybe_unused]] const bool is_there,
                  co_await meta::renew_lease(tx, existing->key, times.lease_end, times.half_lease_end));
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::link_blob(tx, repository.key, existing->key, times.now));
  linked.layer = LayerWas::kNew;
  if (!is_new && !existing->corrupt_at) {
    // A layer that only archived images need could not be seen: whoever brings it again has brought something.
    ENTREPOT_CO_TRY(const auto seen, co_await meta::find_linked_blob(tx, repository.key, blob.domain, blob.digest));
    if (seen && !seen->is_archived) linked.layer = LayerWas::kInRepository;
  }
  co_return linked;
}

async::Task<Linked> link_in(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                            const FinishedBlob& finished, const Times& times) {
  ENTREPOT_CO_TRY(const auto into, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  if (!finished.upload_id.empty()) {
    ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there, co_await meta::delete_upload(tx, finished.upload_id));
  }
  const meta::NewBlob blob{.domain = into.domain,
                           .digest = finished.object.digest,
                           .size = finished.object.size,
                           .data_key = finished.data_key,
                           .object_key = finished.object.key.text,
                           .created_at = times.now,
                           .collect_after = times.lease_end};
  ENTREPOT_CO_TRY(const auto inserted, co_await meta::insert_blob(tx, blob));
  if (!inserted) co_return co_await link_existing(tx, into, blob, times);
  ENTREPOT_CO_TRY([[maybe_unused]] const bool is_new, co_await meta::link_blob(tx, into.key, *inserted, times.now));
  co_return Linked{};
}

}  // namespace

// A crash before the commit leaves an object that no row names: the audit of the store finds it. A crash after the
// commit leaves nothing, or a tombstone, which the collector empties.
async::Task<LayerWas> store_layer(Core::Impl& core, const Scope& scope, const std::string& repository,
                                  FinishedBlob finished) {
  const Times times{core.clock.now(), core.lease_end(), core.half_lease_end()};
  auto linked = co_await core.database.write(
      [&](sql::Transaction& tx) { return link_in(tx, scope, repository, finished, times); });
  if (!linked) {
    // Surely rolled back: then nobody else will ever name the object.
    if (linked.error().kind() == ErrorKind::kRepositoryNotFound) {
      if (auto removed = co_await core.blobs.remove(finished.object.key); !removed) {
        kLog.warn("object_left", removed.error());
      }
    }
    co_return std::unexpected(std::move(linked).error());
  }
  if (linked->buried) {
    // Its tombstone stays: if this fails, the collector does it.
    if (auto removed = co_await core.blobs.remove({*linked->buried}); !removed) {
      kLog.warn("object_left", removed.error());
    }
  }
  co_return linked->layer;
}

}  // namespace entrepot::registry
