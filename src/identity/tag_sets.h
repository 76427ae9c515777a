#pragma once
// The tags of one resource, inside a transaction.

#include <string>
#include <vector>

#include "async/task.h"
#include "identity/types.h"
#include "sql/database.h"

namespace entrepot::identity {

/// Adds or replaces. kInvalidInput for a key that occurs twice (in any case), kLimitExceeded beyond 50.
async::Task<void> put_tags(sql::Transaction& tx, const std::string& owner, const Tags& tags);
/// Those that are not there are passed over.
async::Task<void> delete_tags(sql::Transaction& tx, const std::string& owner, const std::vector<std::string>& keys);

}  // namespace entrepot::identity
