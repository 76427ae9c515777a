#pragma once
// Host names: which registry a Host belongs to, and how the API names a registry to its clients.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.h"

namespace entrepot::api {

/// What app configures.
struct Naming {
  model::RegistryId home;      ///< the registry of the bare default host
  std::string suffix;          ///< "localhost:5000": one account, one region; or a domain, e.g. "amazonaws.com"
  bool suffix_is_host = true;  ///< true: the suffix is the registry's host itself
  bool secure = false;         ///< https in URLs
  std::vector<model::Region> regions{};  ///< served besides home's
};

class Names {
 public:
  explicit Names(Naming naming) : naming_(std::move(naming)) {}

  /// The registry that a Host header addresses: `<account>.dkr.ecr.<region>.<suffix>` or
  /// `<account>.dkr-ecr.<region>.<suffix>`, any port; the home registry for every other host. nullopt for such a name
  /// with a region that is not served. Whether there is such an account is not asked: nobody learns it from a host.
  std::optional<model::RegistryId> registry_of(std::string_view host) const;

  /// The region in `api.ecr.<region>.<suffix>` or `ecr.<region>.<suffix>`; nullopt for every other host.
  std::optional<std::string> api_region_of(std::string_view host) const;
  /// home's first, then the others.
  std::vector<std::string> regions() const;

  /// Host (with port) under which a registry is reached: "localhost:5000",
  /// "123456789012.dkr.ecr.us-east-1.example.com".
  std::string registry_host(const model::RegistryId& registry) const;
  /// repositoryUri: host/name.
  std::string repository_uri(const model::RegistryId& registry, std::string_view repository) const;
  /// proxyEndpoint: scheme://host.
  std::string registry_url(const model::RegistryId& registry) const;

  const model::RegistryId& home() const { return naming_.home; }

 private:
  Naming naming_;
};

}  // namespace entrepot::api
