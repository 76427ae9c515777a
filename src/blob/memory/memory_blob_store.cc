#include "blob/memory/memory_blob_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/encoding.h"
#include "blob/object_key.h"
#include "crypto/hash.h"

namespace entrepot::blob {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Object {
  std::array<std::uint8_t, 16> key_id{};
  Bytes bytes;
};

struct Upload {
  Object object;
  std::uint64_t writer = 0;   ///< the sink that may write; an older one has been taken over
  std::uint64_t durable = 0;  ///< what the last checkpoint promised
};

struct State {
  std::mutex mutex;
  std::map<std::string, Upload> uploads;
  std::map<std::string, std::shared_ptr<const Object>> objects;
  std::uint64_t writers = 0;
};

constexpr std::string_view kState = "memory:";

std::unexpected<Error> taken_over() {
  return fail(ErrorKind::kConflict, "the upload was continued or given up by another request");
}

class MemorySink final : public UploadSink {
 public:
  MemorySink(std::shared_ptr<State> state, std::string id, std::uint64_t writer, std::uint64_t offset)
      : state_(std::move(state)), id_(std::move(id)), writer_(writer), offset_(offset) {}

  std::uint64_t offset() const override { return offset_; }

  async::Task<void> write(std::span<const std::uint8_t> bytes) override {
    const std::lock_guard lock(state_->mutex);
    Upload* const upload = mine();
    if (upload == nullptr) co_return taken_over();
    upload->object.bytes.insert(upload->object.bytes.end(), bytes.begin(), bytes.end());
    offset_ += bytes.size();
    co_return Result<void>();
  }

  async::Task<Checkpoint> checkpoint() override {
    const std::lock_guard lock(state_->mutex);
    Upload* const upload = mine();
    if (upload == nullptr) co_return taken_over();
    upload->durable = std::max(upload->durable, offset_);
    const std::string state = std::string(kState) + id_;
    co_return Checkpoint{.offset = offset_, .state = {state.begin(), state.end()}};
  }

  async::Task<Stored> finish(Digest expected, std::string domain) override {
    ENTREPOT_CO_TRY(const ObjectName name, ObjectName::fresh(domain, expected, Header::fresh({}).blob_id));
    const std::lock_guard lock(state_->mutex);
    Upload* const upload = mine();
    if (upload == nullptr) co_return taken_over();
    crypto::Hasher hasher(expected.algorithm());
    hasher.update(upload->object.bytes);
    const Digest actual = hasher.finish();
    if (actual != expected) {
      state_->uploads.erase(id_);
      co_return fail(ErrorKind::kLayerDigestMismatch,
                     fmt::format("the content has the digest {}, not {}", actual.text(), expected.text()));
    }
    state_->objects[name.key().text] = std::make_shared<const Object>(std::move(upload->object));
    state_->uploads.erase(id_);
    co_return Stored{.key = name.key(), .digest = actual, .size = offset_};
  }

 private:
  /// With the lock held.
  Upload* mine() {
    const auto at = state_->uploads.find(id_);
    return at == state_->uploads.end() || at->second.writer != writer_ ? nullptr : &at->second;
  }

  const std::shared_ptr<State> state_;
  const std::string id_;
  const std::uint64_t writer_;
  std::uint64_t offset_;
};

class MemorySource final : public async::ByteSource {
 public:
  MemorySource(std::shared_ptr<const Object> object, ByteRange range)
      : object_(std::move(object)), position_(range.first), end_(range.end()) {}

  async::Task<async::Slice> next() override {
    constexpr std::uint64_t kPiece = 256_KiB;
    const std::uint64_t count = std::min(kPiece, end_ - position_);
    const std::span bytes = std::span(object_->bytes).subspan(position_, count);
    position_ += count;
    co_return async::Slice{.owner = object_, .bytes = bytes};
  }

 private:
  const std::shared_ptr<const Object> object_;
  std::uint64_t position_;
  const std::uint64_t end_;
};

class MemoryBlobStore final : public BlobStore {
 public:
  async::Task<std::unique_ptr<UploadSink>> begin(std::string id, DataKey key) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    const std::lock_guard lock(state_->mutex);
    const std::uint64_t writer = ++state_->writers;
    state_->uploads[id] = Upload{.object = {.key_id = key.id, .bytes = {}}, .writer = writer};
    co_return std::make_unique<MemorySink>(state_, id, writer, 0);
  }

  async::Task<std::unique_ptr<UploadSink>> resume(std::string id, DataKey key, Checkpoint from) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->uploads.find(id);
    if (at == state_->uploads.end()) co_return fail(ErrorKind::kUploadNotFound, "the upload is not stored");
    Upload& upload = at->second;
    if (as_text(from.state) != std::string(kState) + id || from.offset > upload.durable ||
        upload.object.key_id != key.id) {
      co_return fail(ErrorKind::kCorrupt, "the upload cannot be continued");
    }
    upload.object.bytes.resize(from.offset);
    upload.writer = ++state_->writers;
    co_return std::make_unique<MemorySink>(state_, id, upload.writer, from.offset);
  }

  async::Task<void> abandon(std::string id) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    const std::lock_guard lock(state_->mutex);
    state_->uploads.erase(id);
    co_return Result<void>();
  }

  async::Task<std::unique_ptr<async::ByteSource>> open(ObjectKey object, DataKey key, std::uint64_t size,
                                                       ByteRange range) override {
    ENTREPOT_CO_TRY(const ObjectName name, ObjectName::parse(object));
    if (range.first > size || range.length > size - range.first) {
      co_return fail(ErrorKind::kRangeNotSatisfiable,
                     fmt::format("the range ends beyond the {} bytes of the blob", size));
    }
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->objects.find(name.key().text);
    if (at == state_->objects.end()) co_return fail(ErrorKind::kBlobNotFound, "the blob is not stored");
    if (at->second->bytes.size() != size || at->second->key_id != key.id) {
      co_return fail(ErrorKind::kCorrupt, "stored data is damaged");
    }
    co_return std::make_unique<MemorySource>(at->second, range);
  }

  async::Task<void> remove(ObjectKey object) override {
    ENTREPOT_CO_TRY(const ObjectName name, ObjectName::parse(object));
    const std::lock_guard lock(state_->mutex);
    state_->objects.erase(name.key().text);
    co_return Result<void>();
  }

  async::Task<void> list(std::function<Result<void>(const ObjectKey&)> each) override {
    std::vector<ObjectKey> keys;
    {
      const std::lock_guard lock(state_->mutex);
      for (const auto& [text, object] : state_->objects) keys.push_back({text});
    }
    for (const ObjectKey& key : keys) ENTREPOT_CO_CHECK_OK(each(key));
    co_return Result<void>();
  }

  async::Task<std::vector<std::string>> uploads() override {
    const std::lock_guard lock(state_->mutex);
    std::vector<std::string> ids;
    for (const auto& [id, upload] : state_->uploads) ids.push_back(id);
    co_return ids;
  }

 private:
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace

std::unique_ptr<BlobStore> make_memory() {
  return std::make_unique<MemoryBlobStore>();
}

}  // namespace entrepot::blob
