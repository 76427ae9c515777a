#pragma once
// An identity provider's key: signs tokens as a provider does, and in the ways that an attacker tries.

#include <memory>
#include <string>
#include <string_view>

namespace entrepot::testing {

class TokenIssuer {
 public:
  enum class Kind { kRs256, kEs256, kEs384 };
  TokenIssuer(Kind kind, std::string key_id);
  ~TokenIssuer();

  /// {"alg":"..","kid":"..","typ":"JWT"}.
  std::string header() const;
  /// A JSON Web Key.
  std::string jwk() const;
  /// {"keys":[jwk()]}.
  std::string key_set() const;
  /// The key as PEM, as some publish it.
  std::string public_pem() const;
  std::string sign(std::string_view claims) const { return sign_with(header(), claims); }
  std::string sign_with(std::string_view header, std::string_view claims) const;

  /// "encoded header.encoded claims.", with an HMAC-SHA256 of `key`, and without any signature.
  static std::string sign_hs256(std::string_view header, std::string_view claims, std::string_view key);
  static std::string unsigned_token(std::string_view header, std::string_view claims);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::testing
