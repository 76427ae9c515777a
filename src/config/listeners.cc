#include "config/listeners.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/encoding.h"
#include "config/server_config.h"

namespace entrepot::config {
namespace {

constexpr std::size_t kMaxListeners = 64;
/// As long as AWS lets an endpoint policy be.
constexpr std::size_t kMaxPolicy = 20'480;
constexpr std::size_t kMaxText = 4'096;

constexpr std::array<std::string_view, 3> kDoors{"all", "api", "registry"};
constexpr std::array<std::string_view, 10> kKeys{"address", "doors", "name",    "policy",   "policy_file",
                                                 "tls",     "vpc",   "tls_key", "tls_cert", "vpce"};

struct Where {
  std::size_t item;
  std::string_view key;
};

std::unexpected<Error> bad(Where where, std::string_view value, std::string_view allowed) {
  return fail(ErrorKind::kInvalidParameter,
              fmt::format("configuration: listeners[{}].{} = '{}' is not allowed; it must be {}", where.item, where.key,
                          printable(value), allowed));
}

/// "vpce-" or "vpc-" and 8 to 17 hexadecimal digits.
bool is_id(std::string_view id, std::string_view prefix) {
  if (!id.starts_with(prefix)) return false;
  id.remove_prefix(prefix.size());
  return id.size() >= 8 && id.size() <= 17 &&
         std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_host(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:[]_").contains(c);
  });
}

Result<void> set_tls(ListenerConfig& out, Where where, std::string_view value) {
  if (value == "off" || value == "false") {
    out.tls = ListenerConfig::Tls::kOff;
  } else if (value == "default") {
    out.tls = ListenerConfig::Tls::kAsDefault;
  } else {
    return bad(where, value, "default or off (tls_cert and tls_key give it a certificate of its own)");
  }
  return {};
}

Result<void> set(ListenerConfig& out, Where where, std::string value) {
  if (value.size() > (where.key == "policy" ? kMaxPolicy : kMaxText)) return bad(where, value, "shorter");
  if (where.key == "address") {
    if (!parse_host_port(value)) return bad(where, value, "an IP address and a port, such as 10.0.0.5:443");
    out.address = std::move(value);
  } else if (where.key == "doors") {
    const auto door = std::ranges::find(kDoors, value);
    if (door == kDoors.end()) return bad(where, value, "all, api or registry");
    out.doors = static_cast<Doors>(door - kDoors.begin());
  } else if (where.key == "tls") {
    return set_tls(out, where, value);
  } else if (where.key == "vpce") {
    if (!is_id(value, "vpce-")) return bad(where, value, "vpce- and 8 to 17 of 0-9 a-f");
    out.vpce = std::move(value);
  } else if (where.key == "vpc") {
    if (!is_id(value, "vpc-")) return bad(where, value, "vpc- and 8 to 17 of 0-9 a-f");
    out.vpc = std::move(value);
  } else if (where.key == "name") {
    if (!is_host(value)) return bad(where, value, "a host name, with a port or without");
    out.name = std::move(value);
  } else if (where.key == "policy") {
    out.policy = std::move(value);
  } else if (where.key == "policy_file") {
    out.policy_file = std::move(value);
  } else if (where.key == "tls_cert") {
    out.tls_cert = std::move(value);
  } else {
    out.tls_key = std::move(value);
  }
  return {};
}

/// Rules across the keys of one listener.
Result<void> check(ListenerConfig& listener, std::size_t item) {
  if (listener.address.empty()) return bad({item, "address"}, "", "set");
  if (listener.tls_cert.empty() != listener.tls_key.empty())
    return bad({item, listener.tls_cert.empty() ? "tls_cert" : "tls_key"}, "", "set: both, or none");
  if (!listener.tls_cert.empty()) {
    if (listener.tls == ListenerConfig::Tls::kOff) return bad({item, "tls"}, "off", "left out beside tls_cert");
    listener.tls = ListenerConfig::Tls::kFiles;
  }
  if (!listener.policy.empty() && !listener.policy_file.empty())
    return bad({item, "policy_file"}, listener.policy_file, "left out beside policy");
  const bool needs_vpce = !listener.policy.empty() || !listener.policy_file.empty() || !listener.vpc.empty();
  if (needs_vpce && listener.vpce.empty())
    return bad({item, "vpce"}, "", "set: a policy and a vpc belong to a private endpoint");
  return {};
}

Result<ListenerConfig> parse_one(const YAML::Node& node, std::size_t item) {
  if (!node.IsMap())
    return fail(ErrorKind::kInvalidParameter,
                fmt::format("configuration: listeners[{}] must be a map of `key: value`", item));
  ListenerConfig out;
  std::set<std::string> seen;
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
    if (std::ranges::find(kKeys, key) == kKeys.end())
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("configuration: listeners[{}] has an unknown key '{}'; known are address, doors, name, "
                              "policy, policy_file, tls, tls_cert, tls_key, vpc, vpce",
                              item, printable(key)));
    if (!seen.insert(key).second)
      return fail(ErrorKind::kInvalidParameter, fmt::format("configuration: listeners[{}].{} is set twice", item, key));
    if (!entry.second.IsScalar()) return bad({item, key}, "", "a text");
    ENTREPOT_CHECK_OK(set(out, {item, key}, entry.second.Scalar()));
  }
  ENTREPOT_CHECK_OK(check(out, item));
  return out;
}

void emit(YAML::Emitter& out, const char* key, const std::string& value) {
  if (!value.empty()) out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
}

}  // namespace

Result<std::vector<ListenerConfig>> parse_listeners(std::string_view text) {
  std::vector<ListenerConfig> out;
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (root.IsNull()) return out;
    if (!root.IsSequence() || root.size() > kMaxListeners)
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("configuration: listeners must be a list of at most {} items", kMaxListeners));
    for (std::size_t i = 0; i < root.size(); ++i) {
      ENTREPOT_TRY(ListenerConfig listener, parse_one(root[i], i));
      out.push_back(std::move(listener));
    }
  } catch (const YAML::Exception& problem) {
    return fail(ErrorKind::kInvalidParameter, fmt::format("configuration: listeners: {}", problem.what()));
  }
  return out;
}

std::string show_listeners(const std::vector<ListenerConfig>& listeners) {
  YAML::Emitter out;
  out.SetOutputCharset(YAML::EscapeNonAscii);
  out << YAML::Flow << YAML::BeginSeq;
  for (const ListenerConfig& listener : listeners) {
    out << YAML::Flow << YAML::BeginMap;
    emit(out, "address", listener.address);
    if (listener.tls == ListenerConfig::Tls::kOff) emit(out, "tls", "off");
    emit(out, "tls_cert", listener.tls_cert);
    emit(out, "tls_key", listener.tls_key);
    if (listener.doors != Doors::kAll)
      emit(out, "doors", std::string(kDoors[static_cast<std::size_t>(listener.doors)]));
    emit(out, "vpce", listener.vpce);
    emit(out, "vpc", listener.vpc);
    emit(out, "name", listener.name);
    emit(out, "policy", listener.policy);
    emit(out, "policy_file", listener.policy_file);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
  return out.c_str();
}

}  // namespace entrepot::config
