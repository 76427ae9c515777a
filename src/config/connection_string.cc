#include "config/connection_string.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/encoding.h"

namespace entrepot::config {
namespace {

constexpr std::string_view kSpace = " \t\n\r\v\f";

enum class Showing : std::uint8_t { kPlain, kMasked };

/// libpq's settings; nullopt for what it does not know.
std::optional<Showing> showing_of(std::string_view key) {
  static constexpr std::array<std::string_view, 3> kSecret{"password", "sslpassword", "options"};
  static constexpr std::array<std::string_view, 32> kHarmless{"service",
                                                              "user",
                                                              "channel_binding",
                                                              "connect_timeout",
                                                              "dbname",
                                                              "host",
                                                              "hostaddr",
                                                              "port",
                                                              "client_encoding",
                                                              "passfile",
                                                              "application_name",
                                                              "fallback_application_name",
                                                              "keepalives",
                                                              "keepalives_idle",
                                                              "keepalives_interval",
                                                              "keepalives_count",
                                                              "tcp_user_timeout",
                                                              "sslmode",
                                                              "sslcompression",
                                                              "sslcert",
                                                              "sslkey",
                                                              "sslrootcert",
                                                              "sslcrl",
                                                              "sslcrldir",
                                                              "sslsni",
                                                              "requirepeer",
                                                              "ssl_min_protocol_version",
                                                              "ssl_max_protocol_version",
                                                              "gssencmode",
                                                              "krbsrvname",
                                                              "gsslib",
                                                              "target_session_attrs"};
  if (std::ranges::find(kSecret, key) != kSecret.end()) return Showing::kMasked;
  if (std::ranges::find(kHarmless, key) != kHarmless.end()) return Showing::kPlain;
  return std::nullopt;
}

/// The end of the value that starts at `at`: quoted or not, a backslash takes the next character as it is.
std::optional<std::size_t> end_of_value(std::string_view text, std::size_t at) {
  const bool is_quoted = at < text.size() && text[at] == '\'';
  for (std::size_t i = is_quoted ? at + 1 : at; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (is_quoted ? text[i] == '\'' : kSpace.contains(text[i]))
      return is_quoted ? i + 1 : i;
  }
  return is_quoted ? std::nullopt : std::optional(text.size());
}

/// "host=a password='b c'"
std::optional<std::string> mask_keywords(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;) {
    const std::size_t equals = text.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    std::string_view key = text.substr(at, equals - at);
    key = key.substr(0, key.find_last_not_of(kSpace) + 1);
    const auto showing = showing_of(key);
    const std::size_t start = std::min(text.find_first_not_of(kSpace, equals + 1), text.size());
    const auto end = end_of_value(text, start);
    if (!showing || !end) return std::nullopt;
    if (!out.empty()) out += ' ';
    out.append(key).append("=").append(*showing == Showing::kPlain ? text.substr(start, *end - start) : kMask);
    at = text.find_first_not_of(kSpace, *end);
  }
  return out;
}

bool is_made_of(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.contains(c);
  });
}

/// "host", "host:port", "[address]:port". A host may be a percent-encoded path, or missing.
bool is_host(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 1 || !is_made_of(text.substr(1, end - 1), ":.%")) return false;
    text.remove_prefix(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (!is_made_of(text.substr(0, end), ".%-_")) return false;
    text.remove_prefix(end);
  }
  if (text.empty()) return true;
  return text[0] == ':' && std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// "host:port,host:port/database" without anything that might have been meant as a password.
bool is_place(std::string_view text) {
  std::string_view hosts = text.substr(0, text.find('/'));
  while (!hosts.empty()) {
    const std::string_view host = hosts.substr(0, hosts.find(','));
    hosts.remove_prefix(std::min(host.size() + 1, hosts.size()));
    if (!is_host(host)) return false;
  }
  return !text.contains('@');
}

/// "key=value&key=value"
std::optional<std::string> mask_parameters(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals != pair.rfind('=')) return std::nullopt;
    const auto key = percent_decode(pair.substr(0, equals));
    // "ssl=true" is JDBC's way, which libpq takes as well.
    const auto showing = !key ? std::nullopt : *key == "ssl" ? std::optional(Showing::kPlain) : showing_of(*key);
    if (!showing) return std::nullopt;
    out.append(out.empty() ? "?" : "&").append(pair.substr(0, equals + 1));
    out.append(*showing == Showing::kPlain ? pair.substr(equals + 1) : kMask);
  }
  return out;
}

/// "postgresql://user:password@host:port/database?key=value". libpq takes what stands before the first @ as the user's,
/// if no slash comes before it.
std::optional<std::string> mask_uri(std::string_view scheme, std::string_view rest) {
  const auto decoded = percent_decode(rest);
  if (!decoded || decoded->contains('\0')) return std::nullopt;
  std::string out(scheme);
  const std::size_t stop = rest.find_first_of("@/");
  if (stop != std::string_view::npos && rest[stop] == '@') {
    const std::size_t colon = rest.substr(0, stop).find(':');
    out.append(rest.substr(0, std::min(colon, stop)));
    if (colon != std::string_view::npos) out.append(":").append(kMask);
    out += '@';
    rest.remove_prefix(stop + 1);
  }
  const std::string_view place = rest.substr(0, rest.find('?'));
  if (!is_place(place)) return std::nullopt;
  const auto parameters = mask_parameters(rest.substr(std::min(place.size() + 1, rest.size())));
  if (!parameters) return std::nullopt;
  return out.append(place).append(*parameters);
}

}  // namespace

std::string mask_secrets(std::string_view text) {
  if (text == "sqlite") return std::string(text);
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (text.starts_with(scheme)) {
      return mask_uri(scheme, text.substr(scheme.size())).value_or(std::string(kMask));
    }
  }
  return mask_keywords(text).value_or(std::string(kMask));
}

bool is_masked(std::string_view text) {
  return text.contains(kMask) && mask_secrets(text) == text;
}

}  // namespace entrepot::config
