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
  std::optional<std::string> user{};  ///< unique id; nullopt: the account's root
  SysTime created_at{};
};

struct AccessKeyUse {
  SysTime used_at;
  std::string region;
  std::string service;
};

/// Makes the account if it is not there.
async::Task<void> ensure_account(sql::Transaction& tx, const model::AccountId& account, SysTime now);
/// Ids, in their order.
async::Task<std::vector<std::string>> list_accounts(sql::Transaction& tx);
/// False, and nothing written, if the id is there already.
async::Task<bool> insert_access_key(sql::Transaction& tx, const AccessKeyRow& key, SysTime now);
/// Of all accounts, ordered by id.
async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx);
/// Of a user, or without one of the account's root; ordered by id.
async::Task<std::vector<AccessKeyRow>> list_access_keys(sql::Transaction& tx, const model::AccountId& account,
                                                        const std::optional<std::string>& user);
async::Task<std::optional<AccessKeyRow>> find_access_key(sql::Transaction& tx, const std::string& id);
async::Task<void> set_access_key_active(sql::Transaction& tx, const std::string& id, bool is_active);
async::Task<void> delete_access_key(sql::Transaction& tx, const std::string& id);

/// Keeps the latest time. A key that is gone is passed over.
async::Task<void> put_access_key_use(sql::Transaction& tx, const std::string& id, const AccessKeyUse& use);
async::Task<std::optional<AccessKeyUse>> find_access_key_use(sql::Transaction& tx, const std::string& id);

async::Task<std::optional<sql::Blob>> find_store_check(sql::Transaction& tx);
async::Task<void> insert_store_check(sql::Transaction& tx, sql::Blob sealed);
/// True if anything is sealed with a key that comes from a root key.
async::Task<bool> holds_sealed_values(sql::Transaction& tx);

}  // namespace entrepot::meta
