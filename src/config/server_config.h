#pragma once
// Everything that can be configured: one struct, one table of fields. The loader, the environment, `print-config` and
// the error messages all read that table.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "config/listeners.h"

namespace entrepot::config {

enum class TlsMode : std::uint8_t { kOff, kAuto, kFiles };
enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class WhenAuditFull : std::uint8_t { kDrop, kRefuse };

struct ServerConfig {
  std::filesystem::path data = "./data";
  std::filesystem::path archive_folder;  ///< empty: `archive` in the data folder
  std::string listen = "127.0.0.1:5000";
  std::string ops_listen = "127.0.0.1:5001";
  bool allow_plaintext = false;
  std::vector<ListenerConfig> listeners;  ///< besides `listen`

  TlsMode tls = TlsMode::kOff;
  std::string tls_cert;
  std::string tls_key;
  std::vector<std::string> tls_names;  ///< more names and addresses for the certificate of `tls: auto`

  std::string account = "123456789012";
  std::string region = "us-east-1";
  std::filesystem::path bootstrap;         ///< declares accounts and their identities; empty: none
  std::vector<std::string> more_accounts;  ///< that the first start makes besides
  std::vector<std::string> more_regions;   ///< served besides `region`
  std::string domain_suffix;               ///< empty: the listen address itself is the registry's host
  bool create_on_push = false;
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed

  bool throttle = false;       ///< as ECR's default quotas say
  std::string throttle_rates;  ///< other numbers: "PutImage=20,BatchGetImage=0"
  std::uint64_t max_repositories = 100'000;
  std::uint64_t max_images_per_repository = 100'000;
  std::uint64_t max_tags_per_image = 1'000;
  std::uint64_t max_layer_parts = 4'200;
  std::uint64_t max_layer_size = 52'000_MiB;
  std::uint64_t max_tags_per_repository = 50;
  std::uint64_t max_pull_time_exclusions = 100;
  std::uint64_t max_creation_templates = 100;
  std::uint64_t max_pull_through_cache_rules = 50;
  std::uint64_t max_replication_rules = 25;
  std::uint64_t max_replication_destinations = 25;
  std::uint64_t max_signing_rules = 10;

  std::string oidc_ca_file;                 ///< authorities of identity providers; empty: the system's
  std::vector<std::string> oidc_networks;   ///< where providers may be besides public addresses
  std::vector<std::string> oidc_key_files;  ///< "<issuer>=<file>": keys of providers that are not asked

  std::string database = "sqlite";  ///< or a PostgreSQL connection string

  LogLevel log_level = LogLevel::kInfo;
  bool audit = true;
  std::filesystem::path audit_folder;  ///< empty: `audit` in the data folder
  std::uint64_t audit_max_file = 100_MiB;
  std::uint64_t audit_files = 10;
  std::chrono::seconds audit_sync{1};
  WhenAuditFull audit_when_full = WhenAuditFull::kDrop;

  std::uint64_t threads = 0;  ///< 0: one for each core

  std::uint64_t max_header = 32_KiB;
  std::uint64_t max_header_fields = 100;
  std::uint64_t max_connections = 10'000;
  std::uint64_t max_in_flight = 1'024;
  std::chrono::seconds idle_timeout{75};
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{60};
  std::chrono::seconds drain_timeout{20};

  std::uint64_t manifest_cache = 16_MiB;
  std::uint64_t tag_cache_entries = 100'000;
  std::uint64_t blob_cache = 24_MiB;
  std::uint64_t metadata_cache = 32_MiB;

  std::chrono::seconds upload_lifetime{7 * 24 * 3600};
  std::chrono::seconds blob_lease{24 * 3600};
  std::chrono::seconds collect_interval{300};
};

/// One configurable key: "tls.cert" in the file is ENTREPOT_TLS_CERT in the environment.
struct Field {
  std::string_view key;
  std::string_view help;
  std::function<std::string(const ServerConfig&)> show;
  std::function<Result<void>(ServerConfig&, std::string_view)> set;  ///< the error says what is allowed
};
const std::vector<Field>& fields();

/// Defaults, then the file (if given), then the environment ("NAME=value" pairs; only ENTREPOT_* are looked at).
/// kInvalidParameter, naming the key, the value and what is allowed; an unknown key names the nearest known one.
Result<ServerConfig> load(const std::optional<std::filesystem::path>& file,
                          const std::map<std::string, std::string>& environment);
/// Sets one key, as the command line does.
Result<void> set(ServerConfig& config, std::string_view key, std::string_view value);
/// Rules across keys: plaintext only on loopback unless allowed, TLS files in pairs, account and region well formed.
Result<void> validate(const ServerConfig& config);

/// Commented YAML of every key, with the values of `config`.
std::string print(const ServerConfig& config);

/// "127.0.0.1:5000", "[::1]:5000".
struct HostPort {
  std::string host;  ///< an IP literal, without brackets
  std::uint16_t port = 0;
  bool is_loopback() const;
};
Result<HostPort> parse_host_port(std::string_view text);

}  // namespace entrepot::config
