#include "api/range.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>

#include "base/encoding.h"

namespace entrepot::api {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Digits only, at least one. A number beyond 64 bits is further than anything we have: the largest stands for it.
std::optional<std::uint64_t> parse_position(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; }))
    return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? value : UINT64_MAX;
}

bool take_unit(std::string_view& text) {
  constexpr std::string_view kUnit = "bytes";
  if (text.size() < kUnit.size()) return false;
  const bool same = std::ranges::equal(text.substr(0, kUnit.size()), kUnit,
                                       [](unsigned char a, char b) { return std::tolower(a) == b; });
  if (same) text.remove_prefix(kUnit.size());
  return same;
}

}  // namespace

RequestedRange parse_range(std::string_view header) {
  using Kind = RequestedRange::Kind;
  std::string_view text = trim(header);
  if (!take_unit(text) || !text.starts_with('=')) return {};
  text = trim(text.substr(1));
  // Several ranges would need a multipart answer; RFC 9110 14.2 lets a server ignore the field.
  if (text.contains(',')) return {};
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view before = trim(text.substr(0, dash));
  const std::string_view after = trim(text.substr(dash + 1));

  if (before.empty()) {
    const auto length = parse_position(after);
    if (!length) return {};
    if (*length == 0) return {.kind = Kind::kImpossible};
    return {.kind = Kind::kSuffix, .length = *length};
  }
  const auto first = parse_position(before);
  if (!first) return {};
  if (after.empty()) return {.kind = Kind::kFrom, .first = *first};
  const auto last = parse_position(after);
  if (!last) return {};
  if (*last < *first) return {.kind = Kind::kImpossible};
  return {.kind = Kind::kFrom, .first = *first, .last = *last};
}

std::optional<ByteRange> resolve(const RequestedRange& range, std::uint64_t size) {
  using Kind = RequestedRange::Kind;
  if (range.kind == Kind::kWhole || size == 0) return ByteRange{0, size};
  switch (range.kind) {
    case Kind::kFrom:
      if (range.first >= size) return std::nullopt;
      return ByteRange{range.first, std::min(range.last, size - 1) - range.first + 1};
    case Kind::kSuffix:
      return ByteRange{size - std::min(range.length, size), std::min(range.length, size)};
    case Kind::kImpossible:
    case Kind::kWhole:
      break;
  }
  return std::nullopt;
}

Result<ChunkRange> parse_content_range(std::string_view header) {
  const auto refused = [&] {
    return fail(ErrorKind::kInvalidParameter,
                "Content-Range '" + printable(header, 64) + "' is not of the form <first byte>-<last byte>");
  };
  std::string_view text = trim(header);
  if (take_unit(text)) {
    if (text.empty() || (text.front() != ' ' && text.front() != '=')) return refused();
    text = trim(text.substr(1));
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
      const std::string_view total = text.substr(slash + 1);
      if (total != "*" && !parse_position(total)) return refused();
      text = text.substr(0, slash);
    }
  }
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return refused();
  const auto first = parse_position(text.substr(0, dash));
  const auto last = parse_position(text.substr(dash + 1));
  if (!first || !last || *last < *first || *last == UINT64_MAX) return refused();
  return ChunkRange{*first, *last};
}

}  // namespace entrepot::api
