#pragma once
// An issuer's public keys (RFC 7517) and where it publishes them (OpenID Connect Discovery 1.0).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/public_key.h"
#include "oidc/jwt.h"

namespace entrepot::oidc {

/// More keys than this are no issuer's: the rest is left out.
inline constexpr std::size_t kMaxKeys = 64;

class KeySet {
 public:
  /// kUnavailable, whose detail says why, for anything but an object with an array of keys. Keys of other kinds and for
  /// other uses, weak and broken ones are left out.
  static Result<KeySet> parse(std::string_view text);

  /// Whether a key of the token's algorithm, with the token's key id if it has one, could have signed it.
  bool has_candidate(const Jwt& jwt) const;
  /// Whether one of them did.
  bool verifies(const Jwt& jwt) const;
  std::size_t size() const { return keys_.size(); }

 private:
  struct Entry {
    std::string id;
    crypto::PublicKey key;
  };
  static bool is_candidate(const Entry& entry, const Jwt& jwt);
  std::vector<Entry> keys_;
};

/// "<issuer>/.well-known/openid-configuration".
std::string discovery_url(std::string_view issuer);
/// The jwks_uri of a discovery document. kUnavailable unless the document is about exactly this issuer.
Result<std::string> read_discovery(std::string_view text, std::string_view issuer);

}  // namespace entrepot::oidc
