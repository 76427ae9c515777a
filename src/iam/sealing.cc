#include "iam/sealing.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace entrepot::iam {
namespace {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

static_assert(kSealOverhead == crypto::kNonceSize + crypto::kTagSize);

std::array<std::uint8_t, kSealKeyIdSize> key_id_of(const crypto::Key& root, const SealPurpose& purpose) {
  const auto derived = crypto::hkdf_sha256(root.bytes(), {}, purpose.key_id_label);
  std::array<std::uint8_t, kSealKeyIdSize> id;
  std::copy_n(derived.begin(), id.size(), id.begin());
  return id;
}

crypto::Key key_of(const crypto::Key& root, const SealPurpose& purpose, ByteView datakey) {
  crypto::Sha256 derived = crypto::hkdf_sha256(root.bytes(), datakey.subspan(kSealKeyIdSize), purpose.key_label);
  crypto::Key key(derived);
  crypto::wipe(derived);
  return key;
}

}  // namespace

Bytes make_datakey(const crypto::Key& root, const SealPurpose& purpose) {
  Bytes datakey(kSealKeyIdSize + kSealSaltSize);
  std::ranges::copy(key_id_of(root, purpose), datakey.begin());
  crypto::random_bytes(std::span(datakey).subspan(kSealKeyIdSize));
  return datakey;
}

Bytes seal_payload(const crypto::Key& root, const SealPurpose& purpose, ByteView datakey, std::string_view context,
                   ByteView plain) {
  Bytes payload(kSealOverhead + plain.size());
  crypto::Nonce nonce;
  crypto::random_bytes(nonce);
  std::ranges::copy(nonce, payload.begin());
  crypto::Aead(key_of(root, purpose, datakey), crypto::Aead::Direction::kSeal)
      .seal(nonce, as_bytes(context), plain, std::span(payload).subspan(crypto::kNonceSize));
  return payload;
}

std::optional<Bytes> open_payload(const crypto::Key& root, const SealPurpose& purpose, ByteView datakey,
                                  std::string_view context, ByteView payload) {
  if (datakey.size() != kSealKeyIdSize + kSealSaltSize || payload.size() < kSealOverhead) return std::nullopt;
  if (!std::ranges::equal(datakey.first(kSealKeyIdSize), key_id_of(root, purpose))) return std::nullopt;
  crypto::Nonce nonce;
  std::copy_n(payload.begin(), nonce.size(), nonce.begin());
  Bytes plain(payload.size() - kSealOverhead);
  crypto::Aead aead(key_of(root, purpose, datakey), crypto::Aead::Direction::kOpen);
  if (!aead.open(nonce, as_bytes(context), payload.subspan(crypto::kNonceSize), plain)) return std::nullopt;
  return plain;
}

}  // namespace entrepot::iam
