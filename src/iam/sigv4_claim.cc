#include "iam/sigv4_claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "iam/sigv4_canonical.h"
#include "iam/sigv4_time.h"

namespace entrepot::iam {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::int64_t kMaxExpires = 604'800;  // seven days

std::unexpected<Error> incomplete(std::string message) {
  return fail(ErrorKind::kIncompleteSignature, std::move(message));
}

/// A closed set of names, each of which may be given once.
template <std::size_t N>
struct Parameters {
  const std::array<std::string_view, N>& names;
  std::array<std::optional<std::string>, N> values{};

  std::optional<std::string>* find(std::string_view name) {
    const auto at = std::ranges::find(names, name);
    return at == names.end() ? nullptr : &values[static_cast<std::size_t>(at - names.begin())];
  }
  const std::string& get(std::string_view name) { return **find(name); }
  bool has(std::string_view name) { return find(name)->has_value() && !(*find(name))->empty(); }
};

constexpr std::array<std::string_view, 3> kHeaderNames = {"Credential", "Signature", "SignedHeaders"};
constexpr std::array<std::string_view, 6> kQueryNames = {"X-Amz-Algorithm",     "X-Amz-Credential", "X-Amz-Signature",
                                                         "X-Amz-SignedHeaders", "X-Amz-Date",       "X-Amz-Expires"};
constexpr std::array<std::string_view, 7> kQueryNamesAndToken = {
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",     "X-Amz-SignedHeaders",
    "X-Amz-Date",      "X-Amz-Expires",    "X-Amz-Security-Token"};

constexpr std::string_view kTokenHeader = "x-amz-security-token";
constexpr std::string_view kTokenParameter = "X-Amz-Security-Token";

/// The value of a header that may occur once; nullopt if it does not occur.
Result<std::optional<std::string_view>> single(const SignedRequest& request, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [field, value] : request.headers) {
    if (!is_header(field, name)) continue;
    if (found) return incomplete(fmt::format("The header '{}' must not occur more than once.", name));
    found = value;
  }
  return found;
}

Result<Parameters<3>> split_authorization(std::string_view text) {
  constexpr std::string_view kSeparators = ", \t";
  Parameters<3> out{kHeaderNames};
  for (std::size_t at = text.find_first_not_of(kSeparators); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return incomplete(
          fmt::format("'{}' not a valid key=value pair (missing equal-sign) in Authorization header: '<redacted>'.",
                      printable(pair, 64)));
    }
    std::optional<std::string>* slot = out.find(pair.substr(0, equals));
    if (slot == nullptr || *slot) {
      return incomplete(
          fmt::format("Authorization header must have 'Credential', 'Signature' and 'SignedHeaders' once each, "
                      "and no other parameter; got '{}'.",
                      printable(pair.substr(0, equals), 64)));
    }
    *slot = std::string(pair.substr(equals + 1));
    at = text.find_first_not_of(kSeparators, end);
  }
  return out;
}

Result<void> check_algorithm(std::string_view algorithm) {
  if (algorithm == kAlgorithm) return {};
  return incomplete(
      fmt::format("Unsupported signing algorithm '{}': only {} is supported.", printable(algorithm, 40), kAlgorithm));
}

Result<std::vector<std::string>> read_signed_headers(std::string_view text, std::size_t most) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string_view name = text.substr(at, end - at);
    const bool has_upper = std::ranges::any_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (name.empty() || has_upper || (!names.empty() && names.back() >= name)) {
      return incomplete("SignedHeaders must be lower-case header names, sorted, without repeats, separated by ';'.");
    }
    if (names.size() == most) return incomplete("SignedHeaders names more headers than the request has.");
    names.emplace_back(name);
    at = end + 1;
  }
  return names;
}

Result<Scope> read_credential(std::string_view text, std::string_view timestamp) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size() && parts.size() < 6;) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (parts.size() != 5) {
    return incomplete(fmt::format(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{}'.",
        printable(text, 128)));
  }
  if (parts[1] != timestamp.substr(0, 8)) {
    return fail(
        ErrorKind::kInvalidSignature,
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != "
                    "'{}', from '{}'.",
                    printable(parts[1], 16), timestamp.substr(0, 8), timestamp));
  }
  if (parts[4] != kTerminator) {
    return fail(ErrorKind::kInvalidSignature,
                fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'.", kTerminator,
                            printable(parts[4], 32)));
  }
  return Scope{.access_key_id = std::string(parts[0]),
               .date = std::string(parts[1]),
               .region = std::string(parts[2]),
               .service = std::string(parts[3])};
}

/// Fills in everything but the date.
Result<void> read_common(Claim& claim, std::string_view credential, std::string_view signed_headers,
                         std::string signature, std::size_t header_count) {
  ENTREPOT_TRY(claim.scope, read_credential(credential, claim.timestamp));
  ENTREPOT_TRY(claim.signed_headers, read_signed_headers(signed_headers, header_count));
  claim.signature = std::move(signature);
  return {};
}

std::unexpected<Error> bad_date(std::string_view text) {
  return incomplete(
      fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See http://en.wikipedia.org/wiki/ISO_8601",
                  printable(text, 64)));
}

Result<Claim> read_header(const SignedRequest& request, std::string_view authorization) {
  const std::size_t space = std::min(authorization.find_first_of(" \t"), authorization.size());
  ENTREPOT_CHECK_OK(check_algorithm(authorization.substr(0, space)));
  ENTREPOT_TRY(auto parameters, split_authorization(authorization.substr(space)));
  ENTREPOT_TRY(const auto amz_date, single(request, "x-amz-date"));
  ENTREPOT_TRY(const auto http_date, single(request, "date"));

  std::string missing;
  for (const std::string_view name : kHeaderNames) {
    if (!parameters.has(name)) missing += fmt::format("Authorization header requires '{}' parameter. ", name);
  }
  if (!amz_date && !http_date) {
    missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) return incomplete(missing + "Authorization=<redacted>");

  Claim claim;
  claim.date_header = amz_date ? "x-amz-date" : "date";
  const std::string_view text = amz_date ? *amz_date : *http_date;
  auto time = parse_iso_basic(text);
  if (!time && !amz_date) time = parse_http_date(text);
  if (!time) return bad_date(text);
  claim.time = *time;
  claim.timestamp = format_iso_basic(*time);
  ENTREPOT_CHECK_OK(read_common(claim, parameters.get("Credential"), parameters.get("SignedHeaders"),
                                parameters.get("Signature"), request.headers.size()));
  ENTREPOT_TRY(const auto token, single(request, kTokenHeader));
  claim.session_token = token.value_or("");
  claim.has_stray_token = has_query_parameter(request.query, kTokenParameter);
  return claim;
}

Result<Parameters<7>> split_query(std::string_view query) {
  Parameters<7> out{kQueryNamesAndToken};
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = pair.find('=');
    const auto name = percent_decode(pair.substr(0, equals));
    std::optional<std::string>* slot = name ? out.find(*name) : nullptr;
    if (slot == nullptr) continue;
    if (*slot) return incomplete(fmt::format("AWS query-string parameter '{}' must not occur more than once.", *name));
    *slot = percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!*slot) return incomplete(fmt::format("AWS query-string parameter '{}' is not percent-encoded text.", *name));
  }
  return out;
}

Result<Claim> read_query(const SignedRequest& request) {
  ENTREPOT_TRY(auto parameters, split_query(request.query));
  std::string missing;
  for (const std::string_view name : kQueryNames) {
    if (!parameters.has(name)) missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
  }
  if (!missing.empty()) return incomplete(missing + "Re-examine the query-string parameters.");
  ENTREPOT_CHECK_OK(check_algorithm(parameters.get("X-Amz-Algorithm")));

  Claim claim;
  const std::string& expires = parameters.get("X-Amz-Expires");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
  if (error != std::errc() || end != expires.data() + expires.size() || seconds < 1 || seconds > kMaxExpires) {
    return incomplete(fmt::format("X-Amz-Expires must be a number of seconds from 1 to {}, not '{}'.", kMaxExpires,
                                  printable(expires, 32)));
  }
  claim.expires = std::chrono::seconds(seconds);
  const auto time = parse_iso_basic(parameters.get("X-Amz-Date"));
  if (!time) return bad_date(parameters.get("X-Amz-Date"));
  claim.time = *time;
  claim.timestamp = parameters.get("X-Amz-Date");
  ENTREPOT_CHECK_OK(read_common(claim, parameters.get("X-Amz-Credential"), parameters.get("X-Amz-SignedHeaders"),
                                parameters.get("X-Amz-Signature"), request.headers.size()));
  if (parameters.has(kTokenParameter)) claim.session_token = parameters.get(kTokenParameter);
  ENTREPOT_TRY(const auto header, single(request, kTokenHeader));
  claim.has_stray_token = header.has_value();
  return claim;
}

}  // namespace

bool has_query_parameter(std::string_view query, std::string_view wanted) {
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    at = end + 1;
    if (percent_decode(pair.substr(0, pair.find('='))) == wanted) return true;
  }
  return false;
}

bool has_query_signature(std::string_view query) {
  return has_query_parameter(query, "X-Amz-Signature") || has_query_parameter(query, "X-Amz-Credential") ||
         has_query_parameter(query, "X-Amz-Algorithm");
}

Result<Claim> read_claim(const SignedRequest& request) {
  ENTREPOT_TRY(const auto authorization, single(request, "authorization"));
  const bool in_query = has_query_signature(request.query);
  if (authorization && in_query)
    return incomplete("Sign either with the Authorization header or with the query, not with both.");
  if (authorization) return read_header(request, *authorization);
  if (in_query) return read_query(request);
  return fail(ErrorKind::kMissingCredentials, "Missing Authentication Token");
}

}  // namespace entrepot::iam
