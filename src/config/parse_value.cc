#include "config/parse_value.h"

#include <array>
#include <charconv>
#include <utility>

namespace entrepot::config {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};
constexpr std::array kSizes{Unit{"GiB", 1ull << 30}, Unit{"MiB", 1ull << 20}, Unit{"KiB", 1ull << 10}};
constexpr std::array kDurations{Unit{"d", 86'400}, Unit{"h", 3'600}, Unit{"m", 60}, Unit{"s", 1}};

template <std::size_t N>
std::optional<std::uint64_t> with_unit(std::string_view text, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.suffix)) continue;
    const auto number = parse_number(text.substr(0, text.size() - unit.suffix.size()));
    if (!number || *number > UINT64_MAX / unit.factor) return std::nullopt;
    return *number * unit.factor;
  }
  return std::nullopt;
}

template <std::size_t N>
std::string show(std::uint64_t value, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) return std::to_string(value / unit.factor) + std::string(unit.suffix);
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  if (const auto bytes = parse_number(text)) return bytes;
  return with_unit(text, kSizes);
}

std::string show_size(std::uint64_t bytes) {
  const std::string shown = show(bytes, kSizes);
  return shown.empty() ? std::to_string(bytes) : shown;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto seconds = with_unit(text, kDurations);
  if (!seconds || *seconds > 100ull * 365 * 86'400) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

std::string show_duration(std::chrono::seconds duration) {
  const std::string shown = show(static_cast<std::uint64_t>(duration.count()), kDurations);
  return shown.empty() ? "0s" : shown;
}

std::optional<bool> parse_switch(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

}  // namespace entrepot::config
