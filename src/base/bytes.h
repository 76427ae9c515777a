#pragma once
// Sizes with units, and half-open byte ranges.

#include <cstdint>

namespace entrepot {

constexpr std::uint64_t operator""_KiB(unsigned long long n) {
  return n << 10;
}
constexpr std::uint64_t operator""_MiB(unsigned long long n) {
  return n << 20;
}
constexpr std::uint64_t operator""_GiB(unsigned long long n) {
  return n << 30;
}

/// [first, first + length).
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
  std::uint64_t end() const { return first + length; }
  bool operator==(const ByteRange&) const = default;
};

}  // namespace entrepot
