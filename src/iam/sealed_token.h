#pragma once
// The registry password as bytes: who it stands for, sealed. Knows no clock and no key states.
//
// base64 of {"payload":P,"datakey":D,"version":"2","type":"DATA_KEY","expiration":E}, the outer shape of ECR's own,
// which tools decode for E (seconds since the epoch).
//   D = base64(key id, 8 bytes; salt, 16 random bytes)
//   P = base64(nonce, 12 random bytes; AES-256-GCM of the claims; tag, 16 bytes)
//   key = HKDF-SHA256(root key, salt), used for this token alone; authenticated besides: version, key id, E

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace entrepot::iam {

/// Tools cut passwords at 2,048 characters. Ours have about 600, with the longest user ARN about 1,650; a session whose
/// policy and tags would make it longer is not begun.
inline constexpr std::size_t kMaxToken = 2'000;

struct TokenClaims {
  std::string principal_id{};
  std::string account{};
  std::string access_key_id{};
  std::string arn{};
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
  /// Of a session: pack_session() of its principal, which says all that the four texts above say of a long-term key.
  std::vector<std::uint8_t> session{};
  bool operator==(const TokenClaims&) const = default;
};

std::string seal_token(const crypto::Key& root, const TokenClaims& claims);
/// nullopt for any text but one that seal_token() made with this root, to the byte.
std::optional<TokenClaims> open_token(const crypto::Key& root, std::string_view token);

}  // namespace entrepot::iam
