#pragma once
// The stored form of a blob (docs/format/blob.md): a header, then sealed chunks of 64 KiB. Pure; no I/O.

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "blob/blob_store.h"
#include "crypto/aead.h"

namespace entrepot::blob {

inline constexpr std::size_t kChunk = 64_KiB;  ///< plain bytes in every chunk but the last
inline constexpr std::size_t kHeaderSize = 64;
inline constexpr std::size_t kSessionSize = 8;
inline constexpr std::size_t kChunkOverhead = kSessionSize + crypto::kTagSize;
inline constexpr std::size_t kSealedChunk = kChunk + kChunkOverhead;
/// Chunks are numbered with 32 bits.
inline constexpr std::uint64_t kMaxPlainSize = (std::uint64_t{1} << 32) * kChunk - 1;

/// The last chunk of a blob of `size` plain bytes. It holds what is left after the full ones: 0 to 65535 bytes.
constexpr std::uint64_t last_chunk(std::uint64_t size) {
  return size / kChunk;
}
/// Plain bytes in chunk `index` of a blob of `size` plain bytes.
constexpr std::size_t chunk_size(std::uint64_t index, std::uint64_t size) {
  return index < last_chunk(size) ? kChunk : static_cast<std::size_t>(size % kChunk);
}
/// Where chunk `index` begins in the object.
constexpr std::uint64_t chunk_offset(std::uint64_t index) {
  return kHeaderSize + index * kSealedChunk;
}
/// Length of the whole object.
constexpr std::uint64_t object_size(std::uint64_t size) {
  return kHeaderSize + size + (last_chunk(size) + 1) * kChunkOverhead;
}

using BlobId = std::array<std::uint8_t, 32>;
using Session = std::array<std::uint8_t, kSessionSize>;

struct Header {
  std::array<std::uint8_t, 16> data_key_id{};
  BlobId blob_id{};

  /// For a new blob: with a random blob id.
  static Header fresh(const DataKey& key);
  std::array<std::uint8_t, kHeaderSize> encode() const;
  /// kCorrupt for anything that this version does not write.
  static Result<Header> parse(std::span<const std::uint8_t> bytes);
};

/// The key of one blob for one purpose.
enum class KeyUse : std::uint8_t { kChunks, kUploadState };
crypto::Key blob_key(const DataKey& key, const BlobId& id, KeyUse use);

enum class Place : std::uint8_t { kInner, kLast };

/// Seals the chunks of one blob in order. Each opening of a writer is a session with its own random part of the nonce,
/// so that an upload that is taken up again never repeats a nonce, whatever it writes at the same chunk number.
class ChunkSealer {
 public:
  ChunkSealer(const DataKey& key, const Header& header, std::uint64_t next_chunk);
  /// `out` has plain.size() + kChunkOverhead bytes; an inner chunk has kChunk plain bytes, the last one fewer.
  void seal(Place place, std::span<const std::uint8_t> plain, std::span<std::uint8_t> out);
  std::uint64_t next_chunk() const { return next_; }

 private:
  crypto::Aead aead_;
  std::array<std::uint8_t, kHeaderSize + 1> aad_{};
  Session session_{};
  std::uint64_t next_;
};

/// Opens chunks of one blob, in any order. Not thread-safe; cheap to make.
class ChunkOpener {
 public:
  ChunkOpener(const crypto::Key& chunk_key, const Header& header);
  /// `sealed` is the whole chunk; `out` has sealed.size() - kChunkOverhead bytes. False if it is not this chunk.
  [[nodiscard]] bool open(std::uint64_t index, Place place, std::span<const std::uint8_t> sealed,
                          std::span<std::uint8_t> out);

 private:
  crypto::Aead aead_;
  std::array<std::uint8_t, kHeaderSize + 1> aad_{};
};

}  // namespace entrepot::blob
