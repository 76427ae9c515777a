#pragma once
// The two implementations of AES-256-GCM behind Aead. Private to the room.

#include <memory>

#include "crypto/aead.h"

namespace entrepot::crypto {

/// The contract is Aead's.
class Gcm {
 public:
  virtual ~Gcm() = default;
  virtual void seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                    std::span<std::uint8_t> out) = 0;
  virtual bool open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                    std::span<std::uint8_t> out) = 0;
};

std::unique_ptr<Gcm> make_openssl_gcm(const Key& key, Aead::Direction direction);

/// With the vector instructions VAES and VPCLMULQDQ, which the libcrypto of Debian 12 does not use for GCM: about three
/// times as fast. Null where the processor has none, or the build has no libipsec-mb.
std::unique_ptr<Gcm> make_vector_gcm(const Key& key);

}  // namespace entrepot::crypto
