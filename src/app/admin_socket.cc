#include "app/admin_socket.h"

#include <fmt/format.h>

#include "app/data_folder.h"
#include "async/run_blocking.h"
#include "bootstrap/apply.h"
#include "bootstrap/read.h"
#include "meta/accounts.h"
#include "observe/log.h"

namespace entrepot::app {
namespace {

constexpr observe::Logger kLog{"app.bootstrap"};

async::Task<std::vector<std::string>> ids_of_accounts(sql::Database& database) {
  co_return co_await database.read([](sql::Transaction& tx) { return meta::list_accounts(tx); });
}

Result<std::vector<model::AccountId>> accounts_of(sql::Database& database) {
  ENTREPOT_TRY(const auto ids, async::run_blocking(ids_of_accounts(database)));
  std::vector<model::AccountId> out;
  for (const std::string& id : ids) {
    ENTREPOT_TRY(auto account, model::AccountId::parse(id));
    out.push_back(std::move(account));
  }
  return out;
}

/// A file of AWS's form with one key, relative to the bootstrap file's folder.
Result<void> write_key_file(const std::filesystem::path& path, const std::string& id, const std::string& secret) {
  return replace_file(path, fmt::format("[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n", id, secret),
                      0600);
}

}  // namespace

std::filesystem::path admin_socket(const std::filesystem::path& data) {
  return data / "admin.sock";
}

Result<admin::Commands::Store> command_store(sql::Database& database, identity::Principals& principals,
                                             const config::ServerConfig& config) {
  ENTREPOT_TRY(auto home, model::AccountId::parse(config.account));
  return admin::Commands::Store{
      .principals = principals, .accounts = [&database] { return accounts_of(database); }, .home = std::move(home)};
}

Result<std::unique_ptr<admin::Socket>> open_admin(const DataFolder& folder, const config::ServerConfig& config,
                                                  sql::Database& database, identity::Principals& principals) {
  ENTREPOT_TRY(auto store, command_store(database, principals, config));
  auto commands = std::make_shared<admin::Commands>(std::move(store));
  return admin::Socket::open(admin_socket(folder.root()),
                             [commands](const json::Object& request) { return commands->run(request); });
}

Result<std::vector<model::AccountId>> bootstrap_accounts(const config::ServerConfig& config) {
  std::vector<model::AccountId> out;
  if (config.bootstrap.empty()) return out;
  ENTREPOT_TRY(const auto declared, bootstrap::read_file(config.bootstrap));
  for (const bootstrap::Account& account : declared.accounts) out.push_back(account.id);
  return out;
}

Result<void> apply_bootstrap(const config::ServerConfig& config, identity::Principals& principals) {
  if (config.bootstrap.empty()) return {};
  ENTREPOT_TRY(const auto declared, bootstrap::read_file(config.bootstrap));
  const auto folder = std::filesystem::absolute(config.bootstrap).parent_path();
  const bootstrap::KeyWriter write_key = [&](const std::string& file, const std::string& id,
                                             const std::string& secret) {
    return write_key_file(folder / file, id, secret);
  };
  ENTREPOT_TRY(const std::size_t changes, bootstrap::apply(declared, principals, write_key));
  kLog.info("applied", {{"file", config.bootstrap.string()}, {"changes", changes}});
  return {};
}

}  // namespace entrepot::app
