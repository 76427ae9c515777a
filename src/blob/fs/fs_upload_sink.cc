#include "blob/fs/fs_upload_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "blob/upload_state.h"

namespace entrepot::blob::fs {
namespace {

using Parts = UploadWork::Parts;

std::unexpected<Error> mismatch(const Digest& actual, const Digest& expected) {
  return fail(ErrorKind::kLayerDigestMismatch,
              fmt::format("the content has the digest {}, not {}", actual.text(), expected.text()));
}

/// Hashes and appends the whole chunks of the rest; what is left of it is fewer than kChunk bytes, hashed.
Result<void> write_rest(Parts& parts) {
  Piece& rest = parts.rest;
  const std::span<std::uint8_t> bytes(rest.memory.data(), rest.size);
  parts.hasher.update(bytes.subspan(rest.hashed));
  const std::size_t whole = rest.size - rest.size % kChunk;
  if (whole != 0) ENTREPOT_CHECK_OK(parts.file.append(bytes.first(whole)));
  std::ranges::copy(bytes.subspan(whole), bytes.begin());
  rest.size -= whole;
  rest.hashed = rest.size;
  return {};
}

Result<Checkpoint> make_checkpoint(Parts& parts, BufferPool& pool, std::uint64_t offset) {
  ENTREPOT_CHECK_OK(write_rest(parts));
  ENTREPOT_CHECK_OK(parts.file.checkpoint());
  // The upload may rest here for days: keep only what is needed.
  Piece small{.memory = pool.take(parts.rest.size), .size = parts.rest.size, .hashed = parts.rest.size};
  std::copy_n(parts.rest.memory.data(), small.size, small.memory.data());
  parts.rest = std::move(small);
  const std::uint8_t* const tail = parts.rest.memory.data();
  const UploadState state{.offset = offset, .hasher = parts.hasher, .tail = {tail, tail + parts.rest.size}};
  return seal_state(state, parts.file.id(), parts.file.key(), parts.file.header());
}

Result<std::uint64_t> restore(Parts& parts, BufferPool& pool, const Checkpoint& from) {
  ENTREPOT_TRY(const Header header, parts.file.open_existing());
  ENTREPOT_TRY(UploadState state, open_state(from, parts.file.id(), parts.file.key(), header));
  ENTREPOT_CHECK_OK(parts.file.cut(state.offset / kChunk));
  parts.hasher = state.hasher;
  parts.rest = {.memory = pool.take(state.tail.size()), .size = state.tail.size(), .hashed = state.tail.size()};
  std::ranges::copy(state.tail, parts.rest.memory.data());
  return state.offset;
}

/// Writes the last chunks. A sha256 digest is known now, before anything is made durable.
Result<void> complete(Parts& parts, const Digest& expected) {
  ENTREPOT_CHECK_OK(write_rest(parts));
  if (expected.algorithm() == DigestAlgorithm::kSha256) {
    if (const Digest actual = parts.hasher.finish(); actual != expected) {
      parts.file.discard();
      return mismatch(actual, expected);
    }
  }
  return parts.file.append_last({parts.rest.memory.data(), parts.rest.size});
}

}  // namespace

std::unique_ptr<UploadSink> FsUploadSink::begin(std::shared_ptr<FsState> state, std::string id, DataKey key) {
  auto work = UploadWork::start(std::move(state), std::move(id), std::move(key));
  return std::unique_ptr<UploadSink>(new FsUploadSink(std::move(work), 0));
}

async::Task<std::unique_ptr<UploadSink>> FsUploadSink::resume(std::shared_ptr<FsState> state, std::string id,
                                                              DataKey key, Checkpoint from) {
  auto work = UploadWork::start(state, std::move(id), std::move(key));
  auto step = [pool = state->pieces, from = std::move(from)](Parts& parts) { return restore(parts, *pool, from); };
  ENTREPOT_CO_TRY(const std::uint64_t offset, co_await UploadWork::run_step<std::uint64_t>(work, std::move(step)));
  co_return std::unique_ptr<UploadSink>(new FsUploadSink(std::move(work), offset));
}

FsUploadSink::~FsUploadSink() {
  work_->stop();
}

Result<void> FsUploadSink::usable() const {
  if (!is_dead_) return {};
  return fail(ErrorKind::kUnavailable, "the upload failed before; continue it from its last durable offset");
}

std::size_t FsUploadSink::fill(std::span<const std::uint8_t> bytes) {
  Piece& rest = work_->parts().rest;
  const std::size_t count = std::min(bytes.size(), kPiece - rest.size);
  const std::size_t needed = rest.size + count;
  if (rest.memory.capacity() < needed) {
    // Small blobs keep to their own size; the second step is a whole piece, so nothing is copied more than twice.
    constexpr std::size_t kFirst = 8_KiB;
    BufferPool& pool = *work_->state().pieces;
    Buffer more = pool.take(needed <= kFirst ? kFirst : needed <= BufferPool::kSmall ? BufferPool::kSmall : kPiece);
    if (rest.size != 0) std::memcpy(more.data(), rest.memory.data(), rest.size);
    rest.memory = std::move(more);
  }
  std::memcpy(rest.memory.data() + rest.size, bytes.data(), count);
  rest.size += count;
  return count;
}

async::Task<void> FsUploadSink::write(std::span<const std::uint8_t> bytes) {
  ENTREPOT_CO_CHECK_OK(usable());
  if (bytes.size() > kMaxPlainSize - offset_)
    co_return fail(ErrorKind::kTooLarge, "the upload is larger than a blob can be");
  while (!bytes.empty()) {
    const std::size_t count = fill(bytes);
    bytes = bytes.subspan(count);
    offset_ += count;
    Piece& rest = work_->parts().rest;
    if (rest.size < kPiece) break;
    auto done = co_await work_->submit(std::exchange(rest, {}));
    if (!done) {
      is_dead_ = true;
      co_return done;
    }
  }
  co_return Result<void>();
}

async::Task<Checkpoint> FsUploadSink::checkpoint() {
  ENTREPOT_CO_CHECK_OK(usable());
  is_dead_ = true;  // until it went well
  ENTREPOT_CO_CHECK_OK(co_await work_->drain());
  auto step = [pool = work_->state().pieces, offset = offset_](Parts& parts) {
    return make_checkpoint(parts, *pool, offset);
  };
  auto made = co_await UploadWork::run_step<Checkpoint>(work_, std::move(step));
  is_dead_ = !made;
  co_return made;
}

async::Task<Stored> FsUploadSink::finish(Digest expected, std::string domain) {
  ENTREPOT_CO_CHECK_OK(usable());
  is_dead_ = true;
  // Before the work, not after it: is the domain one?
  ENTREPOT_CO_TRY([[maybe_unused]] const ObjectName checked, ObjectName::fresh(domain, expected, BlobId{}));
  ENTREPOT_CO_CHECK_OK(co_await work_->drain());
  if (expected.algorithm() == DigestAlgorithm::kSha512) ENTREPOT_CO_CHECK_OK(co_await check_stored(expected));
  auto step = [expected, domain = std::move(domain)](Parts& parts) -> Result<ObjectKey> {
    if (expected.algorithm() == DigestAlgorithm::kSha256) ENTREPOT_CHECK_OK(complete(parts, expected));
    return parts.file.commit(expected, domain);
  };
  ENTREPOT_CO_TRY(ObjectKey key, co_await UploadWork::run_step<ObjectKey>(work_, std::move(step)));
  co_return Stored{.key = std::move(key), .digest = std::move(expected), .size = offset_};
}

// While the bytes came in only their sha256 was taken, as nearly every client wants it: for another algorithm the
// sealed file is read back, a few slices for each trip to the pool.
async::Task<void> FsUploadSink::check_stored(Digest expected) {
  struct Reading {
    std::shared_ptr<const SealedObject> object;
    crypto::Hasher hasher;
    std::uint64_t next = 0;
  };
  auto reading = std::make_shared<Reading>(nullptr, crypto::Hasher(expected.algorithm()));
  auto open = [reading, expected, size = offset_](Parts& parts) -> Result<void> {
    ENTREPOT_CHECK_OK(complete(parts, expected));
    ENTREPOT_CHECK_OK(parts.file.flush());
    ENTREPOT_TRY(UniqueFd fd, parts.file.open_for_reading());
    ObjectNames names{.object = parts.file.id(), .generation = {}, .opened_as = {}};
    ENTREPOT_TRY(reading->object, SealedObject::open(std::make_unique<FileObject>(std::move(fd)), std::move(names),
                                                     parts.file.key(), size));
    return {};
  };
  auto advance = [reading, expected, pool = work_->state().slices](Parts& parts) -> Result<void> {
    constexpr std::uint64_t kSlicesPerTrip = 32;
    const std::uint64_t size = reading->object->size();
    const std::uint64_t stop = std::min(reading->next + kSlicesPerTrip, slice_count(size));
    for (; reading->next < stop; ++reading->next) {
      ENTREPOT_TRY(const auto plain, reading->object->read(chunks_of_slice(reading->next, size), *pool));
      reading->hasher.update(plain->bytes());
    }
    if (reading->next < slice_count(size)) return {};
    if (const Digest actual = reading->hasher.finish(); actual != expected) {
      parts.file.discard();
      return mismatch(actual, expected);
    }
    return {};
  };
  ENTREPOT_CO_CHECK_OK(co_await UploadWork::run_step<void>(work_, open));
  while (reading->next < slice_count(offset_))
    ENTREPOT_CO_CHECK_OK(co_await UploadWork::run_step<void>(work_, advance));
  co_return Result<void>();
}

}  // namespace entrepot::blob::fs
