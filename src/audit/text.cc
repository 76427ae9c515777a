#include "audit/text.h"

#include <cstdint>

namespace entrepot::audit {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

void append_unit(std::string& out, std::uint32_t unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[unit >> static_cast<unsigned>(shift) & 15U];
}

void append_code_point(std::string& out, std::uint32_t point) {
  if (point < 0x10000) return append_unit(out, point);
  point -= 0x10000;
  append_unit(out, 0xD800 + (point >> 10U));
  append_unit(out, 0xDC00 + (point & 0x3FFU));
}

/// Takes one code point off the front; kReplacement, and one byte, where there is none.
std::uint32_t take_code_point(std::string_view& text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = at(0);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  std::uint32_t point = first & (0xFFU >> (length + 1));
  bool is_valid = first >= 0xC2 && first <= 0xF4 && text.size() >= length;
  for (std::size_t i = 1; is_valid && i < length; ++i) {
    is_valid = (at(i) & 0xC0U) == 0x80;
    point = point << 6U | (at(i) & 0x3FU);
  }
  const bool is_overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  is_valid = is_valid && !is_overlong && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  text.remove_prefix(is_valid ? length : 1);
  return is_valid ? point : kReplacement;
}

/// The longest beginning of at most `limit` bytes that cuts no character in two.
std::string_view beginning(std::string_view text, std::size_t limit) {
  std::size_t end = limit;
  while (end > 0 && limit - end < 3 && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text, std::size_t limit) {
  const bool is_cut = text.size() > limit;
  if (is_cut) text = beginning(text, limit);
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && text[plain] >= ' ' && text[plain] <= '~' && text[plain] != '"' && text[plain] != '\\')
      ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
      text.remove_prefix(1);
    } else if (static_cast<std::uint8_t>(c) < 0x80) {
      append_unit(out, static_cast<std::uint8_t>(c));
      text.remove_prefix(1);
    } else {
      append_code_point(out, take_code_point(text));
    }
  }
  out += is_cut ? "...\"" : "\"";
}

}  // namespace entrepot::audit
