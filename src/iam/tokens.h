#pragma once
// The registry password that GetAuthorizationToken hands out: sealed, 12 hours at most, without rights of its own.

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "iam/credentials.h"

namespace entrepot::iam {

class Sessions;

inline constexpr std::chrono::hours kTokenLifetime{12};

class RegistryTokens {
 public:
  /// `root` is derived from the custody's root key, so tokens survive a restart.
  /// Without `sessions` no token of a session opens.
  RegistryTokens(crypto::Key root, const Credentials& credentials, const Clock& clock,
                 const Sessions* sessions = nullptr);
  ~RegistryTokens();

  struct Issued {
    std::string
        password;  ///< base64 of ECR's outer JSON {payload, datakey, version, type, expiration}; <= 2,000 characters
    SysTime expires_at;  ///< whole seconds; at most the end of the principal's session
  };
  Issued issue(const Principal& principal) const;

  /// Opens a password and finds its principal as it is now. kInvalidToken "Your Authorization Token is invalid." for
  /// what is not ours or was changed; kExpiredCredentials "Your authorization token has expired. Reauthenticate and try
  /// again."; kInvalidToken too when the key behind it is inactive or gone, or the session was revoked. Opened tokens
  /// are remembered for a minute; the state of key and session is looked at each time.
  Result<Principal> open(std::string_view password) const;

  /// `Authorization: Basic base64(AWS:password)` (or Bearer password). kMissingCredentials "Not Authorized" without
  /// one.
  Result<Principal> authenticate(std::string_view authorization_header) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Short-lived signed paths for the layers door: whoever holds one may get what the path names, and nothing else. HMAC
/// over the path and the time; whom it was made for belongs into the path.
class SignedPaths {
 public:
  SignedPaths(crypto::Key key, const Clock& clock);
  /// The query that belongs to `path`: "expires=<seconds since the epoch>&signature=<64 hex digits>".
  std::string sign(std::string_view path, std::chrono::seconds lifetime) const;
  /// kAccessDenied if the signature is wrong or has run out.
  Result<void> check(std::string_view path, std::string_view query) const;

 private:
  crypto::Key key_;
  const Clock& clock_;
};

}  // namespace entrepot::iam
