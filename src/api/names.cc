#include "api/names.h"

#include <algorithm>
#include <cctype>

namespace entrepot::api {
namespace {

constexpr std::size_t kLongestHost = 255;  // RFC 1035, section 2.3.4

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The host without ":port". An IPv6 literal stands in brackets; without them its colons are not a port.
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  const auto colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(':') != colon) return host;
  return host.substr(0, colon);
}

std::string_view without_final_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// Takes "<label>." off the front; empty if there is no dot.
std::string_view take_label(std::string_view& rest) {
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view label = rest.substr(0, dot);
  rest.remove_prefix(dot + 1);
  return label;
}

/// `<account>.dkr.ecr.<region>.<suffix>` or `<account>.dkr-ecr.<region>.<suffix>`; nullopt for any other form.
std::optional<model::RegistryId> parse_registry_host(std::string_view host, std::string_view suffix) {
  std::string_view rest = host;
  auto account = model::AccountId::parse(take_label(rest));
  if (!account) return std::nullopt;
  const std::string_view kind = take_label(rest);
  if (kind == "dkr") {
    if (take_label(rest) != "ecr") return std::nullopt;
  } else if (kind != "dkr-ecr") {
    return std::nullopt;
  }
  auto region = model::Region::parse(take_label(rest));
  if (!region || rest != suffix) return std::nullopt;
  return model::RegistryId{*std::move(account), *std::move(region)};
}

}  // namespace

std::optional<model::RegistryId> Names::registry_of(std::string_view host) const {
  if (host.size() > kLongestHost) return naming_.home;
  const std::string name = lower(host);
  const std::string suffix = lower(without_port(naming_.suffix));
  const auto addressed = parse_registry_host(without_final_dot(without_port(name)), suffix);
  if (!addressed) return naming_.home;
  const bool is_served = addressed->region == naming_.home.region ||
                         std::ranges::find(naming_.regions, addressed->region) != naming_.regions.end();
  return is_served ? addressed : std::nullopt;
}

std::optional<std::string> Names::api_region_of(std::string_view host) const {
  if (host.size() > kLongestHost) return std::nullopt;
  const std::string name = lower(host);
  std::string_view rest = without_final_dot(without_port(name));
  if (rest.starts_with("api.")) rest.remove_prefix(4);
  if (take_label(rest) != "ecr") return std::nullopt;
  const std::string_view region = take_label(rest);
  if (region.empty() || rest != lower(without_port(naming_.suffix))) return std::nullopt;
  return std::string(region);
}

std::vector<std::string> Names::regions() const {
  std::vector<std::string> out{naming_.home.region.text()};
  for (const model::Region& region : naming_.regions) out.push_back(region.text());
  return out;
}

std::string Names::registry_host(const model::RegistryId& registry) const {
  if (naming_.suffix_is_host && registry == naming_.home) return naming_.suffix;
  return registry.account.text() + ".dkr.ecr." + registry.region.text() + "." + naming_.suffix;
}

std::string Names::repository_uri(const model::RegistryId& registry, std::string_view repository) const {
  return registry_host(registry).append("/").append(repository);
}

std::string Names::registry_url(const model::RegistryId& registry) const {
  return (naming_.secure ? "https://" : "http://") + registry_host(registry);
}

}  // namespace entrepot::api
