#pragma once
// Temporary credentials and the identity providers behind them, built from the configuration.

#include <memory>

#include "api/sts/parts.h"
#include "config/server_config.h"
#include "identity/policies.h"

namespace entrepot::app {

/// Where issuers may be, and the files that stand for those that cannot be reached. kInvalidParameter, naming the key,
/// for a network or a pair that is none.
Result<oidc::IssuerKeys::Options> issuer_options(const config::ServerConfig& config);

/// What STS works with.
class SessionServices {
 public:
  /// All but `options` outlive it.
  SessionServices(crypto::Key root, const iam::Credentials& credentials, const iam::Directory& directory,
                  const iam::OidcProviders& providers, const Clock& clock, oidc::IssuerKeys::Options options,
                  identity::Policies& policies);
  SessionServices(const SessionServices&) = delete;
  SessionServices& operator=(const SessionServices&) = delete;

  const iam::Sessions& sessions() const { return sessions_; }
  api::sts::Parts& parts() { return parts_; }

 private:
  iam::Sessions sessions_;
  oidc::IssuerKeys issuer_keys_;
  api::sts::Parts parts_;
};

}  // namespace entrepot::app
