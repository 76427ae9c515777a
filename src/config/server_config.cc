#include "config/server_config.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "config/parse_value.h"

namespace entrepot::config {
namespace {

constexpr std::size_t kMaxFileBytes = 1_MiB;

/// Names that stand in environments for others to read: what `entrepot env` exports, and what the tests are told.
constexpr std::array<std::string_view, 3> kNotKeys{"ENTREPOT_REGISTRY", "ENTREPOT_BINARY", "ENTREPOT_REQUIRE_ALL"};

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view key) {
  const auto& all = fields();
  const auto best = std::min_element(all.begin(), all.end(), [&](const Field& a, const Field& b) {
    return distance(key, a.key) < distance(key, b.key);
  });
  return std::string(best->key);
}

const Field* find(std::string_view key) {
  for (const Field& field : fields()) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

std::string environment_name(std::string_view key) {
  std::string name = "ENTREPOT_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

/// A scalar that YAML reads back as `value`: quoted unless nothing in it could mean something else.
std::string as_yaml(std::string_view value) {
  const auto is_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const auto is_plain = [&](char c) { return is_word(c) || std::string_view("/._-:,+").contains(c); };
  const bool is_safe = !value.empty() && (is_word(value[0]) || value[0] == '/' || value[0] == '.') &&
                       std::ranges::all_of(value, is_plain) && !value.ends_with(':');
  if (is_safe && value != "null" && value != "Null" && value != "NULL") return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\')
      out.append("\\").append(1, c);
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

Result<void> apply(ServerConfig& config, const YAML::Node& node, const std::string& prefix) {
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) return fail(ErrorKind::kInvalidParameter, "configuration: a key is not a plain word");
    const std::string key = prefix.empty() ? entry.first.Scalar() : prefix + "." + entry.first.Scalar();
    if (key == "listeners" && !entry.second.IsScalar()) {
      ENTREPOT_CHECK_OK(set(config, key, YAML::Dump(entry.second)));
    } else if (entry.second.IsMap()) {
      ENTREPOT_CHECK_OK(apply(config, entry.second, key));
    } else if (entry.second.IsSequence()) {
      std::string joined;
      for (const auto& item : entry.second) {
        if (!item.IsScalar())
          return fail(ErrorKind::kInvalidParameter, fmt::format("configuration: {} holds more than plain words", key));
        joined += (joined.empty() ? "" : ",") + item.Scalar();
      }
      ENTREPOT_CHECK_OK(set(config, key, joined));
    } else {
      ENTREPOT_CHECK_OK(set(config, key, entry.second.IsNull() ? std::string() : entry.second.Scalar()));
    }
  }
  return {};
}

}  // namespace

Result<void> set(ServerConfig& config, std::string_view key, std::string_view value) {
  const Field* field = find(key);
  if (!field) {
    return fail(ErrorKind::kInvalidParameter,
                fmt::format("configuration: unknown key '{}' (did you mean '{}'? `entrepot print-config` lists all)",
                            printable(key), nearest(key)));
  }
  return field->set(config, value);
}

Result<ServerConfig> load(const std::optional<std::filesystem::path>& file,
                          const std::map<std::string, std::string>& environment) {
  ServerConfig config;
  if (file) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(*file, error);
    if (error)
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("cannot read the configuration file {}: {}", file->string(), error.message()));
    if (bytes > kMaxFileBytes)
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("the configuration file {} has {} bytes; at most {} are read", file->string(), bytes,
                              kMaxFileBytes));
    try {
      const YAML::Node root = YAML::LoadFile(file->string());
      if (!root.IsNull() && !root.IsMap())
        return fail(ErrorKind::kInvalidParameter, fmt::format("{}: expected `key: value` lines", file->string()));
      ENTREPOT_CHECK_OK(apply(config, root, ""));
    } catch (const YAML::Exception& e) {
      return fail(ErrorKind::kInvalidParameter, fmt::format("{}: {}", file->string(), e.what()));
    }
  }
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("ENTREPOT_")) continue;
    const auto& all = fields();
    const auto field =
        std::find_if(all.begin(), all.end(), [&](const Field& f) { return environment_name(f.key) == name; });
    if (field == all.end() && std::find(kNotKeys.begin(), kNotKeys.end(), name) == kNotKeys.end()) {
      return fail(
          ErrorKind::kInvalidParameter,
          fmt::format("environment: {} is no configuration key (`entrepot print-config` lists all)", printable(name)));
    }
    if (field != all.end()) ENTREPOT_CHECK_OK(field->set(config, value));
  }
  return config;
}

Result<void> validate(const ServerConfig& config) {
  for (const auto& [key, text] : {std::pair{"listen", config.listen}, std::pair{"ops_listen", config.ops_listen}}) {
    ENTREPOT_TRY(const HostPort where, parse_host_port(text));
    const bool is_plain = config.tls == TlsMode::kOff || std::string_view(key) == "ops_listen";
    if (is_plain && !where.is_loopback() && !config.allow_plaintext) {
      return fail(
          ErrorKind::kInvalidParameter,
          fmt::format(
              "{} = {} is not a loopback address and would be served without TLS: set `tls: auto` (or tls.cert and "
              "tls.key), or `allow_plaintext: true` if something in front of it does TLS",
              key, text));
    }
  }
  for (const ListenerConfig& listener : config.listeners) {
    ENTREPOT_TRY(const HostPort where, parse_host_port(listener.address));
    const bool is_plain = listener.tls == ListenerConfig::Tls::kOff ||
                          (listener.tls == ListenerConfig::Tls::kAsDefault && config.tls == TlsMode::kOff);
    if (is_plain && !where.is_loopback() && !config.allow_plaintext) {
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("the listener {} is not on a loopback address and would be served without TLS: give it "
                              "tls_cert and tls_key, or set `tls: auto`, or `allow_plaintext: true`",
                              listener.address));
    }
  }
  if (config.tls == TlsMode::kFiles && (config.tls_cert.empty() || config.tls_key.empty())) {
    return fail(ErrorKind::kInvalidParameter, "tls.cert and tls.key must both be set");
  }
  if (config.tls != TlsMode::kAuto && !config.tls_names.empty()) {
    return fail(ErrorKind::kInvalidParameter,
                "tls.names is set, but no certificate is made: write `tls: auto` and `tls.names: ..` as two lines");
  }
  std::vector<std::string> accounts = config.more_accounts;
  accounts.push_back(config.account);
  for (const std::string& account : accounts) {
    if (account.size() != 12 || !std::ranges::all_of(account, [](char c) { return c >= '0' && c <= '9'; })) {
      return fail(ErrorKind::kInvalidParameter, fmt::format("account = '{}' must be 12 digits", printable(account)));
    }
  }
  if (!config.throttle && !config.throttle_rates.empty()) {
    return fail(ErrorKind::kInvalidParameter, "throttle_rates is set, but nothing is limited: set `throttle: true`");
  }
  return {};
}

std::string print(const ServerConfig& config) {
  std::string out =
      "# Every key of the configuration file, with its value now. In the environment: ENTREPOT_ and the key in\n"
      "# capitals, with _ for the dot (ENTREPOT_TLS_CERT). The command line wins over both. Secrets are shown as "
      "***.\n";
  for (const Field& field : fields()) {
    // The listeners are shown as a YAML list already.
    const std::string value = field.show(config);
    out += fmt::format("\n# {}\n{}: {}\n", field.help, field.key, field.key == "listeners" ? value : as_yaml(value));
  }
  return out;
}

bool HostPort::is_loopback() const {
  return host == "::1" || host.starts_with("127.");
}

Result<HostPort> parse_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(
        ErrorKind::kInvalidParameter,
        fmt::format("'{}' is not an IP address and a port, such as 127.0.0.1:5000 or [::]:443", printable(text)));
  };
  if (colon == std::string_view::npos) return wrong();
  const auto port = parse_number(text.substr(colon + 1));
  std::string host(text.substr(0, colon));
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  std::array<unsigned char, 16> address{};
  const bool valid = bracketed ? ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1
                               : ::inet_pton(AF_INET, host.c_str(), address.data()) == 1;
  if (!valid || !port || *port > 65'535) return wrong();
  return HostPort{std::move(host), static_cast<std::uint16_t>(*port)};
}

}  // namespace entrepot::config
