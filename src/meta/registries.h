#pragma once
// Registries: an account in a region. A row is made when something is first kept in it.

#include <optional>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

/// nullopt: nothing was ever kept in it.
async::Task<std::optional<RegistryKey>> find_registry(sql::Transaction& tx, const model::RegistryId& registry);
/// Makes the row, and the account's, if they are not there. Only in write().
async::Task<RegistryKey> ensure_registry(sql::Transaction& tx, const model::RegistryId& registry, SysTime now);

}  // namespace entrepot::meta
