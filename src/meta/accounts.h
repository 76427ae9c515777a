#pragma once
// Accounts, access keys, and the value that tells whether a root key is this store's. Secrets come and go sealed.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct AccessKeyRow {
  std::string account;
  std::string id;
  sql::Blob sealed_secret;
  bool is_active = true;
};

/// Makes the account if it is not there.
async::Task<void> ensure_account(sql::Transaction& tx, const model::AccountId& account, SysTime now);
/// False, and nothing written, if the id is there already.
async::Task<bool> insert_access_key(sql::Transaction& tx, const AccessKeyRow& key, SysTime now);
/// Ordered by id.
async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx);

async::Task<std::optional<sql::Blob>> find_store_check(sql::Transaction& tx);
async::Task<void> insert_store_check(sql::Transaction& tx, sql::Blob sealed);
/// True if anything is sealed with a key that comes from a root key.
async::Task<bool> holds_sealed_values(sql::Transaction& tx);

}  // namespace entrepot::meta
