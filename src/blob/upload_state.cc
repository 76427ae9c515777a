#include "blob/upload_state.h"

namespace entrepot::blob {
namespace {

// version (1) | offset (8) | length of the midstate (2) | midstate | tail; integers are big-endian.
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixed = 1 + 8 + 2;

std::unexpected<Error> damaged(const char* detail) {
  return fail(
      Error(ErrorKind::kCorrupt, "the upload cannot be continued").because(std::string("upload state: ") + detail));
}

}  // namespace

std::vector<std::uint8_t> UploadState::encode() const {
  const auto midstate = hasher.save();
  std::vector<std::uint8_t> out{kVersion};
  out.reserve(kFixed + midstate.size() + tail.size());
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(offset >> shift));
  out.push_back(static_cast<std::uint8_t>(midstate.size() >> 8));
  out.push_back(static_cast<std::uint8_t>(midstate.size()));
  out.insert(out.end(), midstate.begin(), midstate.end());
  out.insert(out.end(), tail.begin(), tail.end());
  return out;
}

Result<UploadState> UploadState::parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kFixed || bytes[0] != kVersion) return damaged("version");
  UploadState state;
  for (std::size_t i = 1; i <= 8; ++i) state.offset = state.offset << 8 | bytes[i];
  const std::size_t midstate = static_cast<std::size_t>(bytes[9]) << 8 | bytes[10];
  bytes = bytes.subspan(kFixed);
  if (state.offset > kMaxPlainSize || bytes.size() < midstate || bytes.size() - midstate != state.offset % kChunk) {
    return damaged("length");
  }
  ENTREPOT_TRY(state.hasher, crypto::Hasher::restore(bytes.first(midstate)));
  if (state.hasher.algorithm() != DigestAlgorithm::kSha256) return damaged("hash algorithm");
  bytes = bytes.subspan(midstate);
  state.tail.assign(bytes.begin(), bytes.end());
  return state;
}

Checkpoint seal_state(const UploadState& state, std::string_view upload, const DataKey& key, const Header& header) {
  return {.offset = state.offset,
          .state = crypto::seal(blob_key(key, header.blob_id, KeyUse::kUploadState), upload, state.encode())};
}

Result<UploadState> open_state(const Checkpoint& from, std::string_view upload, const DataKey& key,
                               const Header& header) {
  const auto plain = crypto::open(blob_key(key, header.blob_id, KeyUse::kUploadState), upload, from.state);
  if (!plain) return damaged("it was not sealed for this upload");
  ENTREPOT_TRY(UploadState state, UploadState::parse(*plain));
  if (state.offset != from.offset) return damaged("offset");
  return state;
}

}  // namespace entrepot::blob
