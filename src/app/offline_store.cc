#include "app/offline_store.h"

#include <fmt/format.h>

#include "app/admin_socket.h"
#include "app/data_folder.h"
#include "app/root_account.h"
#include "async/run_blocking.h"
#include "base/clock.h"
#include "iam/credentials.h"
#include "iam/directory.h"
#include "iam/oidc_providers.h"
#include "identity/principals.h"
#include "registry/open_database.h"
#include "sql/postgres/postgres_database.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::app {

struct OfflineStore::Impl {
  explicit Impl(DataFolder held) : folder(std::move(held)) {}

  DataFolder folder;
  SystemClock clock;
  iam::Credentials credentials;
  iam::Directory directory;
  iam::OidcProviders providers;
  std::optional<kms::RootKey> root;
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<identity::Core> core;
  std::unique_ptr<identity::Principals> principals;
  std::unique_ptr<admin::Commands> commands;
};

Result<std::unique_ptr<OfflineStore>> OfflineStore::open(const config::ServerConfig& config) {
  const bool is_embedded = config.database == "sqlite";
  const auto nothing = [&] {
    return fail(
        ErrorKind::kUnavailable,
        fmt::format("the data folder {} holds nothing yet: run `entrepot serve` once, or name another with --data",
                    config.data.string()));
  };
  std::error_code error;
  if (!std::filesystem::exists(config.data, error)) return nothing();
  ENTREPOT_TRY(auto folder, DataFolder::open(config.data));
  auto impl = std::make_unique<Impl>(std::move(folder));
  if (!std::filesystem::exists(impl->folder.root_key()) ||
      (is_embedded && !std::filesystem::exists(impl->folder.database())))
    return nothing();
  ENTREPOT_TRY(const auto root, kms::RootKey::load(impl->folder.root_key()));
  impl->root.emplace(root);
  if (is_embedded) {
    ENTREPOT_TRY(impl->database,
                 sql::open_sqlite({.file = impl->folder.database(), .cache_bytes = config.metadata_cache}));
  } else {
    ENTREPOT_TRY(impl->database, sql::open_postgres({.conninfo = config.database}));
  }
  ENTREPOT_CHECK_OK(async::run_blocking(registry::open_database(*impl->database, *impl->root)));
  impl->core = std::make_unique<identity::Core>(*impl->database, *impl->root, impl->clock,
                                                identity::Memory{impl->credentials, impl->directory, impl->providers});
  impl->principals = std::make_unique<identity::Principals>(*impl->core);
  ENTREPOT_CHECK_OK(async::run_blocking(impl->core->refresh()));
  ENTREPOT_TRY(auto store, command_store(*impl->database, *impl->principals, config));
  impl->commands = std::make_unique<admin::Commands>(std::move(store));
  return std::unique_ptr<OfflineStore>(new OfflineStore(std::move(impl)));
}

OfflineStore::OfflineStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

OfflineStore::~OfflineStore() {
  if (impl_->database) impl_->database->close();
}

Result<json::Object> OfflineStore::run(const json::Object& request) {
  return impl_->commands->run(request);
}

}  // namespace entrepot::app
