#pragma once
// Where the commands of the operator meet the store.

#include <filesystem>
#include <memory>
#include <vector>

#include "admin/commands.h"
#include "admin/socket.h"
#include "app/data_folder.h"
#include "base/result.h"
#include "config/server_config.h"
#include "identity/principals.h"
#include "sql/database.h"

namespace entrepot::app {

/// <data>/admin.sock
std::filesystem::path admin_socket(const std::filesystem::path& data);

/// What admin::Commands work on. Both must outlive it.
Result<admin::Commands::Store> command_store(sql::Database& database, identity::Principals& principals,
                                             const config::ServerConfig& config);

/// Takes commands for a running server. All must outlive it.
Result<std::unique_ptr<admin::Socket>> open_admin(const DataFolder& folder, const config::ServerConfig& config,
                                                  sql::Database& database, identity::Principals& principals);

/// Brings the accounts to what the configuration's bootstrap file declares, if it names one. The accounts of the file
/// must be there.
Result<void> apply_bootstrap(const config::ServerConfig& config, identity::Principals& principals);
/// The accounts that the bootstrap file declares.
Result<std::vector<model::AccountId>> bootstrap_accounts(const config::ServerConfig& config);

}  // namespace entrepot::app
