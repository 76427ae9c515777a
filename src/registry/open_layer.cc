// Reading a layer.

#include "meta/blob_places.h"
#include "meta/blobs.h"
#include "observe/log.h"
#include "registry/damage.h"
#include "registry/find_layer.h"
#include "registry/messages.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.layer"};

Error damaged(const Digest& digest) {
  return {ErrorKind::kCorrupt, "The stored layer " + digest.text() + " is damaged; push it again"};
}

/// Passes the bytes on, and marks the blob if they turn out to be damaged.
class WatchedSource final : public async::ByteSource {
 public:
  WatchedSource(std::unique_ptr<async::ByteSource> source, Core::Impl& core, meta::BlobRow blob)
      : source_(std::move(source)), core_(core), blob_(std::move(blob)) {}

  async::Task<async::Slice> next() override {
    auto slice = co_await source_->next();
    if (!slice && slice.error().kind() == ErrorKind::kCorrupt) {
      if (auto told = co_await report_damage(core_, {blob_.key, blob_.digest, blob_.object_key}, slice.error());
          !told) {
        kLog.error("blob_not_marked", told.error());
      }
    }
    co_return slice;
  }

 private:
  std::unique_ptr<async::ByteSource> source_;
  Core::Impl& core_;
  meta::BlobRow blob_;
};

/// A layer, and in the same snapshot, in what form it lies.
struct Located {
  std::optional<meta::LinkedBlob> layer;
  std::optional<meta::ArchivedObject> archived;
};
async::Task<Located> locate(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                            const Digest& digest) {
  Located located;
  ENTREPOT_CO_TRY(located.layer, co_await find_layer(tx, scope, repository, digest));
  if (located.layer && lies_in_archive(located.layer->blob.object_key)) {
    ENTREPOT_CO_TRY(located.archived, co_await meta::find_archived(tx, located.layer->blob.key));
  }
  co_return located;
}

Result<ByteRange> cut(const std::optional<ByteRange>& range, std::uint64_t size) {
  if (!range) return ByteRange{.first = 0, .length = size};
  if (range->first >= size || range->length == 0) {
    return fail(Error(ErrorKind::kRangeNotSatisfiable, "The range begins at byte " + std::to_string(range->first) +
                                                           " of a layer of " + std::to_string(size) + " bytes")
                    .at_offset(size));
  }
  return ByteRange{.first = range->first, .length = std::min(range->length, size - range->first)};
}

}  // namespace

async::Task<Layers::Opened> Layers::open(Scope scope, std::string repository, Digest digest,
                                         std::optional<ByteRange> range) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(auto located, co_await core.database.read(
                                    [&](sql::Transaction& tx) { return locate(tx, scope, repository, digest); }));
  auto& found = located.layer;
  if (!found) co_return fail(messages::layer_not_found(ErrorKind::kBlobNotFound, scope, repository, digest));
  if (found->is_archived) {
    co_return fail(messages::layer_archived(ErrorKind::kBlobNotFound, scope, repository, digest));
  }
  ENTREPOT_CO_TRY(const ByteRange sent, cut(range, found->blob.size));
  ENTREPOT_CO_TRY(blob::DataKey key, co_await core.data_keys.for_reading(found->blob.data_key));
  // An active image needs what lies in the archive: it is read there now, and belongs here.
  if (lies_in_archive(found->blob.object_key)) core.misplaced.note(found->blob.key);
  StoredObject object{.key = found->blob.object_key,
                      .data_key = std::move(key),
                      .size = found->blob.size,
                      .archived = located.archived};
  auto source = co_await open_object(core, std::move(object), sent);
  if (source) {
    LayerInfo info = to_layer_info(*found);
    co_return Opened{.info = std::move(info),
                     .range = sent,
                     .source = std::make_unique<WatchedSource>(std::move(*source), core, std::move(found->blob))};
  }
  if (source.error().kind() == ErrorKind::kCorrupt) {
    ENTREPOT_CO_CHECK_OK(
        co_await report_damage(core, {found->blob.key, found->blob.digest, found->blob.object_key}, source.error()));
    co_return fail(damaged(digest));
  }
  if (source.error().kind() == ErrorKind::kBlobNotFound) {
    // Not marked: a volume that is not mounted looks the same, and comes back.
    core.blobs_damaged.add();
    kLog.error("object_missing", {{"digest", digest.text()}, {"object", found->blob.object_key}});
    co_return fail(damaged(digest));
  }
  co_return std::unexpected(std::move(source).error());
}

}  // namespace entrepot::registry
