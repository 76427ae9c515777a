#pragma once
// Temporary credentials. The session token is the session, sealed; the secret is derived from the key id and the token.
// So a session needs no row anywhere, and costs no look-up.
//
//   token  = base64(form, 1 byte; datakey, 24 bytes; payload), sealing.h; sealed within it: pack_session() of the
//   principal secret = base64(HKDF-SHA256(root, salt of the datakey, key id)), the first 40 characters key id = "ASIA",
//   the account as 8 characters of base32, 8 random ones

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "iam/bounded_cache.h"
#include "iam/credentials.h"
#include "iam/directory.h"

namespace entrepot::iam {

inline constexpr std::string_view kSessionKeyPrefix = "ASIA";
/// Ours have about 400 characters, and at most 2,000.
inline constexpr std::size_t kMaxSessionToken = 4'096;

/// The account that a session's key id names; nullopt if it is no such id. It proves nothing: ids are made up easily.
std::optional<model::AccountId> account_of_session_key(std::string_view access_key_id);

/// Thread-safe.
class Sessions {
 public:
  /// `root` is derived from the custody's root key, so sessions survive a restart and hold on every node.
  Sessions(crypto::Key root, const Credentials& credentials, const Directory& directory, const Clock& clock);

  struct Issued {
    std::string access_key_id;
    std::string secret;  ///< the caller wipes it
    std::string token;
    /// Per cent of the room for policy and tags that they take; nullopt if there are none.
    std::optional<unsigned> packed_size;
  };
  /// `principal` is of a session, complete but for its access key id. kPackedPolicyTooLarge if its policy and tags are
  /// more than a registry password can carry.
  Result<Issued> issue(Principal principal) const;

  /// The key behind an id and a token, whether or not it still counts: check() says that. Null for a token that is not
  /// ours or was changed, and for another key's. What was opened is remembered.
  std::shared_ptr<const AccessKey> open(std::string_view access_key_id, std::string_view token) const;

  /// Whether a session counts now. kExpiredCredentials after its time; kUnrecognizedClient when it was revoked: its
  /// role is gone, is another one of the same name, or revoked its sessions; its user, or the long-term key that it was
  /// begun with, is gone or inactive.
  Result<void> check(const Principal& principal) const;

 private:
  std::string secret_of(std::span<const std::uint8_t> salt, std::string_view access_key_id) const;
  std::shared_ptr<const AccessKey> unseal(std::string_view token) const;
  bool is_revoked(const Principal& principal) const;

  crypto::Key root_;
  const Credentials& credentials_;
  const Directory& directory_;
  const Clock& clock_;
  /// By the SHA-256 of the token.
  mutable BoundedCache<std::shared_ptr<const AccessKey>> opened_{4'096};
};

}  // namespace entrepot::iam
