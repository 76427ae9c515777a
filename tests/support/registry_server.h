#pragma once
// A whole registry in one process, for in-process tests of any door: the real HTTP server on a free port, the real
// services over SQLite in memory and blobs in memory, identities, one account with a root access key, a clock that
// stands still.
//
//   entrepot::test::RegistryServer server;                       // OCI and layers doors
//   server.create_repository("team/app");
//   entrepot::test::HttpClient client = server.client();
//   auto answer = client.request("GET", "/v2/team/app/tags/list", {server.authorization()});
//
// Another door: RegistryServer::Options{.doors = [](api::Services& services) { ...make_door(services)... }}; its room
// is linked by the test program. To sign: server.access_key(), server.authority() and server.clock(). Rights other than
// root's: Options::authorizer. A service straight: server.run(server.services().images.tags(server.scope(), ...)).

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/door.h"
#include "api/services.h"
#include "async/run_blocking.h"
#include "base/clock.h"
#include "blob/blob_store.h"
#include "http/server.h"
#include "iam/authorizer.h"
#include "iam/directory.h"
#include "iam/sessions.h"
#include "registry/core.h"
#include "sql/database.h"
#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::test {

class RegistryServer {
 public:
  using Doors = std::vector<std::unique_ptr<api::Door>>;
  struct Options {
    registry::Config config{};
    http::Limits limits{};
    std::function<Doors(api::Services&)> doors{};         ///< empty: OCI and layers
    std::shared_ptr<const iam::Authorizer> authorizer{};  ///< null: iam::RootOnly
  };

  /// Serves at once. Throws std::runtime_error when something cannot be opened.
  RegistryServer() : RegistryServer(Options{}) {}
  explicit RegistryServer(Options options);
  RegistryServer(const RegistryServer&) = delete;
  RegistryServer& operator=(const RegistryServer&) = delete;
  ~RegistryServer();

  std::uint16_t port() const { return server_->port(); }
  std::string authority() const { return server_->authority(); }  ///< "127.0.0.1:12345"
  HttpClient client() const { return HttpClient(port()); }

  /// Root of the registry's account.
  const iam::AccessKey& access_key() const { return key_; }
  /// Root of another account, without rights here.
  const iam::AccessKey& stranger() const { return stranger_; }
  /// A fresh registry password of `key`, as GetAuthorizationToken gives it.
  std::string password(const iam::AccessKey& key) const { return tokens_->issue(key.principal).password; }
  /// The Authorization header field that docker sends.
  std::pair<std::string, std::string> authorization(const iam::AccessKey& key) const;
  std::pair<std::string, std::string> authorization() const { return authorization(key_); }

  /// Users, roles and keys besides the two: for tests to fill.
  iam::Credentials& credentials() { return credentials_; }
  iam::Directory& directory() { return directory_; }
  const iam::Sessions& sessions() const { return *sessions_; }

  FakeClock& clock() { return clock_; }
  observe::Metrics& metrics() { return server_->metrics(); }
  api::Services& services() { return *services_; }
  api::Front& front() { return *front_; }
  registry::Core& core() { return *core_; }
  const api::Names& names() const { return *names_; }
  registry::Scope scope() const { return {names_->home(), key_.principal.id, key_.principal.arn}; }

  /// Throws std::runtime_error with the error's message if it cannot.
  void create_repository(const std::string& name, model::RepositorySettings settings = {});

  /// Runs a service's task on the calling thread.
  template <class T>
  Result<T> run(async::Task<T> task) {
    return async::run_blocking(std::move(task));
  }

 private:
  FakeClock clock_;
  iam::AccessKey key_;
  iam::AccessKey stranger_;
  iam::Credentials credentials_;
  iam::Directory directory_;
  std::unique_ptr<iam::Sessions> sessions_;
  // The server comes first, because names need its port; and goes first, so that no request outlives what it uses.
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<blob::BlobStore> blobs_;
  std::unique_ptr<blob::BlobStore> archive_;
  std::unique_ptr<registry::Core> core_;
  std::unique_ptr<registry::Repositories> repositories_;
  std::unique_ptr<registry::Layers> layers_;
  std::unique_ptr<registry::Uploads> uploads_;
  std::unique_ptr<registry::Images> images_;
  std::unique_ptr<registry::Policies> policies_;
  std::unique_ptr<registry::Settings> settings_;
  std::shared_ptr<const iam::Authorizer> authorizer_;
  std::unique_ptr<iam::SigV4Verifier> signatures_;
  std::unique_ptr<iam::RegistryTokens> tokens_;
  std::unique_ptr<iam::SignedPaths> signed_paths_;
  std::unique_ptr<api::Names> names_;
  std::unique_ptr<api::PageTokens> page_tokens_;
  std::unique_ptr<api::Services> services_;
  std::unique_ptr<api::Front> front_;
};

}  // namespace entrepot::test
