#pragma once
// Pull-through cache rules of a registry, by prefix.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct CacheRuleRow {
  std::string prefix;        ///< without a slash at its end
  std::string shown_prefix;  ///< as it was given
  std::string upstream;      ///< the API's word: "docker-hub"
  std::string upstream_url;
  std::string upstream_prefix;
  std::string credential_arn;  ///< empty: none
  std::string role_arn;        ///< empty: none
  SysTime created_at;
  SysTime updated_at;
};

/// False, and nothing written, if the prefix has one.
async::Task<bool> insert_cache_rule(sql::Transaction& tx, const model::RegistryId& registry, const CacheRuleRow& row);
/// Held until the end of the transaction. Only in write().
async::Task<std::optional<CacheRuleRow>> find_cache_rule_for_update(sql::Transaction& tx,
                                                                    const model::RegistryId& registry,
                                                                    const std::string& prefix);
/// Writes how to sign in, and updated_at.
async::Task<void> update_cache_rule(sql::Transaction& tx, const model::RegistryId& registry, const CacheRuleRow& row);
/// What was there.
async::Task<std::optional<CacheRuleRow>> delete_cache_rule(sql::Transaction& tx, const model::RegistryId& registry,
                                                           const std::string& prefix);
/// Those of `prefixes` that are there, in any order.
async::Task<std::vector<CacheRuleRow>> find_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::vector<std::string>& prefixes);
/// At most `limit`.
async::Task<std::size_t> count_cache_rules(sql::Transaction& tx, const model::RegistryId& registry, std::size_t limit);
/// In byte order of their prefixes, those after `after`.
async::Task<std::vector<CacheRuleRow>> list_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::string& after, std::size_t limit);

}  // namespace entrepot::meta
