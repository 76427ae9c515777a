#include "meta/cache_rules.h"

#include <span>

#include "meta/lists.h"
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

std::optional<CacheRuleRow> to_one(const sql::Rows& rows) {
  return rows.empty() ? std::nullopt : std::optional(to_row(rows[0]));
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
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindForUpdate, sql::params(registry.account.text(),
                                                                                      registry.region.text(), prefix)));
  co_return to_one(rows);
}

async::Task<void> update_cache_rule(sql::Transaction& tx, const model::RegistryId& registry, const CacheRuleRow& row) {
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kUpdate, sql::params(registry.account.text(), registry.region.text(), row.prefix,
                                               row.credential_arn, row.role_arn, to_micros(row.updated_at))));
  co_return Result<void>{};
}

async::Task<std::optional<CacheRuleRow>> delete_cache_rule(sql::Transaction& tx, const model::RegistryId& registry,
                                                           const std::string& prefix) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kDelete, sql::params(registry.account.text(), registry.region.text(), prefix)));
  co_return to_one(rows);
}

async::Task<std::vector<CacheRuleRow>> find_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::vector<std::string>& prefixes) {
  std::vector<CacheRuleRow> found;
  const std::span<const std::string> all(prefixes);
  for (std::size_t from = 0; from < all.size(); from += kListWidth) {
    sql::Params parameters = sql::params(registry.account.text(), registry.region.text());
    append_list(parameters, list_round(all, from), [](const std::string& prefix) { return prefix; });
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindMany, std::move(parameters)));
    for (const sql::Row& row : rows) found.push_back(to_row(row));
  }
  co_return found;
}

async::Task<std::vector<CacheRuleRow>> list_cache_rules(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kList, sql::params(registry.account.text(), registry.region.text(), after, limit)));
  std::vector<CacheRuleRow> page;
  page.reserve(rows.size());
  for (const sql::Row& row : rows) page.push_back(to_row(row));
  co_return page;
}

}  // namespace entrepot::meta
