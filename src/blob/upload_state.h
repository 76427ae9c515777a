#pragma once
// What a checkpoint keeps of an upload beside its full chunks: the hash midstate and the unfinished chunk, sealed.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "blob/chunk_format.h"
#include "crypto/hash.h"

namespace entrepot::blob {

struct UploadState {
  std::uint64_t offset = 0;  ///< plain bytes so far, hashed; the full chunks of them lie in the file
  crypto::Hasher hasher{DigestAlgorithm::kSha256};
  std::vector<std::uint8_t> tail;  ///< the offset % kChunk bytes after the full chunks

  std::vector<std::uint8_t> encode() const;
  /// kCorrupt for what encode() does not make.
  static Result<UploadState> parse(std::span<const std::uint8_t> bytes);
};

/// Sealed under a key of this blob, bound to the upload's id: the state of one upload opens for no other.
Checkpoint seal_state(const UploadState& state, std::string_view upload, const DataKey& key, const Header& header);
/// kCorrupt, also when `from.offset` is not the offset that was sealed.
Result<UploadState> open_state(const Checkpoint& from, std::string_view upload, const DataKey& key,
                               const Header& header);

}  // namespace entrepot::blob
