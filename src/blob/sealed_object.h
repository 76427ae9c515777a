#pragma once
// Reading a stored blob: checks its form once, then opens any run of chunks. Every byte that comes out was verified.

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "blob/blob_store.h"
#include "blob/buffer_pool.h"
#include "blob/chunk_format.h"

namespace entrepot::blob {

/// Where sealed bytes lie. Blocking; thread-safe.
class RawObject {
 public:
  virtual ~RawObject() = default;
  virtual Result<std::uint64_t> size() const = 0;
  /// Fills `out` from `offset`; kCorrupt if the object ends before.
  virtual Result<void> read(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
  /// The same if all of it is in memory already; else false, and `out` holds anything. Never waits for a disk.
  virtual Result<bool> read_now(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
};

/// Verified plain bytes [first, first + size) of a blob.
struct PlainBytes {
  Buffer memory;
  std::uint64_t first = 0;
  std::size_t size = 0;
  std::span<const std::uint8_t> bytes() const { return {memory.data(), size}; }
};

struct ChunkRun {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
};

/// Most chunks that are read at once: a slice of 256 KiB, and the empty chunk that may follow it.
inline constexpr std::uint64_t kSliceChunks = 4;
inline constexpr std::uint64_t kSlice = kSliceChunks * kChunk;

/// A blob is read in slices: four chunks each, and the last one with what remains. At least one.
constexpr std::uint64_t slice_count(std::uint64_t size) {
  return size == 0 ? 1 : (size - 1) / kSlice + 1;
}
constexpr ChunkRun chunks_of_slice(std::uint64_t index, std::uint64_t size) {
  const std::uint64_t first = index * kSliceChunks;
  return {first, index + 1 == slice_count(size) ? last_chunk(size) : first + kSliceChunks - 1};
}

/// What an object is called.
struct ObjectNames {
  std::string object;      ///< for the log
  std::string generation;  ///< that the name promises; empty while it has no name
  std::string
      opened_as;  ///< for caches: the object and a fingerprint of the key, so that who has another key finds nothing
};

/// Thread-safe: const after open().
class SealedObject {
 public:
  /// Reads and checks the header and the length; kCorrupt if they are not those of a blob of `size` plain bytes under
  /// `key`.
  static Result<std::shared_ptr<const SealedObject>> open(std::unique_ptr<RawObject> raw, ObjectNames names,
                                                          const DataKey& key, std::uint64_t size);

  /// Reads, verifies and opens a run of at most kSliceChunks chunks (one more if the last one is empty), blocking.
  /// kCorrupt if any of them is not what was written; then nothing comes out.
  Result<std::shared_ptr<const PlainBytes>> read(ChunkRun run, BufferPool& pool) const;
  /// The same if it needs no waiting for a disk; else null.
  Result<std::shared_ptr<const PlainBytes>> read_now(ChunkRun run, BufferPool& pool) const;

  const ObjectNames& names() const { return names_; }
  std::uint64_t size() const { return size_; }
  /// Sources that are reading it: they count themselves.
  std::atomic<std::size_t>& readers() const { return readers_; }

 private:
  SealedObject(std::unique_ptr<RawObject> raw, ObjectNames names, std::uint64_t size, const Header& header,
               crypto::Key key)
      : raw_(std::move(raw)), names_(std::move(names)), size_(size), header_(header), key_(std::move(key)) {}

  struct Extent {
    std::uint64_t offset = 0;
    std::size_t size = 0;
  };
  /// Where a run lies in the object.
  Extent extent_of(ChunkRun run) const;
  Result<std::shared_ptr<const PlainBytes>> open_chunks(ChunkRun run, std::span<const std::uint8_t> sealed,
                                                        BufferPool& pool) const;

  std::unique_ptr<RawObject> raw_;
  ObjectNames names_;
  std::uint64_t size_;
  Header header_;
  crypto::Key key_;
  mutable std::atomic<std::size_t> readers_{0};
};

}  // namespace entrepot::blob
