#pragma once
// The texts of configuration values: sizes, durations, numbers, yes and no.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entrepot::config {

/// "4096", "32KiB", "5MiB", "1GiB".
std::optional<std::uint64_t> parse_size(std::string_view text);
std::string show_size(std::uint64_t bytes);
/// "75s", "10m", "24h", "7d".
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
std::string show_duration(std::chrono::seconds duration);
/// "true", "false".
std::optional<bool> parse_switch(std::string_view text);
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace entrepot::config
