#include "app/listeners.h"

#include <fmt/format.h>

#include <utility>

#include "app/data_folder.h"
#include "iam/policy.h"
#include "model/policy_document.h"

namespace entrepot::app {
namespace {

using config::ListenerConfig;

bool is_secure(const ListenerConfig& listener, const config::ServerConfig& config) {
  if (listener.tls == ListenerConfig::Tls::kAsDefault) return config.tls != config::TlsMode::kOff;
  return listener.tls == ListenerConfig::Tls::kFiles;
}

api::Endpoint::Doors doors_of(config::Doors doors) {
  switch (doors) {
    case config::Doors::kAll:
      return api::Endpoint::Doors::kAll;
    case config::Doors::kApi:
      return api::Endpoint::Doors::kApi;
    case config::Doors::kRegistry:
      return api::Endpoint::Doors::kRegistry;
  }
  std::unreachable();
}

/// Without its port: "[::1]:443" is "::1", "ecr.internal:443" is "ecr.internal".
std::string host_of(std::string_view name) {
  if (name.starts_with('[')) return std::string(name.substr(1, name.find(']') - 1));
  return std::string(name.substr(0, name.find(':')));
}

/// As long as AWS lets an endpoint policy be.
constexpr std::size_t kMaxPolicy = 20'480;

std::unexpected<Error> bad_policy(const ListenerConfig& listener, std::string_view why) {
  const std::string in = listener.policy_file.empty() ? std::string() : " in " + listener.policy_file;
  return fail(ErrorKind::kInvalidParameter, fmt::format("the policy{} of the listener {} ({}) is not valid: {}", in,
                                                        listener.address, listener.vpce, why));
}

/// Null if the listener has none. Audit records name it by its endpoint.
Result<std::shared_ptr<const iam::Policy>> policy_of(const ListenerConfig& listener) {
  std::string text = listener.policy;
  if (!listener.policy_file.empty()) {
    ENTREPOT_TRY(text, read_file(listener.policy_file));
  } else if (text.empty()) {
    return nullptr;
  }
  if (text.size() > kMaxPolicy) return bad_policy(listener, fmt::format("it has more than {} bytes", kMaxPolicy));
  const auto document = model::parse_policy_document(text, model::PolicyOf::kEndpoint);
  if (!document) return bad_policy(listener, document.error().detail());
  auto policy = iam::Policy::compile(*document, listener.vpce);
  if (!policy) return bad_policy(listener, policy.error().message());
  return policy;
}

}  // namespace

Result<api::Endpoints> make_endpoints(const config::ServerConfig& config) {
  api::Endpoints endpoints;
  for (const ListenerConfig& listener : config.listeners) {
    ENTREPOT_TRY(auto policy, policy_of(listener));
    endpoints.add({.vpce = listener.vpce,
                   .vpc = listener.vpc,
                   .authority = listener.name,
                   .is_secure = is_secure(listener, config),
                   .doors = doors_of(listener.doors),
                   .policy = std::move(policy)});
  }
  return endpoints;
}

std::vector<std::string> names_of_listeners(const config::ServerConfig& config) {
  std::vector<std::string> names;
  for (const ListenerConfig& listener : config.listeners) {
    names.push_back(host_of(listener.address));
    if (!listener.name.empty()) names.push_back(host_of(listener.name));
  }
  return names;
}

Result<void> open_listeners(http::Server& server, const config::ServerConfig& config,
                            std::shared_ptr<http::TlsContext> certificate) {
  std::uint32_t number = 0;
  for (const ListenerConfig& listener : config.listeners) {
    ENTREPOT_TRY(const auto where, config::parse_host_port(listener.address));
    http::Listen listen{.address = where.host, .port = where.port, .listener = ++number};
    if (listener.tls == ListenerConfig::Tls::kAsDefault) listen.tls = certificate;
    if (listener.tls == ListenerConfig::Tls::kFiles) {
      ENTREPOT_TRY(listen.tls, http::load_tls(listener.tls_cert, listener.tls_key));
    }
    ENTREPOT_CHECK_OK(server.listen(std::move(listen)));
  }
  return {};
}

}  // namespace entrepot::app
