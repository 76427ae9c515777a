#include "model/upstream.h"

#include <algorithm>
#include <array>

namespace entrepot::model {
namespace {

struct Known {
  Upstream upstream;
  std::string_view word;
  std::string_view host;  ///< empty: not one fixed host
};

constexpr std::array kKnown = {
    Known{Upstream::kEcr, "ecr", ""},
    Known{Upstream::kEcrPublic, "ecr-public", "public.ecr.aws"},
    Known{Upstream::kQuay, "quay", "quay.io"},
    Known{Upstream::kKubernetes, "k8s", "registry.k8s.io"},
    Known{Upstream::kDockerHub, "docker-hub", "registry-1.docker.io"},
    Known{Upstream::kGithub, "github-container-registry", "ghcr.io"},
    Known{Upstream::kAzure, "azure-container-registry", ""},
    Known{Upstream::kGitlab, "gitlab-container-registry", "registry.gitlab.com"},
    Known{Upstream::kChainguard, "chainguard", "cgr.dev"},
};

bool is_azure_host(std::string_view host) {
  constexpr std::string_view kDomain = ".azurecr.io";
  if (!host.ends_with(kDomain)) return false;
  host.remove_suffix(kDomain.size());
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// Takes what stands before the first dot.
std::string_view take_label(std::string_view& host) {
  const auto dot = std::min(host.find('.'), host.size());
  const std::string_view label = host.substr(0, dot);
  host.remove_prefix(std::min(dot + 1, host.size()));
  return label;
}

}  // namespace

std::string_view to_string(Upstream upstream) noexcept {
  return kKnown[static_cast<std::size_t>(upstream)].word;
}

std::optional<Upstream> parse_upstream(std::string_view text) {
  const auto at = std::ranges::find(kKnown, text, &Known::word);
  return at == kKnown.end() ? std::nullopt : std::optional(at->upstream);
}

std::string upstream_host(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (url.starts_with(kScheme)) url.remove_prefix(kScheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  std::string host(url);
  std::ranges::transform(host, host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return host;
}

std::optional<Upstream> upstream_at(std::string_view host) {
  if (host.empty()) return std::nullopt;
  if (const auto at = std::ranges::find(kKnown, host, &Known::host); at != kKnown.end()) return at->upstream;
  if (is_azure_host(host)) return Upstream::kAzure;
  if (ecr_registry_at(host)) return Upstream::kEcr;
  return std::nullopt;
}

std::optional<RegistryId> ecr_registry_at(std::string_view host) {
  Result<AccountId> account = AccountId::parse(take_label(host));
  if (take_label(host) != "dkr" || take_label(host) != "ecr") return std::nullopt;
  Result<Region> region = Region::parse(take_label(host));
  const bool is_domain = !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
  });
  if (!account || !region || !is_domain) return std::nullopt;
  return RegistryId{*std::move(account), *std::move(region)};
}

bool needs_credential(Upstream upstream) {
  switch (upstream) {
    case Upstream::kEcr:
    case Upstream::kEcrPublic:
    case Upstream::kQuay:
    case Upstream::kKubernetes:
      return false;
    case Upstream::kDockerHub:
    case Upstream::kGithub:
    case Upstream::kAzure:
    case Upstream::kGitlab:
    case Upstream::kChainguard:
      return true;
  }
  return true;
}

}  // namespace entrepot::model
