#include "blob/chunk_format.h"

#include <algorithm>
#include <cstdlib>

#include "crypto/hash.h"

namespace entrepot::blob {
namespace {

// magic (8) | version (2) | flags (2) | chunk size (4) | data key id (16) | blob id (32); integers are big-endian.
constexpr std::array<std::uint8_t, 16> kPreamble{'e', 'n', 't', 'r', 'b', 'l', 'o', 'b',  //
                                                 0,   1,   0,   0,   0,   1,   0,   0};
constexpr std::size_t kKeyIdAt = 16;
constexpr std::size_t kBlobIdAt = 32;
static_assert(kChunk == 0x00010000, "kPreamble holds the chunk size");

crypto::Nonce nonce_of(std::span<const std::uint8_t, kSessionSize> session, std::uint64_t index) {
  crypto::Nonce nonce;
  std::copy(session.begin(), session.end(), nonce.begin());
  for (std::size_t i = 0; i < 4; ++i) nonce[kSessionSize + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
  return nonce;
}

}  // namespace

Header Header::fresh(const DataKey& key) {
  Header header{.data_key_id = key.id};
  crypto::random_bytes(header.blob_id);
  return header;
}

std::array<std::uint8_t, kHeaderSize> Header::encode() const {
  std::array<std::uint8_t, kHeaderSize> out{};
  std::ranges::copy(kPreamble, out.begin());
  std::ranges::copy(data_key_id, out.begin() + kKeyIdAt);
  std::ranges::copy(blob_id, out.begin() + kBlobIdAt);
  return out;
}

Result<Header> Header::parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != kHeaderSize || !std::ranges::equal(bytes.first(kPreamble.size()), kPreamble)) {
    return fail(
        Error(ErrorKind::kCorrupt, "stored data is damaged").because("the header is not one of format version 1"));
  }
  Header header;
  std::copy_n(bytes.begin() + kKeyIdAt, header.data_key_id.size(), header.data_key_id.begin());
  std::copy_n(bytes.begin() + kBlobIdAt, header.blob_id.size(), header.blob_id.begin());
  return header;
}

crypto::Key blob_key(const DataKey& key, const BlobId& id, KeyUse use) {
  auto raw = crypto::hkdf_sha256(key.key.bytes(), id,
                                 use == KeyUse::kChunks ? "entrepot blob chunks 1" : "entrepot upload state 1");
  crypto::Key derived(raw);
  crypto::wipe(raw);
  return derived;
}

ChunkSealer::ChunkSealer(const DataKey& key, const Header& header, std::uint64_t next_chunk)
    : aead_(blob_key(key, header.blob_id, KeyUse::kChunks), crypto::Aead::Direction::kSeal), next_(next_chunk) {
  std::ranges::copy(header.encode(), aad_.begin());
  crypto::random_bytes(session_);
}

void ChunkSealer::seal(Place place, std::span<const std::uint8_t> plain, std::span<std::uint8_t> out) {
  const bool fits = place == Place::kInner ? plain.size() == kChunk : plain.size() < kChunk;
  if (!fits || next_ > last_chunk(kMaxPlainSize)) std::abort();  // the next nonce would be a used one
  aad_.back() = place == Place::kLast ? 1 : 0;
  std::ranges::copy(session_, out.begin());
  aead_.seal(nonce_of(session_, next_), aad_, plain, out.subspan(kSessionSize));
  ++next_;
}

ChunkOpener::ChunkOpener(const crypto::Key& chunk_key, const Header& header)
    : aead_(chunk_key, crypto::Aead::Direction::kOpen) {
  std::ranges::copy(header.encode(), aad_.begin());
}

bool ChunkOpener::open(std::uint64_t index, Place place, std::span<const std::uint8_t> sealed,
                       std::span<std::uint8_t> out) {
  if (sealed.size() < kChunkOverhead || index > last_chunk(kMaxPlainSize)) return false;
  aad_.back() = place == Place::kLast ? 1 : 0;
  return aead_.open(nonce_of(sealed.first<kSessionSize>(), index), aad_, sealed.subspan(kSessionSize), out);
}

}  // namespace entrepot::blob
