#pragma once
// The configured listeners besides the default one: private endpoints, and doors with an address of their own.

#include <memory>
#include <string>
#include <vector>

#include "api/endpoint.h"
#include "base/result.h"
#include "config/server_config.h"
#include "http/server.h"

namespace entrepot::app {

/// The default listener and, in the order of the configuration, the others: as the API knows them. kInvalidParameter,
/// naming the listener, for a policy that cannot be read or is none.
Result<api::Endpoints> make_endpoints(const config::ServerConfig& config);

/// What the certificate of `tls: auto` must be good for besides.
std::vector<std::string> names_of_listeners(const config::ServerConfig& config);

/// Binds them; those without a certificate of their own get `certificate`, which may be null.
Result<void> open_listeners(http::Server& server, const config::ServerConfig& config,
                            std::shared_ptr<http::TlsContext> certificate);

}  // namespace entrepot::app
