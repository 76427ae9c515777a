// Reading a layer.

#include "meta/blobs.h"
#include "observe/log.h"
#include "registry/find_layer.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.layer"};

Error damaged(const Digest& digest) {
  return {ErrorKind::kCorrupt, "The stored layer " + digest.text() + " is damaged; push it again"};
}

/// Says in the blob's row that it is damaged: from then on clients are told that it is not there, and a push brings it
/// again. Nothing is deleted.
async::Task<void> report_damage(Core::Impl& core, const meta::BlobRow& blob, const Error& error) {
  core.blobs_damaged.add();
  kLog.error("blob_damaged", {{"digest", blob.digest.text()}, {"object", blob.object_key}, {"why", error.detail()}});
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::mark_corrupt(tx, blob.key, blob.object_key, now); });
}

/// Passes the bytes on, and marks the blob if they turn out to be damaged.
class WatchedSource final : public async::ByteSource {
 public:
  WatchedSource(std::unique_ptr<async::ByteSource> source, Core::Impl& core, meta::BlobRow blob)
      : source_(std::move(source)), core_(core), blob_(std::move(blob)) {}

  async::Task<async::Slice> next() override {
    auto slice = co_await source_->next();
    if (!slice && slice.error().kind() == ErrorKind::kCorrupt) {
      if (auto told = co_await report_damage(core_, blob_, slice.error()); !told) {
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
  ENTREPOT_CO_TRY(auto found, co_await core.database.read(
                                  [&](sql::Transaction& tx) { return find_layer(tx, scope, repository, digest); }));
  if (!found) co_return fail(messages::layer_not_found(ErrorKind::kBlobNotFound, scope, repository, digest));
  ENTREPOT_CO_TRY(const ByteRange sent, cut(range, found->blob.size));
  ENTREPOT_CO_TRY(const blob::DataKey key, co_await core.data_keys.for_reading(found->blob.data_key));
  auto source = co_await core.blobs.open({found->blob.object_key}, key, found->blob.size, sent);
  if (source) {
    LayerInfo info = to_layer_info(*found);
    co_return Opened{.info = std::move(info),
                     .range = sent,
                     .source = std::make_unique<WatchedSource>(std::move(*source), core, std::move(found->blob))};
  }
  if (source.error().kind() == ErrorKind::kCorrupt) {
    ENTREPOT_CO_CHECK_OK(co_await report_damage(core, found->blob, source.error()));
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
