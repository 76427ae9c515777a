#include "registry/copy_object.h"

#include "blob/zstd_stream.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

Error not_what_was_pushed() {
  return Error(ErrorKind::kCorrupt, "a stored layer is damaged").because("its digest is another one");
}

Error stopping() {
  return {ErrorKind::kUnavailable, "the server stops"};
}

async::Task<std::unique_ptr<async::ByteSource>> open_whole(Core::Impl& core, const meta::PlacedBlob& blob) {
  ENTREPOT_CO_TRY(blob::DataKey key, co_await core.data_keys.for_reading(blob.data_key));
  StoredObject object{.key = blob.object_key, .data_key = std::move(key), .size = blob.size, .archived = blob.archived};
  co_return co_await open_object(core, std::move(object), ByteRange{.first = 0, .length = blob.size});
}

/// Where the copy goes. Left unfinished it is an upload without a row, which open() forgets.
struct Target {
  blob::BlobStore& store;
  std::string id;
  DataKeys::Opened key;
  std::unique_ptr<blob::UploadSink> sink;
};

async::Task<Target> begin(Core::Impl& core, blob::BlobStore& store, meta::DomainKey domain) {
  ENTREPOT_CO_TRY(auto key, co_await core.data_keys.for_writing(domain));
  std::string id = crypto::random_uuid();
  ENTREPOT_CO_TRY(auto sink, co_await store.begin(id, key.data_key));
  co_return Target{store, std::move(id), std::move(key), std::move(sink)};
}

/// What one piece of the blob becomes in the archive; hashes on the way.
class ArchiveForm {
 public:
  ArchiveForm(const meta::PlacedBlob& blob, std::span<const std::uint8_t> head) : plain_(blob.digest.algorithm()) {
    if (blob::gains_by_packing(head)) packer_.emplace(blob.size);
  }

  bool is_packed() const { return packer_.has_value(); }

  /// What is to be written: of a piece, or with an empty one, of the end.
  Result<std::vector<std::uint8_t>> take(std::span<const std::uint8_t> bytes) {
    plain_.update(bytes);
    if (!packer_) return std::vector(bytes.begin(), bytes.end());
    ENTREPOT_TRY(auto out, bytes.empty() ? packer_->finish() : packer_->push(bytes));
    packed_.update(out);
    return out;
  }

  /// Of what was written, if the bytes were the blob's.
  Result<Digest> finish(const Digest& expected) {
    if (plain_.finish() != expected) return fail(not_what_was_pushed());
    return packer_ ? packed_.finish() : expected;
  }

 private:
  crypto::Hasher plain_;
  crypto::Hasher packed_{DigestAlgorithm::kSha256};
  std::optional<blob::Packer> packer_;
};

/// The packing is done on a thread of its own: it is most of the work.
async::Task<meta::NewPlace> write_archive(Core::Impl& core, const meta::PlacedBlob& blob, async::ByteSource& source,
                                          Target& target) {
  std::optional<ArchiveForm> form;
  for (;;) {
    if (core.is_stopping) co_return fail(stopping());
    ENTREPOT_CO_TRY(const async::Slice slice, co_await source.next());
    auto work = [&]() -> Result<std::vector<std::uint8_t>> {
      if (!form) form.emplace(blob, slice.bytes);
      return form->take(slice.bytes);
    };
    ENTREPOT_CO_TRY(const auto bytes, co_await core.packing.run(std::move(work)));
    ENTREPOT_CO_CHECK_OK(co_await target.sink->write(bytes));
    if (slice.bytes.empty()) break;
  }
  ENTREPOT_CO_TRY(const Digest stored, form->finish(blob.digest));
  ENTREPOT_CO_TRY(const blob::Stored object, co_await target.sink->finish(stored, blob_domain(blob.domain)));
  const auto kind = form->is_packed() ? meta::ObjectForm::kZstd : meta::ObjectForm::kPlain;
  co_return meta::NewPlace{.object_key = std::string(kArchivePrefix) + object.key.text,
                           .data_key = target.key.key,
                           .archived = meta::ArchivedObject{.form = kind, .stored_bytes = object.size}};
}

async::Task<meta::NewPlace> write_store(Core::Impl& core, const meta::PlacedBlob& blob, async::ByteSource& source,
                                        Target& target) {
  for (;;) {
    if (core.is_stopping) co_return fail(stopping());
    ENTREPOT_CO_TRY(const async::Slice slice, co_await source.next());
    if (slice.bytes.empty()) break;
    ENTREPOT_CO_CHECK_OK(co_await target.sink->write(slice.bytes));
  }
  auto object = co_await target.sink->finish(blob.digest, blob_domain(blob.domain));
  if (!object && object.error().kind() == ErrorKind::kLayerDigestMismatch) co_return fail(not_what_was_pushed());
  if (!object) co_return std::unexpected(std::move(object).error());
  co_return meta::NewPlace{.object_key = object->key.text, .data_key = target.key.key, .archived = std::nullopt};
}

using Write = async::Task<meta::NewPlace> (*)(Core::Impl&, const meta::PlacedBlob&, async::ByteSource&, Target&);

async::Task<meta::NewPlace> copy(Core::Impl& core, const meta::PlacedBlob& blob, blob::BlobStore& store, Write write) {
  ENTREPOT_CO_TRY(const auto source, co_await open_whole(core, blob));
  ENTREPOT_CO_TRY(Target target, co_await begin(core, store, blob.domain));
  auto copied = co_await write(core, blob, *source, target);
  if (copied) co_return copied;
  target.sink.reset();
  [[maybe_unused]] const Result<void> abandoned = co_await store.abandon(target.id);
  co_return copied;
}

}  // namespace

async::Task<meta::NewPlace> copy_to_archive(Core::Impl& core, meta::PlacedBlob blob) {
  co_return co_await copy(core, blob, core.archive, write_archive);
}

async::Task<meta::NewPlace> copy_to_store(Core::Impl& core, meta::PlacedBlob blob) {
  co_return co_await copy(core, blob, core.blobs, write_store);
}

}  // namespace entrepot::registry
