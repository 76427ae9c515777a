#pragma once
// AES-256-GCM (NIST SP 800-38D).

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/secret.h"

namespace entrepot::crypto {

inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kNonceSize = 12;
using Nonce = std::array<std::uint8_t, kNonceSize>;

class Gcm;

/// A key schedule that is set up once and used for many messages. Not thread-safe; the caller never repeats a nonce.
class Aead {
 public:
  enum class Direction : std::uint8_t { kSeal, kOpen };
  Aead(const Key& key, Direction direction);
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;
  ~Aead();

  /// `out` has in.size() + kTagSize bytes: ciphertext, then tag. In place is allowed (out.data() == in.data()).
  void seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out);
  /// `in` is ciphertext then tag; `out` has in.size() - kTagSize bytes; in place is allowed. False if it was not sealed
  /// with this key, nonce and aad: then `out` must not be used.
  [[nodiscard]] bool open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                          std::span<std::uint8_t> out);

 private:
  Direction direction_;
  std::unique_ptr<Gcm> gcm_;
};

/// Seals a small secret with a fresh random nonce: nonce, ciphertext, tag. `context` is authenticated, not stored.
/// One key may seal up to 2^32 messages this way.
std::vector<std::uint8_t> seal(const Key& key, std::string_view context, std::span<const std::uint8_t> plain);
/// kCorrupt if `sealed` was not made by seal() with this key and context.
Result<std::vector<std::uint8_t>> open(const Key& key, std::string_view context, std::span<const std::uint8_t> sealed);

}  // namespace entrepot::crypto
