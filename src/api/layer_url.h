#pragma once
// Where the layers door serves a layer: `/layers/<account>/<region>/<repository>/<digest>`, signed and short-lived.

#include <chrono>
#include <string>
#include <string_view>

#include "api/endpoint.h"
#include "api/names.h"
#include "base/digest.h"
#include "base/result.h"
#include "http/message.h"
#include "iam/tokens.h"
#include "model/names.h"

namespace entrepot::api {

/// As long as the URLs of GetDownloadUrlForLayer live at ECR.
inline constexpr std::chrono::seconds kLayerUrlLifetime{3600};

/// Through which listener a layer is to be fetched.
struct LayerRoute {
  std::string origin{};  ///< "https://10.0.0.5:443"; empty: that of the registry
  std::string vpce{};    ///< the private endpoint through which alone the address is good; empty: any public listener
};
/// The one that `request` came through.
LayerRoute layer_route(const Endpoint& endpoint, const http::Request& request);

/// The whole URL, with its signature. For callers that checked the right to read the layer: whoever has the URL may.
std::string layer_url(const Names& names, const iam::SignedPaths& signer, const model::RegistryId& registry,
                      std::string_view repository, const Digest& digest, const LayerRoute& route = {});
/// kAccessDenied for an address that layer_url() did not make for this endpoint, or that has run out.
Result<void> check_layer_url(const iam::SignedPaths& signer, const Endpoint& endpoint, const http::Request& request);

struct LayerAddress {
  model::RegistryId registry;
  model::RepositoryName repository;
  Digest digest;
};
/// The path without its query. kBlobNotFound for anything that layer_url() cannot have made.
Result<LayerAddress> parse_layer_path(std::string_view path);

}  // namespace entrepot::api
