#include "app/server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "api/aws/door.h"
#include "api/door.h"
#include "api/ecr/table.h"
#include "api/iam/table.h"
#include "api/layers/door.h"
#include "api/oci/door.h"
#include "api/services.h"
#include "api/source_address.h"
#include "api/sts/table.h"
#include "app/admin_socket.h"
#include "app/archive_folder.h"
#include "app/audit_log.h"
#include "app/data_folder.h"
#include "app/listeners.h"
#include "app/ops_door.h"
#include "app/root_account.h"
#include "app/session_services.h"
#include "app/shown_host.h"
#include "async/blocking_pool.h"
#include "async/gate.h"
#include "async/run_blocking.h"
#include "blob/fs/fs_blob_store.h"
#include "http/self_signed.h"
#include "http/server.h"
#include "iam/directory.h"
#include "iam/oidc_providers.h"
#include "iam/policy_authorizer.h"
#include "identity/principals.h"
#include "observe/log.h"
#include "registry/open_database.h"
#include "sql/postgres/postgres_database.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::app {
namespace {

constexpr observe::Logger kLog{"app"};

/// Nobody waits long for a restored image.
constexpr std::chrono::seconds kMovePause{2};
/// What other nodes change in users, keys and policies is in force here within a second.
constexpr std::chrono::milliseconds kIdentityPause{500};
/// Times of pulls are written every half minute.
constexpr int kPausesPerFlush = 15;
/// What is in the archive is read once.
constexpr std::size_t kArchiveCache = 1_MiB;

std::size_t cores(const config::ServerConfig& config) {
  if (config.threads != 0) return config.threads;
  return std::max(1u, std::thread::hardware_concurrency());
}

http::Limits limits_of(const config::ServerConfig& config) {
  http::Limits limits;
  limits.max_header_bytes = config.max_header;
  limits.max_header_fields = config.max_header_fields;
  limits.max_connections = config.max_connections;
  limits.max_in_flight = config.max_in_flight;
  limits.idle_timeout = config.idle_timeout;
  limits.header_timeout = config.header_timeout;
  limits.body_timeout = config.body_timeout;
  return limits;
}

}  // namespace

struct Server::Impl {
  explicit Impl(const config::ServerConfig& c, DataFolder folder_in)
      : config(c),
        folder(std::move(folder_in)),
        disk({.threads = cores(c) * 4, .max_queued = 16'384}),
        context(static_cast<int>(cores(c))) {}

  Result<void> open_stores();
  Result<void> build_services();
  Result<void> listen();
  Result<std::shared_ptr<http::TlsContext>> load_certificates(const std::string& host);
  static boost::asio::awaitable<void> collect_forever(Impl& self);
  static boost::asio::awaitable<void> move_forever(Impl& self);
  static boost::asio::awaitable<void> follow_identities(Impl& self);

  config::ServerConfig config;
  DataFolder folder;
  Greeting greeting;
  SystemClock clock;
  observe::Metrics metrics;
  async::BlockingPool disk;
  boost::asio::io_context context;

  /// Of the archive's store: not shown, since it counts the same things under the same names.
  observe::Metrics archive_metrics;
  std::unique_ptr<blob::BlobStore> blobs;
  std::unique_ptr<blob::BlobStore> archive;
  std::unique_ptr<sql::Database> database;
  std::optional<kms::RootKey> root;
  std::unique_ptr<registry::Core> core;
  std::unique_ptr<registry::Repositories> repositories;
  std::unique_ptr<registry::Layers> layers;
  std::unique_ptr<registry::Uploads> uploads;
  std::unique_ptr<registry::Images> images;
  std::unique_ptr<registry::Policies> policies;
  std::unique_ptr<registry::Settings> settings;

  iam::Credentials credentials;
  iam::Directory directory;
  iam::OidcProviders providers;
  std::unique_ptr<identity::Core> identity_core;
  std::unique_ptr<identity::Principals> principals;
  iam::PolicyAuthorizer authorizer{directory};
  api::TrustedProxies proxies;
  std::unique_ptr<admin::Socket> admin;
  std::unique_ptr<SessionServices> sessions;
  std::unique_ptr<iam::SigV4Verifier> signatures;
  std::unique_ptr<iam::RegistryTokens> tokens;
  std::unique_ptr<iam::SignedPaths> signed_paths;
  std::unique_ptr<api::Names> names;
  std::unique_ptr<api::PageTokens> page_tokens;
  std::unique_ptr<api::Throttle> throttle;
  api::Endpoints endpoints;
  std::unique_ptr<api::Services> services;
  std::unique_ptr<audit::Log> audit_log;
  std::optional<api::AuditTrail> audit_trail;
  std::unique_ptr<api::Front> front;
  OpsDoor ops{metrics};

  std::unique_ptr<http::Server> public_server;
  std::unique_ptr<http::Server> ops_server;
  async::Gate jobs{[](const std::string& what) { kLog.error("job_failed", {{"what", what}}); }};
  std::unique_ptr<boost::asio::steady_timer> collect_timer;
  std::unique_ptr<boost::asio::steady_timer> move_timer;
  std::unique_ptr<boost::asio::steady_timer> identity_timer;
  std::atomic<bool> stopping{false};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work;
  std::vector<std::thread> threads;
};

Result<void> Server::Impl::open_stores() {
  const bool is_embedded = config.database == "sqlite";
  const bool has_metadata = is_embedded && std::filesystem::exists(folder.database());
  const auto root_key = open_root_key(folder, has_metadata);
  if (!root_key) return std::unexpected(root_key.error());
  root.emplace(*root_key);

  ENTREPOT_TRY(blobs, blob::open_fs({.root = folder.blobs(), .cache_bytes = config.blob_cache}, disk, metrics));
  if (is_embedded) {
    ENTREPOT_TRY(database, sql::open_sqlite({.file = folder.database(), .cache_bytes = config.metadata_cache}));
  } else {
    ENTREPOT_TRY(database, sql::open_postgres({.conninfo = config.database}));
  }
  // Before the archive folder takes this root key for its owner's.
  ENTREPOT_CHECK_OK(async::run_blocking(registry::open_database(*database, *root)));
  const auto where = config.archive_folder.empty() ? folder.archive() : config.archive_folder;
  ENTREPOT_TRY(const auto archive_folder, claim_archive_folder(where, folder, *root));
  ENTREPOT_TRY(archive, blob::open_fs({.root = archive_folder, .cache_bytes = kArchiveCache}, disk, archive_metrics));
  core = std::make_unique<registry::Core>(
      *database, registry::Stores{*blobs, *archive}, *root, clock, metrics,
      registry::Config{.manifest_cache_bytes = config.manifest_cache,
                       .tag_cache_entries = config.tag_cache_entries,
                       .max_images_per_repository = config.max_images_per_repository,
                       .max_tags_per_image = config.max_tags_per_image,
                       .max_repositories = config.max_repositories,
                       .max_layer_parts = config.max_layer_parts,
                       .max_layer_bytes = config.max_layer_size,
                       .max_resource_tags = config.max_tags_per_repository,
                       .max_pull_time_exclusions = config.max_pull_time_exclusions,
                       .max_creation_templates = config.max_creation_templates,
                       .max_cache_rules = config.max_pull_through_cache_rules,
                       .max_replication_rules = config.max_replication_rules,
                       .max_replication_destinations = config.max_replication_destinations,
                       .max_signing_rules = config.max_signing_rules,
                       .create_unmatched_on_push = config.create_on_push,
                       .upload_lifetime = std::chrono::duration_cast<std::chrono::hours>(config.upload_lifetime),
                       .blob_lease = std::chrono::duration_cast<std::chrono::hours>(config.blob_lease)});
  return async::run_blocking(core->open());
}

Result<void> Server::Impl::build_services() {
  ENTREPOT_TRY(const auto account, model::AccountId::parse(config.account));
  ENTREPOT_TRY(const auto region, model::Region::parse(config.region));
  registry::Accounts accounts(*core);
  WantedAccounts wanted{account, {}};
  for (const std::string& more : config.more_accounts) {
    ENTREPOT_TRY(auto parsed, model::AccountId::parse(more));
    wanted.more.push_back(std::move(parsed));
  }
  ENTREPOT_TRY(auto declared, bootstrap_accounts(config));
  std::ranges::move(declared, std::back_inserter(wanted.more));
  ENTREPOT_TRY(const auto made, load_root_accounts(folder, accounts, wanted, credentials));
  greeting.new_access_key_id = made.value_or("");
  identity_core =
      std::make_unique<identity::Core>(*database, *root, clock, identity::Memory{credentials, directory, providers});
  principals = std::make_unique<identity::Principals>(*identity_core);
  ENTREPOT_CHECK_OK(async::run_blocking(identity_core->refresh()));
  ENTREPOT_CHECK_OK(apply_bootstrap(config, *principals));

  repositories = std::make_unique<registry::Repositories>(*core);
  layers = std::make_unique<registry::Layers>(*core);
  uploads = std::make_unique<registry::Uploads>(*core);
  images = std::make_unique<registry::Images>(*core);
  policies = std::make_unique<registry::Policies>(*core);
  settings = std::make_unique<registry::Settings>(*core);
  ENTREPOT_TRY(auto issuers, issuer_options(config));
  sessions = std::make_unique<SessionServices>(root->derive("sessions"), credentials, directory, providers, clock,
                                               std::move(issuers), principals->policies);
  tokens = std::make_unique<iam::RegistryTokens>(root->derive("tokens"), credentials, clock, &sessions->sessions());
  signed_paths = std::make_unique<iam::SignedPaths>(root->derive("layers"), clock);
  page_tokens = std::make_unique<api::PageTokens>(root->derive("page-tokens"));

  ENTREPOT_TRY(const auto where, config::parse_host_port(config.listen));
  const bool is_host = config.domain_suffix.empty();
  std::vector<model::Region> more_regions;
  for (const std::string& more : config.more_regions) {
    ENTREPOT_TRY(auto parsed, model::Region::parse(more));
    more_regions.push_back(std::move(parsed));
  }
  names =
      std::make_unique<api::Names>(api::Naming{.home = {account, region},
                                               .suffix = is_host ? shown_host(where, where.port) : config.domain_suffix,
                                               .suffix_is_host = is_host,
                                               .secure = config.tls != config::TlsMode::kOff,
                                               .regions = std::move(more_regions)});
  signatures = std::make_unique<iam::SigV4Verifier>(
      credentials, clock, iam::SigV4Verifier::Rules{.regions = names->regions(), .services = api::aws::signing_names()},
      &sessions->sessions());
  if (config.throttle) {
    ENTREPOT_TRY(auto rates, api::rates_of(all_operations(), config.throttle_rates));
    throttle = std::make_unique<api::Throttle>(clock, std::move(rates));
  }
  services = std::make_unique<api::Services>(api::Services{*repositories, *layers, *uploads, *images, *policies,
                                                           *settings, authorizer, *signatures, *tokens, *signed_paths,
                                                           *names, *page_tokens, clock, metrics});
  services->throttle = throttle.get();
  services->directory = &directory;
  ENTREPOT_TRY(proxies, api::TrustedProxies::parse(config.trusted_proxies));
  services->proxies = &proxies;
  services->sts = &sessions->parts();
  services->identities = principals.get();
  ENTREPOT_TRY(endpoints, make_endpoints(config));
  services->endpoints = &endpoints;
  ENTREPOT_TRY(audit_log, open_audit_log(config, folder, clock, metrics));
  if (audit_log) audit_trail.emplace(*audit_log, clock, *names, endpoints, &audit_code);
  std::vector<std::unique_ptr<api::Door>> doors;
  doors.push_back(api::oci::make_door(*services));
  doors.push_back(api::layers::make_door(*services));
  doors.push_back(api::aws::make_door(*services, {api::ecr::table(), api::sts::table(), api::iam_service::table()}));
  front = std::make_unique<api::Front>(
      std::move(doors), metrics,
      api::Front::Around{.endpoints = endpoints, .audit = audit_trail ? &*audit_trail : nullptr});
  return {};
}

Result<std::shared_ptr<http::TlsContext>> Server::Impl::load_certificates(const std::string& host) {
  if (config.tls == config::TlsMode::kOff) return std::shared_ptr<http::TlsContext>();
  if (config.tls == config::TlsMode::kFiles) return http::load_tls(config.tls_cert, config.tls_key);
  std::vector<std::string> certified = config.tls_names;
  certified.push_back(host);
  for (std::string& name : names_of_listeners(config)) certified.push_back(std::move(name));
  if (!config.domain_suffix.empty()) {
    certified.push_back(config.domain_suffix);
    certified.push_back(fmt::format("{}.dkr.ecr.{}.{}", config.account, config.region, config.domain_suffix));
    for (const std::string& region : names->regions()) {
      certified.push_back(fmt::format("*.dkr.ecr.{}.{}", region, config.domain_suffix));
      certified.push_back(fmt::format("api.ecr.{}.{}", region, config.domain_suffix));
    }
  }
  std::error_code ignored;
  std::filesystem::create_directories(folder.tls(), ignored);  // what stands in the way is named by the next line
  ENTREPOT_CHECK_OK(http::make_private_ca(folder.tls(), certified));
  greeting.ca_file = (folder.tls() / "ca.crt").string();
  return http::load_tls((folder.tls() / "server.crt").string(), (folder.tls() / "server.key").string());
}

Result<void> Server::Impl::listen() {
  ENTREPOT_TRY(const auto where, config::parse_host_port(config.listen));
  ENTREPOT_TRY(const auto ops_where, config::parse_host_port(config.ops_listen));
  ENTREPOT_TRY(auto tls, load_certificates(where.host));

  ops_server = std::make_unique<http::Server>(
      context, http::Limits{}, [this](http::Request& request) { return ops.handle(request); }, metrics);
  public_server = std::make_unique<http::Server>(
      context, limits_of(config), [this](http::Request& request) { return front->handle(request); }, metrics);
  ENTREPOT_TRY(const auto ops_port, ops_server->listen({.address = ops_where.host, .port = ops_where.port}));
  ENTREPOT_TRY(const auto port, public_server->listen({.address = where.host, .port = where.port, .tls = tls}));
  ENTREPOT_CHECK_OK(open_listeners(*public_server, config, tls));
  ENTREPOT_TRY(admin, open_admin(folder, config, *database, *principals));

  const std::string scheme = tls ? "https" : "http";
  greeting.url = fmt::format("{}://{}", scheme, shown_host(where, port));
  greeting.ops_url = fmt::format("http://{}", shown_host(ops_where, ops_port));
  greeting.registry = names->registry_host(names->home());
  greeting.data = folder.root().string();
  return write_server_info(folder.root(), {.endpoint_url = greeting.url,
                                           .registry = greeting.registry,
                                           .region = config.region,
                                           .account = config.account,
                                           .ca_file = greeting.ca_file});
}

boost::asio::awaitable<void> Server::Impl::collect_forever(Impl& self) {
  while (!self.stopping) {
    self.collect_timer->expires_after(self.config.collect_interval);
    boost::system::error_code cancelled;
    co_await self.collect_timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (self.stopping) break;
    const auto removed = co_await self.core->collect();
    if (!removed) kLog.warn("collection_failed", removed.error());
    if (removed && *removed != 0) kLog.info("collected", {{"removed", *removed}});
  }
}

boost::asio::awaitable<void> Server::Impl::move_forever(Impl& self) {
  for (int pauses = 1; !self.stopping; ++pauses) {
    self.move_timer->expires_after(kMovePause);
    boost::system::error_code cancelled;
    co_await self.move_timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (self.stopping) break;
    const auto moved = co_await self.core->move();
    if (!moved) kLog.warn("moving_failed", moved.error());
    if (moved && *moved != 0) kLog.info("layers_moved", {{"count", *moved}});
    if (pauses % kPausesPerFlush != 0) continue;
    if (const auto flushed = co_await self.core->flush(); !flushed) kLog.warn("flush_failed", flushed.error());
  }
}

boost::asio::awaitable<void> Server::Impl::follow_identities(Impl& self) {
  while (!self.stopping) {
    self.identity_timer->expires_after(kIdentityPause);
    boost::system::error_code cancelled;
    co_await self.identity_timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    if (self.stopping) break;
    const auto done = co_await self.identity_core->refresh();
    if (!done) kLog.warn("identities_not_refreshed", done.error());
  }
}

Result<std::unique_ptr<Server>> Server::start(const config::ServerConfig& config) {
  ENTREPOT_CHECK_OK(config::validate(config));
  ENTREPOT_TRY(auto folder, DataFolder::open(config.data));
  auto impl = std::make_unique<Impl>(config, std::move(folder));
  Impl& self = *impl;
  std::unique_ptr<Server> server(new Server(std::move(impl)));  // its destructor ends what was started

  self.work.emplace(self.context.get_executor());
  for (std::size_t i = 0; i < cores(config); ++i) self.threads.emplace_back([&self] { self.context.run(); });
  ENTREPOT_CHECK_OK(self.open_stores());
  ENTREPOT_CHECK_OK(self.build_services());
  ENTREPOT_CHECK_OK(self.listen());
  self.collect_timer = std::make_unique<boost::asio::steady_timer>(self.context);
  self.jobs.spawn(self.context.get_executor(), Impl::collect_forever(self));
  self.move_timer = std::make_unique<boost::asio::steady_timer>(self.context);
  self.jobs.spawn(self.context.get_executor(), Impl::move_forever(self));
  self.identity_timer = std::make_unique<boost::asio::steady_timer>(self.context);
  self.jobs.spawn(self.context.get_executor(), Impl::follow_identities(self));
  self.ops.set_ready(true);
  return server;
}

std::vector<api::OperationInfo> all_operations() {
  std::vector<api::OperationInfo> all;
  for (const auto& table : {api::ecr::table(), api::sts::table(), api::iam_service::table()}) {
    for (const auto& row : table.rows) all.push_back(row.info);
  }
  for (auto& more : {api::oci::operations(), api::layers::operations()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  stop();
}

const Server::Greeting& Server::greeting() const {
  return impl_->greeting;
}

void Server::stop() {
  Impl& self = *impl_;
  if (self.stopping.exchange(true)) return;
  self.ops.set_ready(false);
  self.admin.reset();
  if (self.public_server && !self.public_server->stop(self.config.drain_timeout)) kLog.warn("drain_timed_out");
  if (self.collect_timer) {
    self.core->stop_moving();
    boost::asio::post(self.context, [&self] {
      self.collect_timer->cancel();
      self.move_timer->cancel();
      self.identity_timer->cancel();
    });
    if (!self.jobs.close_and_wait(std::chrono::seconds(30))) kLog.warn("jobs_still_running");
  }
  if (self.core) {
    if (const auto flushed = async::run_blocking(self.core->collect()); !flushed)
      kLog.warn("final_flush_failed", flushed.error());
  }
  if (self.ops_server) self.ops_server->stop(std::chrono::seconds(1));
  self.work.reset();
  if (self.database) self.database->close();
  self.context.stop();
  for (std::thread& thread : self.threads) thread.join();
  self.threads.clear();
}

}  // namespace entrepot::app
