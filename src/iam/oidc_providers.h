#pragma once
// The identity providers (OpenID Connect) that accounts trust, in memory: what AssumeRoleWithWebIdentity looks up.
// Filled from the store at start and on change.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/names.h"

namespace entrepot::iam {

struct OidcProvider {
  std::string arn;                       ///< "arn:aws:iam::123456789012:oidc-provider/<host and path of the URL>"
  std::vector<std::string> client_ids;   ///< audiences that a token may be for
  std::vector<std::string> thumbprints;  ///< SHA-1 of certificates that may stand for the provider, lower-case hex
};

/// The ARN of an account's provider. `issuer` is a URL ("https://host/path") or the same without its scheme.
std::string oidc_provider_arn(const model::AccountId& account, std::string_view issuer);

/// Thread-safe.
class OidcProviders {
 public:
  void put(OidcProvider provider);
  void remove(std::string_view arn);
  /// Null if there is none.
  std::shared_ptr<const OidcProvider> find(std::string_view arn) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const OidcProvider>, Hash, std::equal_to<>> by_arn_;
};

}  // namespace entrepot::iam
