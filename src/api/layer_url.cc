#include "api/layer_url.h"

#include <algorithm>

namespace entrepot::api {
namespace {

constexpr std::string_view kPrefix = "/layers/";

/// What is signed: the path, and the endpoint that it is good for. No path holds a question mark.
std::string to_sign(std::string_view path, std::string_view vpce) {
  std::string out(path);
  if (!vpce.empty()) out.append("?").append(vpce);
  return out;
}

}  // namespace

std::string layer_url(const Names& names, const iam::SignedPaths& signer, const model::RegistryId& registry,
                      std::string_view repository, const Digest& digest, const LayerRoute& route) {
  std::string path(kPrefix);
  path.append(registry.account.text()).append("/").append(registry.region.text());
  path.append("/").append(repository).append("/").append(digest.text());
  const std::string origin = route.origin.empty() ? names.registry_url(registry) : route.origin;
  return origin + path + "?" + signer.sign(to_sign(path, route.vpce), kLayerUrlLifetime);
}

LayerRoute layer_route(const Endpoint& endpoint, const http::Request& request) {
  if (request.peer.listener == 0) return {};
  // Without a configured name: as the client reached this listener, which is where it is to come again.
  const std::string& authority = endpoint.authority.empty() ? request.host : endpoint.authority;
  return {.origin = (endpoint.is_secure ? "https://" : "http://") + authority, .vpce = endpoint.vpce};
}

Result<void> check_layer_url(const iam::SignedPaths& signer, const Endpoint& endpoint, const http::Request& request) {
  return signer.check(to_sign(request.path(), endpoint.vpce), request.query());
}

Result<LayerAddress> parse_layer_path(std::string_view path) {
  const auto unknown = [] { return fail(ErrorKind::kBlobNotFound, "there is no layer at this address"); };
  if (!path.starts_with(kPrefix)) return unknown();
  path.remove_prefix(kPrefix.size());
  const auto first = path.find('/');
  const auto second = path.find('/', std::min(first, path.size() - 1) + 1);
  const auto last = path.rfind('/');
  if (first == std::string_view::npos || second == std::string_view::npos || second == last) return unknown();
  auto account = model::AccountId::parse(path.substr(0, first));
  auto region = model::Region::parse(path.substr(first + 1, second - first - 1));
  auto repository = model::RepositoryName::parse(path.substr(second + 1, last - second - 1));
  auto digest = Digest::parse(path.substr(last + 1));
  if (!account || !region || !repository || !digest) return unknown();
  return LayerAddress{{*std::move(account), *std::move(region)}, *std::move(repository), *std::move(digest)};
}

}  // namespace entrepot::api
