#include "iam/sigv4_canonical.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::iam {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Dot segments and repeated slashes removed, as the SDKs do it: a slash ends the result only if one ends the path.
std::string normalize(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
    at = end + 1;
  }
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  if (out.empty() || path.ends_with('/')) out += '/';
  return out;
}

/// Appends `value` trimmed, with each run of white space as one space.
void append_folded(std::string& out, std::string_view value) {
  std::size_t at = value.find_first_not_of(kSpace);
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(value.find_first_of(kSpace, at), value.size());
    out.append(value.substr(at, end - at));
    at = value.find_first_not_of(kSpace, end);
    if (at != std::string_view::npos) out += ' ';
  }
}

void append_headers(std::string& out, const SignedRequest& request, const std::vector<std::string>& signed_headers) {
  for (const std::string& name : signed_headers) {
    out.append(name) += ':';
    bool is_first = true;
    for (const auto& [field, value] : request.headers) {
      if (!is_header(field, name)) continue;
      if (!std::exchange(is_first, false)) out += ',';
      append_folded(out, value);
    }
    out += '\n';
  }
}

}  // namespace

bool is_header(std::string_view name, std::string_view lower_name) {
  return name.size() == lower_name.size() &&
         std::equal(name.begin(), name.end(), lower_name.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string canonical_path(std::string_view path, PathRule rule) {
  if (path.empty()) return "/";
  return percent_encode(rule == PathRule::kNormalize ? normalize(path) : std::string(path), Slash::kKeep);
}

std::optional<std::string> canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view parameter = query.substr(at, end - at);
    at = end + 1;
    if (parameter.empty()) continue;
    const std::size_t equals = parameter.find('=');
    const auto name = percent_decode(parameter.substr(0, equals));
    const auto value = percent_decode(equals == std::string_view::npos ? "" : parameter.substr(equals + 1));
    if (!name || !value || parameters.size() == kMaxQueryParameters) return std::nullopt;
    if (*name == "X-Amz-Signature") continue;
    parameters.emplace_back(percent_encode(*name), percent_encode(*value));
  }
  std::ranges::sort(parameters);
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

std::optional<Canonical> canonicalize(const SignedRequest& request, const std::vector<std::string>& signed_headers,
                                      std::string_view timestamp, const Scope& scope, PathRule rule) {
  const auto query = canonical_query(request.query);
  if (!query) return std::nullopt;
  Canonical out;
  out.request.reserve(512);
  out.request.append(request.method).append("\n");
  out.request.append(canonical_path(request.path, rule)).append("\n");
  out.request.append(*query).append("\n");
  append_headers(out.request, request, signed_headers);
  out.request += '\n';
  for (const std::string& name : signed_headers) out.request.append(name).append(";");
  if (!signed_headers.empty()) out.request.pop_back();
  out.request.append("\n").append(request.payload_sha256_hex);

  out.string_to_sign.reserve(192);
  out.string_to_sign.append("AWS4-HMAC-SHA256\n").append(timestamp).append("\n");
  out.string_to_sign.append(scope.date).append("/").append(scope.region).append("/").append(scope.service);
  out.string_to_sign.append("/aws4_request\n").append(hex_encode(crypto::sha256(out.request)));
  return out;
}

}  // namespace entrepot::iam
