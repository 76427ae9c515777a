#pragma once
// The first look at a store's database.

#include "async/task.h"
#include "kms/root_key.h"
#include "sql/database.h"

namespace entrepot::registry {

/// Migrates the schema and checks that the root key is the one this store was made with; kUnavailable with a clear
/// message otherwise. Core::open() does it too; it is asked before anything else is bound to the key.
async::Task<void> open_database(sql::Database& database, const kms::RootKey& root);

}  // namespace entrepot::registry
