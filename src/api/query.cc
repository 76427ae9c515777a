#include "api/query.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/encoding.h"

namespace entrepot::api {
namespace {

Result<std::string> decode(std::string_view raw) {
  auto text = percent_decode(raw);
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (!text || std::ranges::any_of(*text, is_control))
    return fail(ErrorKind::kInvalidParameter, "the query parameter '" + printable(raw, 64) + "' is not well formed");
  return *std::move(text);
}

}  // namespace

Result<Query> Query::parse(std::string_view raw) {
  Query query;
  while (!raw.empty()) {
    const auto end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    raw = end == std::string_view::npos ? std::string_view() : raw.substr(end + 1);
    if (pair.empty()) continue;
    if (query.parameters_.size() == kMaxParameters)
      return fail(ErrorKind::kInvalidParameter,
                  "the query has more than " + std::to_string(kMaxParameters) + " parameters");
    const auto equals = pair.find('=');
    ENTREPOT_TRY(auto name, decode(pair.substr(0, equals)));
    ENTREPOT_TRY(auto value, decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1)));
    query.parameters_.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  for (const auto& [key, value] : parameters_)
    if (key == name) return value;
  return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : parameters_)
    if (key == name) values.emplace_back(value);
  return values;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;
  if (text.empty() || text.size() > kMostDigits) return std::nullopt;
  if (!std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; })) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace entrepot::api
