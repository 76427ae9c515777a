#pragma once
// The two ways to write a time in a signed request.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace entrepot::iam {

/// "20150830T123600Z".
std::string format_iso_basic(std::chrono::sys_seconds time);
/// nullopt unless exactly that form and a real time of the years 1970 to 9999.
std::optional<std::chrono::sys_seconds> parse_iso_basic(std::string_view text);
/// "Sun, 30 Aug 2015 12:36:00 GMT" (RFC 9110, IMF-fixdate), the form of the Date header. The name of the day is not
/// checked.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace entrepot::iam
