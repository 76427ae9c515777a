#pragma once
// Principals of a registry whose pulls leave no time.

#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

/// False, and nothing written, if it is there.
async::Task<bool> insert_pull_time_exclusion(sql::Transaction& tx, const model::RegistryId& registry,
                                             const std::string& principal_arn, SysTime now);
/// False if it was not there.
async::Task<bool> delete_pull_time_exclusion(sql::Transaction& tx, const model::RegistryId& registry,
                                             const std::string& principal_arn);
/// In byte order, those after `after`.
async::Task<std::vector<std::string>> list_pull_time_exclusions(sql::Transaction& tx, const model::RegistryId& registry,
                                                                const std::string& after, std::size_t limit);

}  // namespace entrepot::meta
