#include "base/encoding.h"

#include <array>

namespace entrepot {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string encode64(std::span<const std::uint8_t> in, std::string_view alphabet, bool pad) {
  std::string out;
  out.reserve((in.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= in.size(); i += 3) {
    const std::uint32_t v = (in[i] << 16) | (in[i + 1] << 8) | in[i + 2];
    out += {alphabet[v >> 18], alphabet[(v >> 12) & 63], alphabet[(v >> 6) & 63], alphabet[v & 63]};
  }
  if (const std::size_t rest = in.size() - i; rest != 0) {
    const std::uint32_t v = (in[i] << 16) | (rest == 2 ? in[i + 1] << 8 : 0);
    out += {alphabet[v >> 18], alphabet[(v >> 12) & 63]};
    if (rest == 2) out += alphabet[(v >> 6) & 63];
    if (pad) out.append(3 - rest, '=');
  }
  return out;
}

/// What is not in the alphabet has this bit.
constexpr std::uint8_t kNoDigit = 0x80;
using Digits = std::array<std::uint8_t, 256>;

consteval Digits digits_of(std::string_view alphabet) {
  Digits out{};
  out.fill(kNoDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return out;
}
constexpr Digits kStandardDigits = digits_of(kStandard);
constexpr Digits kUrlDigits = digits_of(kUrl);

/// Four digits at a time: parts of layers come in base64, 28 MB in one text.
std::optional<std::vector<std::uint8_t>> decode64(std::string_view in, const Digits& digits, bool padded) {
  if (padded) {
    if (in.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && in.ends_with('='); ++i) in.remove_suffix(1);
  }
  const std::size_t rest = in.size() % 4;
  if (rest == 1) return std::nullopt;
  std::vector<std::uint8_t> out(in.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1));
  const auto* from = reinterpret_cast<const unsigned char*>(in.data());
  const auto* const whole = from + (in.size() - rest);
  std::uint8_t* to = out.data();
  for (; from != whole; from += 4, to += 3) {
    const std::uint32_t a = digits[from[0]], b = digits[from[1]], c = digits[from[2]], d = digits[from[3]];
    if (((a | b | c | d) & kNoDigit) != 0) return std::nullopt;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    to[0] = static_cast<std::uint8_t>(bits >> 16);
    to[1] = static_cast<std::uint8_t>(bits >> 8);
    to[2] = static_cast<std::uint8_t>(bits);
  }
  if (rest == 0) return out;
  const std::uint32_t a = digits[from[0]], b = digits[from[1]], c = rest == 3 ? digits[from[2]] : 0;
  if (((a | b | c) & kNoDigit) != 0) return std::nullopt;
  const std::uint32_t bits = a << 18 | b << 12 | c << 6;
  to[0] = static_cast<std::uint8_t>(bits >> 16);
  if (rest == 3) to[1] = static_cast<std::uint8_t>(bits >> 8);
  const std::uint32_t stray = rest == 3 ? bits & 0xFF : bits & 0xFFFF;
  if (stray != 0) return std::nullopt;
  return out;
}

bool unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

}  // namespace

std::string hex_encode(std::span<const std::uint8_t> bytes) {
  std::string out(bytes.size() * 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = kHex[bytes[i] >> 4];
    out[2 * i + 1] = kHex[bytes[i] & 15];
  }
  return out;
}

std::optional<std::vector<std::uint8_t>> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> out(text.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return out;
}

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  return encode64(bytes, kStandard, true);
}
std::string base64url_encode(std::span<const std::uint8_t> bytes) {
  return encode64(bytes, kUrl, false);
}
std::optional<std::vector<std::uint8_t>> base64_decode(std::string_view text) {
  return decode64(text, kStandardDigits, true);
}
std::optional<std::vector<std::uint8_t>> base64url_decode(std::string_view text) {
  return decode64(text, kUrlDigits, false);
}

std::string percent_encode(std::string_view text, Slash slash) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (unreserved(c) || (c == '/' && slash == Slash::kKeep)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kUpperHex[byte >> 4], kUpperHex[byte & 15]};
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  for (const char c : text.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (text.size() > limit) out += "...";
  return out;
}

}  // namespace entrepot
