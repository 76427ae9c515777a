#include "http/request_checks.h"

#include <algorithm>
#include <array>

namespace entrepot::http {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr std::string_view kRefusedInTarget = "\"#<>\\^`{|}";

// RFC 3986: the bytes of a path and a query; '%' is looked at where the path is decoded.
constexpr std::array<bool, 256> kInTarget = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x21; c < 0x7f; ++c) table[c] = !kRefusedInTarget.contains(static_cast<char>(c));
  return table;
}();

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

}  // namespace

bool same_text(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool is_decimal(std::string_view text) {
  return !text.empty() && text.size() <= 19 && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_host(std::string_view text) {
  if (text.size() > 255 + 6) return false;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const std::string_view inside = text.substr(1, end - 1);
    if (!std::all_of(inside.begin(), inside.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
      return false;
    const std::string_view after = text.substr(end + 1);
    return after.empty() || (after.front() == ':' && is_port(after.substr(1)));
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return is_name(text);
  return is_name(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

std::optional<std::string> check_target(Request& request) {
  std::string& target = request.target;
  if (!std::all_of(target.begin(), target.end(), [](char c) { return kInTarget[static_cast<unsigned char>(c)]; })) {
    return "the request target holds a character that must be percent-encoded";
  }
  if (target.starts_with('/')) return std::nullopt;

  std::size_t authority = 0;
  if (same_text(std::string_view(target).substr(0, 7), "http://")) authority = 7;
  if (same_text(std::string_view(target).substr(0, 8), "https://")) authority = 8;
  if (authority == 0) return "the request target is no path";
  const std::size_t end = std::min(target.find_first_of("/?", authority), target.size());
  if (!same_text(std::string_view(target).substr(authority, end - authority), request.host)) {
    return "the request target names another host than Host does";
  }
  target.erase(0, end);
  if (!target.starts_with('/')) target.insert(0, 1, '/');
  return std::nullopt;
}

}  // namespace entrepot::http
