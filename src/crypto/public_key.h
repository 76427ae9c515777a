#pragma once
// Public keys of others, and the signatures made with them: RSA PKCS #1 v1.5 and ECDSA, as JSON Web Signatures use them
// (RFC 7518 section 3).

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"

namespace entrepot::crypto {

/// Closed: "none" and the symmetric ones do not exist here.
enum class JwsAlgorithm : std::uint8_t { kRs256, kEs256, kEs384 };

enum class Curve : std::uint8_t { kP256, kP384 };

/// Immutable; any thread.
class PublicKey {
 public:
  /// Big-endian modulus and exponent. kInvalidParameter unless the modulus has 2,048 to 8,192 bits and the exponent is
  /// odd, above 1, and below 2^64: others are weak, or too dear to check.
  static Result<PublicKey> rsa(std::span<const std::uint8_t> modulus, std::span<const std::uint8_t> exponent);
  /// Coordinates of exactly the curve's size. kInvalidParameter for a point that is not on the curve.
  static Result<PublicKey> ec(Curve curve, std::span<const std::uint8_t> x, std::span<const std::uint8_t> y);

  /// The algorithm is the key's, never the signature's choice.
  JwsAlgorithm algorithm() const noexcept { return algorithm_; }
  /// ECDSA signatures are r and s, each of the curve's size (RFC 7518 section 3.4), not DER.
  bool verifies(std::string_view message, std::span<const std::uint8_t> signature) const;

 private:
  struct Free {
    void operator()(void* key) const noexcept;
  };
  PublicKey(JwsAlgorithm algorithm, void* key) : algorithm_(algorithm), key_(key) {}
  JwsAlgorithm algorithm_;
  std::unique_ptr<void, Free> key_;  ///< an EVP_PKEY
};

}  // namespace entrepot::crypto
