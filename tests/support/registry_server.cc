#include "tests/support/registry_server.h"

#include <stdexcept>

#include "api/layers/door.h"
#include "api/oci/door.h"
#include "base/encoding.h"
#include "blob/memory/memory_blob_store.h"
#include "kms/root_key.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::test {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result)
    throw std::runtime_error(std::string(result.error().message()) + " " + std::string(result.error().detail()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

iam::AccessKey root_key_of(const char* account) {
  const auto fresh = iam::make_access_key();
  auto id = must(model::AccountId::parse(account));
  return {.principal = {.account = id,
                        .id = account,
                        .arn = std::string("arn:aws:iam::") + account + ":root",
                        .access_key_id = fresh.id,
                        .is_root = true},
          .secret = fresh.secret};
}

RegistryServer::Doors registry_doors(api::Services& services) {
  RegistryServer::Doors doors;
  doors.push_back(api::oci::make_door(services));
  doors.push_back(api::layers::make_door(services));
  return doors;
}

}  // namespace

RegistryServer::RegistryServer(Options options)
    : key_(root_key_of("123456789012")), stranger_(root_key_of("999999999999")) {
  credentials_.put(key_);
  credentials_.put(stranger_);
  server_ = std::make_unique<TestServer>([this](http::Request& request) { return front_->handle(request); },
                                         TestServer::Options{.limits = options.limits});

  const kms::RootKey root(crypto::Key::random());
  database_ = must(sql::open_sqlite({.readers = 2}));
  blobs_ = blob::make_memory();
  archive_ = blob::make_memory();
  core_ = std::make_unique<registry::Core>(*database_, registry::Stores{*blobs_, *archive_}, root, clock_, metrics(),
                                           options.config);
  must(run(core_->open()));
  repositories_ = std::make_unique<registry::Repositories>(*core_);
  layers_ = std::make_unique<registry::Layers>(*core_);
  uploads_ = std::make_unique<registry::Uploads>(*core_);
  images_ = std::make_unique<registry::Images>(*core_);
  policies_ = std::make_unique<registry::Policies>(*core_);
  settings_ = std::make_unique<registry::Settings>(*core_);

  authorizer_ = options.authorizer ? options.authorizer : std::make_shared<const iam::RootOnly>();
  sessions_ = std::make_unique<iam::Sessions>(root.derive("sessions"), credentials_, directory_, clock_);
  signatures_ = std::make_unique<iam::SigV4Verifier>(
      credentials_, clock_, iam::SigV4Verifier::Rules{.regions = {"us-east-1"}, .services = {"ecr", "sts"}},
      sessions_.get());
  tokens_ = std::make_unique<iam::RegistryTokens>(root.derive("tokens"), credentials_, clock_, sessions_.get());
  signed_paths_ = std::make_unique<iam::SignedPaths>(root.derive("layers"), clock_);
  names_ = std::make_unique<api::Names>(
      api::Naming{.home = {key_.principal.account, must(model::Region::parse("us-east-1"))}, .suffix = authority()});
  page_tokens_ = std::make_unique<api::PageTokens>(root.derive("page-tokens"));
  services_ = std::make_unique<api::Services>(api::Services{.repositories = *repositories_,
                                                            .layers = *layers_,
                                                            .uploads = *uploads_,
                                                            .images = *images_,
                                                            .policies = *policies_,
                                                            .settings = *settings_,
                                                            .authorizer = *authorizer_,
                                                            .signatures = *signatures_,
                                                            .tokens = *tokens_,
                                                            .signed_paths = *signed_paths_,
                                                            .names = *names_,
                                                            .page_tokens = *page_tokens_,
                                                            .clock = clock_,
                                                            .metrics = metrics()});
  front_ =
      std::make_unique<api::Front>(options.doors ? options.doors(*services_) : registry_doors(*services_), metrics());
}

RegistryServer::~RegistryServer() {
  server_->stop(std::chrono::seconds(5));
  // The metrics live in the server and are used by what follows, so it is destroyed last although it stops first.
  front_.reset();
  core_.reset();
  if (database_) database_->close();
}

std::pair<std::string, std::string> RegistryServer::authorization(const iam::AccessKey& key) const {
  return {"Authorization", "Basic " + base64_encode(as_bytes("AWS:" + password(key)))};
}

void RegistryServer::create_repository(const std::string& name, model::RepositorySettings settings) {
  auto parsed = must(model::RepositoryName::parse(name));
  must(run(repositories_->create(scope(), std::move(parsed), std::move(settings))));
}

}  // namespace entrepot::test
