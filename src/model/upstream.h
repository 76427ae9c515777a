#pragma once
// The registries that a registry may be a pull-through cache of.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/names.h"

namespace entrepot::model {

enum class Upstream : std::uint8_t {
  kEcr,
  kEcrPublic,
  kQuay,
  kKubernetes,
  kDockerHub,
  kGithub,
  kAzure,
  kGitlab,
  kChainguard,
};
std::string_view to_string(Upstream upstream) noexcept;  ///< ECR's words: "github-container-registry"
std::optional<Upstream> parse_upstream(std::string_view text);

/// The host that an upstream URL names: without https:// and a slash at its end, in small letters.
std::string upstream_host(std::string_view url);
/// Which kind of registry a host is; nullopt if none that is supported.
std::optional<Upstream> upstream_at(std::string_view host);
/// The registry that a host of kEcr is: `<account>.dkr.ecr.<region>.<domain>`.
std::optional<RegistryId> ecr_registry_at(std::string_view host);

/// Whether nothing can be pulled from it without signing in with a user name and a token.
bool needs_credential(Upstream upstream);

}  // namespace entrepot::model
