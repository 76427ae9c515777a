#include "oidc/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/encoding.h"

namespace entrepot::oidc {
namespace {

using std::chrono::sys_seconds;

constexpr std::size_t kMaxText = 2'048;
constexpr std::size_t kMaxAudiences = 100;
/// The year 9999, which is more than anybody means.
constexpr double kLatest = 253'402'300'799;

std::unexpected<Error> invalid(std::string message) {
  return fail(ErrorKind::kInvalidIdentityToken, std::move(message));
}

Result<std::string> required_text(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.if_contains(name);
  if (value == nullptr) return invalid(fmt::format("Missing a required claim: {}", name));
  if (!value->is_string() || value->get_string().empty() || value->get_string().size() > kMaxText) {
    return invalid(fmt::format("Invalid value of the claim: {}", name));
  }
  return std::string(value->get_string());
}

/// NumericDate (RFC 7519 section 2): seconds, perhaps with a fraction.
Result<std::optional<sys_seconds>> optional_time(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  double number = -1;
  if (value->is_int64()) number = static_cast<double>(value->get_int64());
  if (value->is_double()) number = std::floor(value->get_double());
  if (number < 0 || number > kLatest) return invalid(fmt::format("Invalid value of the claim: {}", name));
  return sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(number)));
}

Result<sys_seconds> required_time(const json::Object& claims, std::string_view name) {
  ENTREPOT_TRY(const auto time, optional_time(claims, name));
  if (!time) return invalid(fmt::format("Missing a required claim: {}", name));
  return *time;
}

Result<std::vector<std::string>> read_audiences(const json::Object& claims) {
  const json::Value* value = claims.if_contains("aud");
  if (value == nullptr) return invalid("Missing a required claim: aud");
  std::vector<std::string> audiences;
  const auto add = [&](const json::Value& one) {
    const bool is_text = one.is_string() && !one.get_string().empty() && one.get_string().size() <= kMaxText;
    if (is_text) audiences.emplace_back(one.get_string());
    return is_text;
  };
  const bool is_read = value->is_array()
                           ? value->get_array().size() <= kMaxAudiences && std::ranges::all_of(value->get_array(), add)
                           : add(*value);
  if (!is_read || audiences.empty()) return invalid("Invalid value of the claim: aud");
  return audiences;
}

}  // namespace

Result<Claims> read_claims(const json::Object& object) {
  Claims claims;
  ENTREPOT_TRY(claims.issuer, required_text(object, "iss"));
  ENTREPOT_TRY(claims.subject, required_text(object, "sub"));
  ENTREPOT_TRY(claims.audiences, read_audiences(object));
  ENTREPOT_TRY(claims.expires_at, required_time(object, "exp"));
  ENTREPOT_TRY(claims.issued_at, required_time(object, "iat"));
  ENTREPOT_TRY(claims.not_before, optional_time(object, "nbf"));
  if (object.contains("azp")) {
    ENTREPOT_TRY(claims.authorized_party, required_text(object, "azp"));
  }
  return claims;
}

Result<void> check_times(const Claims& claims, SysTime exact_now) {
  const auto now = std::chrono::floor<std::chrono::seconds>(exact_now);
  if (now >= claims.expires_at + kLeeway) {
    return fail(ErrorKind::kExpiredIdentityToken,
                fmt::format("Token expired: current date/time {} must be before the expiration date/time {}",
                            now.time_since_epoch().count(), claims.expires_at.time_since_epoch().count()));
  }
  const auto begins = std::max(claims.issued_at, claims.not_before.value_or(claims.issued_at));
  if (begins > now + kLeeway) {
    return invalid(fmt::format("Token not yet valid: current date/time {} must be after {}",
                               now.time_since_epoch().count(), begins.time_since_epoch().count()));
  }
  return {};
}

Result<std::string> audience_for(const Claims& claims, const std::vector<std::string>& client_ids) {
  const auto is_known = [&](const std::string& id) { return std::ranges::find(client_ids, id) != client_ids.end(); };
  if (claims.authorized_party) {
    if (is_known(*claims.authorized_party)) return *claims.authorized_party;
  } else if (const auto at = std::ranges::find_if(claims.audiences, is_known); at != claims.audiences.end()) {
    return *at;
  }
  return invalid("Incorrect token audience");
}

}  // namespace entrepot::oidc
