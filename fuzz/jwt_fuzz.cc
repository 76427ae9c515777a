// Tokens of identity providers: whatever parses has one spelling, an algorithm of ours, and reads again as the same.
//
// First byte 0: the rest is a token. 1: the rest is a header, a line feed, and claims, which are encoded to a token.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/encoding.h"
#include "oidc/claims.h"
#include "oidc/jwt.h"

namespace oidc = entrepot::oidc;

namespace {

std::string encoded(std::string_view text) {
  return entrepot::base64url_encode(entrepot::as_bytes(text));
}

std::string assembled(std::string_view text) {
  const std::size_t line = std::min(text.find('\n'), text.size());
  return encoded(text.substr(0, line)) + "." + encoded(text.substr(std::min(line + 1, text.size()))) + ".AAAA";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest = entrepot::as_text(std::span(data + 1, size - 1));
  const std::string token = data[0] % 2 == 0 ? std::string(rest) : assembled(rest);
  const auto jwt = oidc::parse_jwt(token);
  if (!jwt) {
    if (jwt.error().kind() != entrepot::ErrorKind::kInvalidIdentityToken) std::abort();
    return 0;
  }
  if (jwt->signed_text + "." + entrepot::base64url_encode(jwt->signature) != token) std::abort();
  const auto claims = oidc::read_claims(jwt->claims);
  if (!claims) return 0;
  if (claims->issuer.empty() || claims->subject.empty() || claims->audiences.empty()) std::abort();
  const auto audience = oidc::audience_for(*claims, {"sts.amazonaws.com"});
  if (audience && *audience != "sts.amazonaws.com") std::abort();
  static_cast<void>(oidc::check_times(*claims, entrepot::SysTime(std::chrono::seconds(1'800'000'000))));
  return 0;
}
