#pragma once
// What the operations of STS work with. Built by app, lives as long as the server.

#include <functional>
#include <string>

#include "async/task.h"
#include "base/clock.h"
#include "iam/credentials.h"
#include "iam/directory.h"
#include "iam/oidc_providers.h"
#include "iam/sessions.h"
#include "oidc/issuer_keys.h"

namespace entrepot::api::sts {

struct Parts {
  const iam::Credentials& credentials;
  const iam::Directory& directory;
  const iam::OidcProviders& providers;
  const iam::Sessions& sessions;
  oidc::IssuerKeys& issuer_keys;
  const Clock& clock;
  /// The document of a managed policy that an account may use: its own, or AWS's. kNoSuchEntity. Empty: there are none.
  std::function<async::Task<std::string>(model::AccountId account, std::string arn)> managed_policy;
};

}  // namespace entrepot::api::sts
