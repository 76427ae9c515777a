// The table of every configuration key.

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "config/connection_string.h"
#include "config/parse_value.h"
#include "config/server_config.h"

namespace entrepot::config {
namespace {

using C = ServerConfig;

std::unexpected<Error> bad(std::string_view key, std::string_view value, std::string_view allowed) {
  return fail(ErrorKind::kInvalidParameter,
              fmt::format("configuration: {} = '{}' is not allowed; it must be {}", key, printable(value), allowed));
}

Field text(std::string_view key, std::string C::* at, std::string_view help) {
  return {key, help, [at](const C& c) { return c.*at; },
          [at](C& c, std::string_view v) -> Result<void> {
            c.*at = std::string(v);
            return {};
          }};
}

Field toggle(std::string_view key, bool C::* at, std::string_view help) {
  return {key, help, [at](const C& c) { return std::string(c.*at ? "true" : "false"); },
          [key, at](C& c, std::string_view v) -> Result<void> {
            const auto parsed = parse_switch(v);
            if (!parsed) return bad(key, v, "true or false");
            c.*at = *parsed;
            return {};
          }};
}

struct Bounds {
  std::uint64_t min;
  std::uint64_t max;
};

Field number(std::string_view key, std::uint64_t C::* at, Bounds bounds, std::string_view help) {
  return {key, help, [at](const C& c) { return std::to_string(c.*at); },
          [key, at, bounds](C& c, std::string_view v) -> Result<void> {
            const auto parsed = parse_number(v);
            if (!parsed || *parsed < bounds.min || *parsed > bounds.max)
              return bad(key, v, fmt::format("a number from {} to {}", bounds.min, bounds.max));
            c.*at = *parsed;
            return {};
          }};
}

Field size(std::string_view key, std::uint64_t C::* at, Bounds bounds, std::string_view help) {
  return {key, help, [at](const C& c) { return show_size(c.*at); },
          [key, at, bounds](C& c, std::string_view v) -> Result<void> {
            const auto parsed = parse_size(v);
            if (!parsed || *parsed < bounds.min || *parsed > bounds.max)
              return bad(key, v,
                         fmt::format("a size from {} to {}, such as 32KiB or 16MiB", show_size(bounds.min),
                                     show_size(bounds.max)));
            c.*at = *parsed;
            return {};
          }};
}

Field duration(std::string_view key, std::chrono::seconds C::* at, Bounds bounds, std::string_view help) {
  return {key, help, [at](const C& c) { return show_duration(c.*at); },
          [key, at, bounds](C& c, std::string_view v) -> Result<void> {
            const auto parsed = parse_duration(v);
            const auto count = parsed ? static_cast<std::uint64_t>(parsed->count()) : 0;
            if (!parsed || count < bounds.min || count > bounds.max)
              return bad(key, v,
                         fmt::format("a time from {} to {}, such as 30s, 10m, 24h or 7d",
                                     show_duration(std::chrono::seconds(bounds.min)),
                                     show_duration(std::chrono::seconds(bounds.max))));
            c.*at = *parsed;
            return {};
          }};
}

Field address(std::string_view key, std::string C::* at, std::string_view help) {
  return {key, help, [at](const C& c) { return c.*at; },
          [key, at](C& c, std::string_view v) -> Result<void> {
            if (!parse_host_port(v)) return bad(key, v, "an IP address and a port, such as 127.0.0.1:5000 or [::]:443");
            c.*at = std::string(v);
            return {};
          }};
}

Field tls_mode() {
  return {"tls", "off, auto (a private CA and certificate in the data folder), or files (tls.cert and tls.key).",
          [](const C& c) {
            return std::string(c.tls == TlsMode::kOff ? "off" : c.tls == TlsMode::kAuto ? "auto" : "files");
          },
          [](C& c, std::string_view v) -> Result<void> {
            if (v != "off" && v != "auto" && v != "files")
              return bad("tls", v, "off, auto, or files (with tls.cert and tls.key)");
            c.tls = v == "off" ? TlsMode::kOff : v == "auto" ? TlsMode::kAuto : TlsMode::kFiles;
            return {};
          }};
}

Field tls_file(std::string_view key, std::string C::* at, std::string_view help) {
  return {key, help, [at](const C& c) { return c.*at; },
          [at](C& c, std::string_view v) -> Result<void> {
            c.*at = std::string(v);
            if (!v.empty()) c.tls = TlsMode::kFiles;
            return {};
          }};
}

Field list(std::string_view key, std::vector<std::string> C::* at, std::string_view help) {
  return {key, help, [at](const C& c) { return fmt::format("{}", fmt::join(c.*at, ",")); },
          [at](C& c, std::string_view v) -> Result<void> {
            (c.*at).clear();
            while (!v.empty()) {
              const auto comma = v.find(',');
              if (comma != 0) (c.*at).emplace_back(v.substr(0, comma));
              v = comma == std::string_view::npos ? std::string_view() : v.substr(comma + 1);
            }
            return {};
          }};
}

Field log_level() {
  static constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warn", "error"};
  return {"log_level", "debug, info, warn or error.",
          [](const C& c) { return std::string(kNames[static_cast<std::size_t>(c.log_level)]); },
          [](C& c, std::string_view v) -> Result<void> {
            const auto at = std::find(kNames.begin(), kNames.end(), v);
            if (at == kNames.end()) return bad("log_level", v, "debug, info, warn or error");
            c.log_level = static_cast<LogLevel>(at - kNames.begin());
            return {};
          }};
}

/// May hold a password: it is shown without.
Field database() {
  return {"database", "sqlite (in the data folder), or a PostgreSQL connection string.",
          [](const C& c) { return mask_secrets(c.database); },
          [](C& c, std::string_view v) -> Result<void> {
            if (is_masked(v)) {
              return fail(ErrorKind::kInvalidParameter,
                          "configuration: database holds *** where a secret was masked when it was printed; put the "
                          "secret there");
            }
            c.database = std::string(v);
            return {};
          }};
}

Field archive_path() {
  return {"archive_folder",
          "The folder of archived layers, on another volume perhaps; empty: archive in the data folder. Of this store "
          "alone.",
          [](const C& c) { return c.archive_folder.string(); },
          [](C& c, std::string_view v) -> Result<void> {
            c.archive_folder = std::filesystem::path(v);
            return {};
          }};
}

Field data_path() {
  return {"data", "The data folder: metadata, encrypted layers, keys.", [](const C& c) { return c.data.string(); },
          [](C& c, std::string_view v) -> Result<void> {
            if (v.empty()) return bad("data", v, "the path of a folder");
            c.data = std::filesystem::path(v);
            return {};
          }};
}

Field bootstrap_file() {
  return {"bootstrap",
          "A YAML file of accounts with their users, groups, roles and policies, applied at every start; empty: none.",
          [](const C& c) { return c.bootstrap.string(); },
          [](C& c, std::string_view v) -> Result<void> {
            c.bootstrap = std::filesystem::path(v);
            return {};
          }};
}

Field audit_folder() {
  return {"audit_folder", "The folder of the audit log; empty: audit in the data folder.",
          [](const C& c) { return c.audit_folder.string(); },
          [](C& c, std::string_view v) -> Result<void> {
            c.audit_folder = std::filesystem::path(v);
            return {};
          }};
}

Field audit_when_full() {
  return {"audit_when_full",
          "drop: calls go on without a record while the disk of the audit log is full or broken; refuse: they are "
          "answered 503.",
          [](const C& c) { return std::string(c.audit_when_full == WhenAuditFull::kDrop ? "drop" : "refuse"); },
          [](C& c, std::string_view v) -> Result<void> {
            if (v != "drop" && v != "refuse") return bad("audit_when_full", v, "drop or refuse");
            c.audit_when_full = v == "drop" ? WhenAuditFull::kDrop : WhenAuditFull::kRefuse;
            return {};
          }};
}

Field more_listeners() {
  return {
      "listeners",
      "More addresses, each a map: address, doors (all, api, registry), tls (default, off) or tls_cert and tls_key, "
      "name; for a private endpoint vpce, vpc and policy or policy_file.",
      [](const C& c) { return show_listeners(c.listeners); },
      [](C& c, std::string_view v) -> Result<void> {
        ENTREPOT_TRY(c.listeners, parse_listeners(v));
        return {};
      }};
}

}  // namespace

const std::vector<Field>& fields() {
  constexpr std::uint64_t kYear = 365 * 86'400;
  constexpr std::uint64_t kMostRules = 10'000;  // each push or pull looks through them
  static const std::vector<Field> table{
      data_path(),
      archive_path(),
      address("listen", &C::listen, "Address and port of the registry and the AWS API."),
      address("ops_listen", &C::ops_listen,
              "Address and port of /healthz, /readyz and /metrics (no authentication there)."),
      toggle("allow_plaintext", &C::allow_plaintext, "Serve without TLS on an address other than loopback."),
      more_listeners(),
      tls_mode(),
      tls_file("tls.cert", &C::tls_cert, "PEM file of the certificate chain; read again when it changes."),
      tls_file("tls.key", &C::tls_key, "PEM file of its private key."),
      list("tls.names", &C::tls_names,
           "More names and addresses for the certificate of tls: auto, separated by commas."),
      text("account", &C::account, "The 12-digit account that the first start makes."),
      text("region", &C::region, "The region that this server is."),
      list("more_accounts", &C::more_accounts,
           "More accounts, separated by commas; a start makes those that are missing, with a root access key each, as "
           "profiles in <data>/credentials."),
      bootstrap_file(),
      list("more_regions", &C::more_regions,
           "More regions that this server is, separated by commas: each account has a registry of its own in each."),
      text("domain_suffix", &C::domain_suffix,
           "Serve <account>.dkr.ecr.<region>.<suffix>; empty: the listen address itself is the registry's host."),
      toggle("create_on_push", &C::create_on_push,
             "Make a repository when the first image is pushed to it, also where no creation template does."),
      list("trusted_proxies", &C::trusted_proxies,
           "Addresses and networks of the proxies before this server, separated by commas: their X-Forwarded-For and "
           "X-Forwarded-Proto are believed, for aws:SourceIp and aws:SecureTransport."),
      toggle("throttle", &C::throttle, "Refuse what comes faster than ECR's default quotas for an account and region."),
      text("throttle_rates", &C::throttle_rates,
           "Other rates per second than those quotas, such as PutImage=20,BatchGetImage=0; 0: no limit."),
      number("max_repositories", &C::max_repositories, {1, 100'000'000}, "Repositories in a registry."),
      number("max_images_per_repository", &C::max_images_per_repository, {1, 100'000'000}, "Images in a repository."),
      number("max_tags_per_image", &C::max_tags_per_image, {1, 1'000'000}, "Tags of an image."),
      number("max_layer_parts", &C::max_layer_parts, {1, 1'000'000}, "Parts of a layer that is uploaded with the API."),
      size("max_layer_size", &C::max_layer_size, {1_MiB, 1ull << 50}, "Largest layer."),
      text("oidc.ca_file", &C::oidc_ca_file,
           "PEM file of the authorities that certify identity providers (OpenID Connect); empty: the system's."),
      list("oidc.networks", &C::oidc_networks,
           "Networks that identity providers may be in besides public addresses, such as 10.0.0.0/8, separated by "
           "commas."),
      list("oidc.key_files", &C::oidc_key_files,
           "Key sets of identity providers that this server cannot reach: <issuer>=<file>, separated by commas."),
      number("max_tags_per_repository", &C::max_tags_per_repository, {1, 1'000},
             "Tags of a repository as an AWS resource."),
      number("max_pull_time_exclusions", &C::max_pull_time_exclusions, {1, kMostRules},
             "Principals whose pulls leave no time, in a registry."),
      number("max_creation_templates", &C::max_creation_templates, {1, kMostRules},
             "Repository creation templates of a registry."),
      number("max_pull_through_cache_rules", &C::max_pull_through_cache_rules, {1, kMostRules},
             "Pull through cache rules of a registry."),
      number("max_replication_rules", &C::max_replication_rules, {1, 25},
             "Replication rules of a registry; the API takes no more."),
      number("max_replication_destinations", &C::max_replication_destinations, {1, 2'500},
             "Different destinations of all replication rules together."),
      number("max_signing_rules", &C::max_signing_rules, {1, 10},
             "Signing rules of a registry; the API takes no more."),
      database(),
      log_level(),
      toggle("audit", &C::audit, "Record every call, in CloudTrail's form, one JSON object a line."),
      audit_folder(),
      size("audit_max_file", &C::audit_max_file, {1_MiB, 1ull << 40}, "Begin a new audit file at this size."),
      number("audit_files", &C::audit_files, {2, 1'000'000}, "Audit files to keep; the oldest are removed."),
      duration("audit_sync", &C::audit_sync, {0, 3'600},
               "Make audit records durable this often; 0s: leave it to the system."),
      audit_when_full(),
      number("threads", &C::threads, {0, 1'024}, "Threads that serve requests; 0: one for each core."),
      size("max_header", &C::max_header, {4_KiB, 128_KiB}, "Largest request head."),
      number("max_header_fields", &C::max_header_fields, {16, 10'000}, "Most header fields of a request."),
      number("max_connections", &C::max_connections, {1, 1'000'000}, "Connections at once; more wait."),
      number("max_in_flight", &C::max_in_flight, {1, 100'000}, "Requests served at once; more are answered 503."),
      duration("idle_timeout", &C::idle_timeout, {1, 3'600}, "Close a connection without a request after this."),
      duration("header_timeout", &C::header_timeout, {1, 600}, "Longest time for the head of a request to arrive."),
      duration("body_timeout", &C::body_timeout, {1, 3'600}, "Longest pause in a body."),
      duration("drain_timeout", &C::drain_timeout, {0, 3'600}, "How long running requests may go on after SIGTERM."),
      size("manifest_cache", &C::manifest_cache, {0, 1ull << 40}, "Memory for manifests."),
      number("tag_cache_entries", &C::tag_cache_entries, {0, 100'000'000}, "Tags kept in memory."),
      size("blob_cache", &C::blob_cache, {0, 1ull << 40}, "Memory for decrypted pieces of layers."),
      size("metadata_cache", &C::metadata_cache, {1_MiB, 1ull << 40},
           "Page cache of the embedded database; half of it for writing."),
      duration("upload_lifetime", &C::upload_lifetime, {60, kYear},
               "Forget an upload that nobody touched for this long."),
      duration("blob_lease", &C::blob_lease, {60, kYear}, "Keep a layer that no image needs for at least this long."),
      duration("collect_interval", &C::collect_interval, {1, 86'400}, "Pause between two rounds of online collection."),
  };
  return table;
}

}  // namespace entrepot::config
