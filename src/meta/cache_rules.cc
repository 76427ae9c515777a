#include "meta/cache_rules.h"

#include "meta/by_prefix.h"
#include "meta/registries.h"

namespace entrepot::meta {
namespace {

#define ENTREPOT_RULE_COLUMNS \
  "prefix, shown_prefix, upstream, upstream_url, upstream_prefix, credential_arn, role_arn, created_at, updated_at"
#define ENTREPOT_OF_REGISTRY "registry_id = (SELECT id FROM registry WHERE account_id = $1 AND region = $2)"

constexpr sql::Statement kInsert{"INSERT INTO cache_rule (registry_id, " ENTREPOT_RULE_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                                 " ON CONFLICT (registry_id, prefix) DO NOTHING"};
constexpr sql::Statement kFindForUpdate{"SELECT " ENTREPOT_RULE_COLUMNS " FROM cache_rule WHERE " ENTREPOT_OF_REGISTRY
                                        " AND prefix = $3 FOR UPDATE"};
constexpr sql::Statement kUpdate{
    "UPDATE cache_rule SET credential_arn = $4, role_arn = $5, updated_at = $6 WHERE " ENTREPOT_OF_REGISTRY
    " AND prefix = $3"};
constexpr sql::Statement kDelete{"DELETE FROM cache_rule WHERE " ENTREPOT_OF_REGISTRY
                                 " AND prefix = $3 RETURNING " ENTREPOT_RULE_COLUMNS};
constexpr sql::Statement kFindMany{"SELECT " ENTREPOT_RULE_COLUMNS " FROM cache_rule WHERE " ENTREPOT_OF_REGISTRY
                                   " AND prefix IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
                                   " $18)"};
constexpr sql::Statement kList{"SELECT " ENTREPOT_RULE_COLUMNS " FROM cache_rule WHERE " ENTREPOT_OF_REGISTRY
                               " AND prefix > $3 ORDER BY prefix LIMIT $4"};
constexpr sql::Statement kCount{"SELECT count(*) FROM (SELECT 1 FROM cache_rule WHERE " ENTREPOT_OF_REGISTRY
                                " LIMIT $3) counted"};
#undef ENTREPOT_RULE_COLUMNS
#undef ENTREPOT_OF_REGISTRY

CacheRuleRow to_row(const sql::Row& row) {
  return {.prefix = row.text(0),
          .shown_prefix = row.text(1),
          .upstream = row.text(2),
          .upstream_url = row.text(3),
          .upstream_prefix = row.text(4),
          .credential_arn = row.text(5),
          .role_arn = row.text(6),
          .created_at = from_micros(row.integer(7)),
          .updated_at = from_micros(row.integer(8))};
}

}  // namespace

async::Task<bool> insert_cache_rule(sql::Transaction& tx, const model::RegistryId& registry, const CacheRuleRow& row) {
  ENTREPOT_CO_TRY(const RegistryKey in, co_await ensure_registry(tx, registry, row.created_at));
  ENTREPOT_CO_TRY(
      const std::int64_t rows,
      co_await tx.execute(kInsert, sql::params(in, row.prefix, row.shown_prefix, row.upstream, row.upstream_url,
                                               row.upstream_prefix, row.credential_arn, row.role_arn,
                                               to_micros(row.created_at), to_micros(row.updated_at))));
  co_return rows == 1;
}

async::Task<std::optional<CacheRuleRow>> find_cache_rule_for_update(sql::Transaction& tx,
                                                                    const model::RegistryId& registry,
                                                                    const std::string& prefix) {
  return one_by_prefix(tx, kFindForUpdate, registry, prefix, to_row);
}

async::Task<void> update_cache_rule(sql::Transaction& tx, const model::RegistryId& registry, const CacheRuleRow& row) {
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kUpdate, sql::params(registry.account.text(), registry.region.text(), row.prefix,
                                               row.credential_arn, row.role_arn, to_micros(row.updated_at))));
  co_return Result<void>{};
}

async::Task<std::optional<CacheRuleRow>> delete_cache_rule(sql::Transaction& tx, const model::RegistryId& registry,
                                                           const std::string& prefix) {
  return one_by_prefix(tx, kDelete, registry, prefix, to_row);
}

async::Task<std::vector<CacheRuleRow>> find_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::vector<std::string>& prefixes) {
  return find_by_prefix(tx, kFindMany, registry, prefixes, to_row);
}

async::Task<std::size_t> count_cache_rules(sql::Transaction& tx, const model::RegistryId& registry, std::size_t limit) {
  return count_rules(tx, kCount, registry, limit);
}

async::Task<std::vector<CacheRuleRow>> list_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::string& after, std::size_t limit) {
  return list_by_prefix(tx, kList, registry, after, limit, to_row);
}

}  // namespace entrepot::meta
