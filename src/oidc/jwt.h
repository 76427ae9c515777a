#pragma once
// JSON Web Tokens in their one compact form (RFC 7519, RFC 7515 section 7.1), signed with a public key. Strict: what
// RFC 8725 warns of is refused here, before any key is looked for.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/public_key.h"
#include "json/reader.h"

namespace entrepot::oidc {

/// As STS: clientTokenType of its API model.
inline constexpr std::size_t kMaxJwt = 20'000;

struct Jwt {
  crypto::JwsAlgorithm algorithm = crypto::JwsAlgorithm::kRs256;
  std::string key_id;  ///< a name to look up among the issuer's keys, never a place; empty: none
  json::Object claims;
  std::string signed_text;  ///< header and claims, encoded as they came
  std::vector<std::uint8_t> signature;
};

/// kInvalidIdentityToken for anything but three parts of base64url without padding, whose header names RS256, ES256 or
/// ES384 and no critical extension, and whose claims are an object. The claims are proven by nothing yet. Addresses and
/// keys in the header (jku, x5u, jwk, x5c) are never looked at.
Result<Jwt> parse_jwt(std::string_view token);

}  // namespace entrepot::oidc
