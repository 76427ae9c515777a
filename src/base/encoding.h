#pragma once
// Hex, base64, percent encoding, and text made safe to show.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace entrepot {

std::string hex_encode(std::span<const std::uint8_t> bytes);
/// nullopt unless `text` is an even number of hex digits (either case).
std::optional<std::vector<std::uint8_t>> hex_decode(std::string_view text);

std::string base64_encode(std::span<const std::uint8_t> bytes);
/// URL-safe alphabet, no padding (RFC 4648 section 5).
std::string base64url_encode(std::span<const std::uint8_t> bytes);
/// Strict RFC 4648: padding required, no white space, no stray bits. nullopt otherwise.
std::optional<std::vector<std::uint8_t>> base64_decode(std::string_view text);
std::optional<std::vector<std::uint8_t>> base64url_decode(std::string_view text);

/// Percent-encodes all but A-Z a-z 0-9 - _ . ~ (and '/' when keep_slash), upper-case hex, as SigV4 wants it.
enum class Slash : std::uint8_t { kEncode, kKeep };
std::string percent_encode(std::string_view text, Slash slash = Slash::kEncode);
/// nullopt on a '%' without two hex digits. '+' stays a plus.
std::optional<std::string> percent_decode(std::string_view text);

/// `text` cut to `limit` bytes, with control and non-ASCII bytes shown as \xNN: safe in messages and logs.
std::string printable(std::string_view text, std::size_t limit = 256);

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace entrepot
