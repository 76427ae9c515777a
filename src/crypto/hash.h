#pragma once
// SHA-256 and SHA-512 (FIPS 180-4), streaming, with a midstate that can be stored and taken up again.

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace entrepot::crypto {

class Hasher {
 public:
  explicit Hasher(DigestAlgorithm algorithm);
  void update(std::span<const std::uint8_t> bytes);
  void update(std::string_view text);
  /// Ends the hash; the hasher may not be used afterwards.
  Digest finish();

  /// The state as bytes, to go on in another process; also counts the bytes hashed so far.
  std::vector<std::uint8_t> save() const;
  /// kCorrupt if the bytes are not a saved state.
  static Result<Hasher> restore(std::span<const std::uint8_t> state);

  DigestAlgorithm algorithm() const;

 private:
  std::variant<SHA256_CTX, SHA512_CTX> context_;
};

using Sha256 = std::array<std::uint8_t, 32>;
Sha256 sha256(std::span<const std::uint8_t> bytes);
Sha256 sha256(std::string_view text);
Digest digest_of(std::string_view text, DigestAlgorithm algorithm = DigestAlgorithm::kSha256);

/// HMAC-SHA256 (RFC 2104).
Sha256 hmac_sha256(std::span<const std::uint8_t> key, std::string_view text);
/// HKDF-SHA256 (RFC 5869), 32 bytes out.
Sha256 hkdf_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> salt, std::string_view info);

}  // namespace entrepot::crypto
