#pragma once
// What a request's target, Host and numbers may look like: stricter than the parser.

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace entrepot::http {

inline constexpr std::size_t kMaxMethod = 32;

/// Equal without regard to the case of ASCII letters.
bool same_text(std::string_view a, std::string_view b);

/// 1 to 19 digits and nothing else: no sign, no space, no list.
bool is_decimal(std::string_view text);

/// A registered name, IPv4 or [IPv6], with an optional port (RFC 3986 section 3.2.2). Not empty.
bool is_host(std::string_view text);

/// Brings `request.target` into origin form ("/path?query"); an absolute form must name the request's Host. What is
/// wrong with it otherwise.
std::optional<std::string> check_target(Request& request);

}  // namespace entrepot::http
