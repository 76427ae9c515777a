#pragma once
// Bytes that must not outlive their use: wiped on destruction, never printed, compared in constant time.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace entrepot::crypto {

/// Overwrites memory in a way that the compiler may not remove.
void wipe(std::span<std::uint8_t> bytes) noexcept;
void wipe(std::string& text) noexcept;

/// True if equal; time depends on the lengths only.
bool equal_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) noexcept;

/// A 256-bit key.
class Key {
 public:
  static constexpr std::size_t kSize = 32;
  Key() = default;
  explicit Key(std::span<const std::uint8_t, kSize> bytes);
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key() { wipe(bytes_); }
  /// From the system's random generator.
  static Key random();
  std::span<const std::uint8_t, kSize> bytes() const noexcept { return bytes_; }

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

/// Fills `out` from the system's random generator; aborts the process if it has none.
void random_bytes(std::span<std::uint8_t> out);
/// `bytes` random bytes as lower-case hex.
std::string random_hex(std::size_t bytes);
/// A random (version 4) UUID, lower case, RFC 9562.
std::string random_uuid();

}  // namespace entrepot::crypto
