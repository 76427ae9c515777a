#include "blob/fs/fs_blob_store.h"

#include <fmt/format.h>

#include <utility>

#include "blob/fs/fs_byte_source.h"
#include "blob/fs/fs_state.h"
#include "blob/fs/fs_upload_sink.h"
#include "blob/object_key.h"
#include "observe/log.h"

namespace entrepot::blob {
namespace fs {
namespace {

constexpr observe::Logger kLog{"blob.fs"};
/// Idle buffers that are kept for the next user: 4 MiB for each kind.
constexpr std::size_t kIdleBytes = 4_MiB;

}  // namespace

FsState::FsState(FsOptions with, std::unique_ptr<Layout> folders, async::BlockingPool& threads,
                 observe::Metrics& metrics)
    : options(std::move(with)),
      layout(std::move(folders)),
      pool(threads),
      pieces(BufferPool::make(kPieceBlock, kIdleBytes / kPieceBlock)),
      slices(BufferPool::make(kSlice, kIdleBytes / kSlice)),
      cache(options.cache_bytes, metrics),
      objects(options.open_files),
      corrupt_chunks(metrics.counter("entrepot_blob_corrupt_chunks_total", "Stored chunks that failed their check.")) {
  metrics.gauge_fn("entrepot_blob_buffer_bytes", "Memory for bytes of blobs on their way in or out, and the cache.",
                   [in = pieces, out = slices] { return static_cast<double>(in->bytes() + out->bytes()); });
}

SliceResult FsState::read(const std::shared_ptr<const SealedObject>& object, ChunkRun run) {
  return checked(object, run, object->read(run, *slices));
}

SliceResult FsState::read_now(const std::shared_ptr<const SealedObject>& object, ChunkRun run) {
  return checked(object, run, object->read_now(run, *slices));
}

SliceResult FsState::checked(const std::shared_ptr<const SealedObject>& object, ChunkRun run, SliceResult plain) {
  if (plain) return plain;
  const std::string& key = object->names().object;
  if (plain.error().kind() == ErrorKind::kCorrupt) corrupt_chunks.add();
  kLog.error("blob_chunk_unreadable", {{"object", key},
                                       {"chunk", run.first},
                                       {"last_chunk", run.last},
                                       {"kind", to_string(plain.error().kind())},
                                       {"detail", plain.error().detail()}});
  objects.drop(key);  // whoever repairs the file is seen at once
  return plain;
}

namespace {

struct Opened {
  std::shared_ptr<const SealedObject> object;
  std::shared_ptr<const PlainBytes> first;
};

/// Opens the object and, when all of the blob fits in one slice and is wanted, reads it in the same trip.
Result<Opened> open_object(FsState& state, const ObjectName& name, ObjectNames names, const DataKey& key,
                           std::uint64_t size, ByteRange range) {
  ENTREPOT_TRY(UniqueFd fd, state.layout->open_object(name));
  auto object = SealedObject::open(std::make_unique<FileObject>(std::move(fd)), std::move(names), key, size);
  if (!object) {
    if (object.error().kind() == ErrorKind::kCorrupt) state.corrupt_chunks.add();
    kLog.error("blob_object_unreadable", object.error());
    return fail(std::move(object).error());
  }
  state.objects.put(*object);
  Opened out{.object = *object};
  if (size > kSlice || range.length != size) return out;
  const SliceKey slice{out.object->names().opened_as, 0};
  ENTREPOT_TRY(out.first, state.read(out.object, chunks_of_slice(0, size)));
  state.cache.put(slice, out.first);
  return out;
}

class FsBlobStore final : public BlobStore {
 public:
  explicit FsBlobStore(std::shared_ptr<FsState> state) : state_(std::move(state)) {}

  async::Task<std::unique_ptr<UploadSink>> begin(std::string id, DataKey key) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    co_return FsUploadSink::begin(state_, std::move(id), std::move(key));
  }

  async::Task<std::unique_ptr<UploadSink>> resume(std::string id, DataKey key, Checkpoint from) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    co_return co_await FsUploadSink::resume(state_, std::move(id), std::move(key), std::move(from));
  }

  async::Task<void> abandon(std::string id) override {
    ENTREPOT_CO_CHECK_OK(check_upload_id(id));
    co_return co_await state_->pool.run([state = state_, id = std::move(id)]() -> Result<void> {
      if (const auto writer = state->uploads.replace(id, nullptr)) writer->stop_and_wait();
      return state->layout->uploads().remove(id);
    });
  }

  async::Task<std::unique_ptr<async::ByteSource>> open(ObjectKey object, DataKey key, std::uint64_t size,
                                                       ByteRange range) override;

  async::Task<void> remove(ObjectKey object) override {
    ENTREPOT_CO_TRY(ObjectName name, ObjectName::parse(object));
    co_return co_await state_->pool.run([state = state_, name = std::move(name)]() -> Result<void> {
      auto done = state->layout->remove_object(name);
      state->objects.drop(name.key().text);
      return done;
    });
  }

  async::Task<void> list(std::function<Result<void>(const ObjectKey&)> each) override;
  async::Task<std::vector<std::string>> uploads() override;

 private:
  /// Names in a folder of blobs/; none if it is not there.
  static Result<std::vector<std::string>> names_in(const FsState& state, const std::string& path);

  const std::shared_ptr<FsState> state_;
};

async::Task<std::unique_ptr<async::ByteSource>> FsBlobStore::open(ObjectKey object, DataKey key, std::uint64_t size,
                                                                  ByteRange range) {
  ENTREPOT_CO_TRY(ObjectName name, ObjectName::parse(object));
  if (range.first > size || range.length > size - range.first) {
    co_return fail(
        Error(ErrorKind::kRangeNotSatisfiable, fmt::format("the range ends beyond the {} bytes of the blob", size)));
  }
  ObjectNames names = names_of(object, key);
  Opened opened{.object = state_->objects.find(names.opened_as)};
  if (!opened.object || opened.object->size() != size) {
    auto work = [state = state_, name = std::move(name), as = std::move(names), key = std::move(key), size, range]() {
      return open_object(*state, name, as, key, size, range);
    };
    ENTREPOT_CO_TRY(opened, co_await state_->pool.run(std::move(work)));
  }
  co_return std::make_unique<FsByteSource>(state_, std::move(opened.object), range, std::move(opened.first));
}

Result<std::vector<std::string>> FsBlobStore::names_in(const FsState& state, const std::string& path) {
  std::vector<std::string> names;
  const auto folder = path.empty() ? state.layout->blobs().open_folder(".") : state.layout->blobs().open_folder(path);
  if (!folder && folder.error().kind() == ErrorKind::kBlobNotFound) return names;
  if (!folder) return fail(folder.error());
  ENTREPOT_CHECK_OK(folder->each([&](std::string_view name) -> Result<void> {
    names.emplace_back(name);
    return {};
  }));
  return names;
}

// One folder for each trip, so that neither a thread of the pool nor memory is held for all of a large store.
async::Task<void> FsBlobStore::list(std::function<Result<void>(const ObjectKey&)> each) {
  const auto names = [this](std::string path) {
    return state_->pool.run([state = state_, path = std::move(path)] { return names_in(*state, path); });
  };
  ENTREPOT_CO_TRY(const auto domains, co_await names(""));
  for (const std::string& domain : domains) {
    if (!is_domain(domain)) continue;
    ENTREPOT_CO_TRY(const auto fans, co_await names(domain));
    for (const std::string& fan : fans) {
      if (fan.size() != 2) continue;
      ENTREPOT_CO_TRY(const auto files, co_await names(domain + "/" + fan));
      for (const std::string& file : files) {
        const ObjectKey key{domain + "/" + fan + "/" + file};
        if (ObjectName::parse(key)) ENTREPOT_CO_CHECK_OK(each(key));
      }
    }
  }
  co_return Result<void>();
}

async::Task<std::vector<std::string>> FsBlobStore::uploads() {
  co_return co_await state_->pool.run([state = state_]() -> Result<std::vector<std::string>> {
    std::vector<std::string> ids;
    ENTREPOT_CHECK_OK(state->layout->uploads().each([&](std::string_view name) -> Result<void> {
      if (is_upload_id(name)) ids.emplace_back(name);
      return {};
    }));
    return ids;
  });
}

}  // namespace
}  // namespace fs

Result<std::unique_ptr<BlobStore>> open_fs(FsOptions options, async::BlockingPool& pool, observe::Metrics& metrics) {
  ENTREPOT_TRY(auto layout, fs::Layout::open(options.root));
  auto state = std::make_shared<fs::FsState>(std::move(options), std::move(layout), pool, metrics);
  return std::make_unique<fs::FsBlobStore>(std::move(state));
}

}  // namespace entrepot::blob
