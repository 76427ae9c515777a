#include "meta/creation_templates.h"

#include "meta/by_prefix.h"
#include "meta/registries.h"

namespace entrepot::meta {
namespace {

#define ENTREPOT_TEMPLATE_COLUMNS "prefix, shown_prefix, created_at, updated_at, settings"
#define ENTREPOT_OF_REGISTRY "registry_id = (SELECT id FROM registry WHERE account_id = $1 AND region = $2)"

constexpr sql::Statement kInsert{"INSERT INTO creation_template (registry_id, " ENTREPOT_TEMPLATE_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (registry_id, prefix) DO NOTHING"};
constexpr sql::Statement kFindForUpdate{"SELECT " ENTREPOT_TEMPLATE_COLUMNS
                                        " FROM creation_template WHERE " ENTREPOT_OF_REGISTRY
                                        " AND prefix = $3 FOR UPDATE"};
constexpr sql::Statement kUpdate{
    "UPDATE creation_template SET updated_at = $4, settings = $5 WHERE " ENTREPOT_OF_REGISTRY " AND prefix = $3"};
constexpr sql::Statement kDelete{"DELETE FROM creation_template WHERE " ENTREPOT_OF_REGISTRY
                                 " AND prefix = $3 RETURNING " ENTREPOT_TEMPLATE_COLUMNS};
constexpr sql::Statement kFindMany{"SELECT " ENTREPOT_TEMPLATE_COLUMNS
                                   " FROM creation_template WHERE " ENTREPOT_OF_REGISTRY
                                   " AND prefix IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
                                   " $18)"};
constexpr sql::Statement kList{"SELECT " ENTREPOT_TEMPLATE_COLUMNS " FROM creation_template WHERE " ENTREPOT_OF_REGISTRY
                               " AND prefix > $3 ORDER BY prefix LIMIT $4"};
constexpr sql::Statement kCount{"SELECT count(*) FROM (SELECT 1 FROM creation_template WHERE " ENTREPOT_OF_REGISTRY
                                " LIMIT $3) counted"};
#undef ENTREPOT_TEMPLATE_COLUMNS
#undef ENTREPOT_OF_REGISTRY

CreationTemplateRow to_row(const sql::Row& row) {
  return {.prefix = row.text(0),
          .shown_prefix = row.text(1),
          .created_at = from_micros(row.integer(2)),
          .updated_at = from_micros(row.integer(3)),
          .settings = row.text(4)};
}

}  // namespace

async::Task<bool> insert_creation_template(sql::Transaction& tx, const model::RegistryId& registry,
                                           const CreationTemplateRow& row) {
  ENTREPOT_CO_TRY(const RegistryKey in, co_await ensure_registry(tx, registry, row.created_at));
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsert, sql::params(in, row.prefix, row.shown_prefix, to_micros(row.created_at),
                                                           to_micros(row.updated_at), row.settings)));
  co_return rows == 1;
}

async::Task<std::optional<CreationTemplateRow>> find_creation_template_for_update(sql::Transaction& tx,
                                                                                  const model::RegistryId& registry,
                                                                                  const std::string& prefix) {
  return one_by_prefix(tx, kFindForUpdate, registry, prefix, to_row);
}

async::Task<void> update_creation_template(sql::Transaction& tx, const model::RegistryId& registry,
                                           const CreationTemplateRow& row) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kUpdate, sql::params(registry.account.text(), registry.region.text(),
                                                                row.prefix, to_micros(row.updated_at), row.settings)));
  co_return Result<void>{};
}

async::Task<std::optional<CreationTemplateRow>> delete_creation_template(sql::Transaction& tx,
                                                                         const model::RegistryId& registry,
                                                                         const std::string& prefix) {
  return one_by_prefix(tx, kDelete, registry, prefix, to_row);
}

async::Task<std::vector<CreationTemplateRow>> find_creation_templates(sql::Transaction& tx,
                                                                      const model::RegistryId& registry,
                                                                      const std::vector<std::string>& prefixes) {
  return find_by_prefix(tx, kFindMany, registry, prefixes, to_row);
}

async::Task<std::size_t> count_creation_templates(sql::Transaction& tx, const model::RegistryId& registry,
                                                  std::size_t limit) {
  return count_rules(tx, kCount, registry, limit);
}

async::Task<std::vector<CreationTemplateRow>> list_creation_templates(sql::Transaction& tx,
                                                                      const model::RegistryId& registry,
                                                                      const std::string& after, std::size_t limit) {
  return list_by_prefix(tx, kList, registry, after, limit, to_row);
}

}  // namespace entrepot::meta
