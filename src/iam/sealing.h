#pragma once
// Bytes that only holders of a root key can make or read: what tokens of every kind are made of.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace entrepot::iam {

/// What the bytes are for: bytes sealed for one purpose do not open for another, whatever the root.
struct SealPurpose {
  std::string_view key_label;     ///< for HKDF
  std::string_view key_id_label;  ///< for HKDF
};

// A datakey is a key id, 8 bytes, and a salt, 16 random bytes. The id names the root without telling it. A payload is a
// nonce, 12 random bytes, the AES-256-GCM of the plain bytes, and its tag, 16 bytes. The key is HKDF-SHA256(root,
// salt), used for these bytes alone.
inline constexpr std::size_t kSealKeyIdSize = 8;
inline constexpr std::size_t kSealSaltSize = 16;
inline constexpr std::size_t kSealOverhead = 28;  ///< of the payload over the plain bytes

/// Makes the key id and the salt.
std::vector<std::uint8_t> make_datakey(const crypto::Key& root, const SealPurpose& purpose);
/// `context` is authenticated, not stored.
std::vector<std::uint8_t> seal_payload(const crypto::Key& root, const SealPurpose& purpose,
                                       std::span<const std::uint8_t> datakey, std::string_view context,
                                       std::span<const std::uint8_t> plain);
/// nullopt unless made with this root, purpose, datakey and context.
std::optional<std::vector<std::uint8_t>> open_payload(const crypto::Key& root, const SealPurpose& purpose,
                                                      std::span<const std::uint8_t> datakey, std::string_view context,
                                                      std::span<const std::uint8_t> payload);

}  // namespace entrepot::iam
