#include "app/session_services.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace entrepot::app {
namespace {

/// As it is now.
async::Task<std::string> managed_document(identity::Policies& policies, model::AccountId account, std::string arn) {
  ENTREPOT_CO_TRY(const auto policy, co_await policies.get(account, arn));
  ENTREPOT_CO_TRY(const auto version,
                  co_await policies.get_version(account, arn, fmt::format("v{}", policy.default_version)));
  co_return version.document;
}

}  // namespace

Result<oidc::IssuerKeys::Options> issuer_options(const config::ServerConfig& config) {
  oidc::IssuerKeys::Options options{.files = {}, .ca_file = config.oidc_ca_file, .networks = {}};
  for (const std::string& network : config.oidc_networks) {
    if (const auto allowed = options.networks.allow(network); !allowed) {
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("configuration: oidc.networks: {}", allowed.error().message()));
    }
  }
  for (const std::string& pair : config.oidc_key_files) {
    // The issuer is an address and may hold a '=' itself; a path of ours does not begin before the last one.
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos || !fetch::is_plain_https_url(pair.substr(0, equals)) ||
        equals + 1 == pair.size()) {
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("configuration: oidc.key_files: '{}' is not <https address of the issuer>=<file>",
                              printable(pair, 256)));
    }
    options.files.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return options;
}

SessionServices::SessionServices(crypto::Key root, const iam::Credentials& credentials, const iam::Directory& directory,
                                 const iam::OidcProviders& providers, const Clock& clock,
                                 oidc::IssuerKeys::Options options, identity::Policies& policies)
    : sessions_(std::move(root), credentials, directory, clock),
      issuer_keys_(std::move(options), clock),
      parts_{.credentials = credentials,
             .directory = directory,
             .providers = providers,
             .sessions = sessions_,
             .issuer_keys = issuer_keys_,
             .clock = clock,
             .managed_policy = [&policies](model::AccountId account, std::string arn) {
               return managed_document(policies, std::move(account), std::move(arn));
             }} {}

}  // namespace entrepot::app
