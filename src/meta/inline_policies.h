#pragma once
// Policies that belong to one user, group or role.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

struct InlinePolicyRow {
  std::string name;
  std::string document;
};

/// Replaces what is there.
async::Task<void> put_inline_policy(sql::Transaction& tx, const std::string& identity, const InlinePolicyRow& row,
                                    SysTime now);
async::Task<std::optional<InlinePolicyRow>> find_inline_policy(sql::Transaction& tx, const std::string& identity,
                                                               const std::string& name);
/// False if it was not there.
async::Task<bool> delete_inline_policy(sql::Transaction& tx, const std::string& identity, const std::string& name);
/// By name; the sizes of an identity's policies are limited, so these are few.
async::Task<std::vector<InlinePolicyRow>> list_inline_policies(sql::Transaction& tx, const std::string& identity);

}  // namespace entrepot::meta
