#include "api/layer_url.h"

#include <algorithm>

namespace entrepot::api {
namespace {

constexpr std::string_view kPrefix = "/layers/";

}  // namespace

std::string layer_url(const Names& names, const iam::SignedPaths& signer, const model::RegistryId& registry,
                      std::string_view repository, const Digest& digest) {
  std::string path(kPrefix);
  path.append(registry.account.text()).append("/").append(registry.region.text());
  path.append("/").append(repository).append("/").append(digest.text());
  return names.registry_url(registry) + path + "?" + signer.sign(path, kLayerUrlLifetime);
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
