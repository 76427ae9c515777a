#include "meta/pull_time_exclusions.h"

#include "meta/registries.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsert{
    "INSERT INTO pull_time_exclusion (registry_id, principal_arn, created_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (registry_id, principal_arn) DO NOTHING"};
constexpr sql::Statement kDelete{
    "DELETE FROM pull_time_exclusion WHERE principal_arn = $3"
    " AND registry_id = (SELECT id FROM registry WHERE account_id = $1 AND region = $2)"};
constexpr sql::Statement kList{
    "SELECT e.principal_arn FROM pull_time_exclusion e JOIN registry g ON g.id = e.registry_id"
    " WHERE g.account_id = $1 AND g.region = $2 AND e.principal_arn > $3 ORDER BY e.principal_arn LIMIT $4"};

}  // namespace

async::Task<bool> insert_pull_time_exclusion(sql::Transaction& tx, const model::RegistryId& registry,
                                             const std::string& principal_arn, SysTime now) {
  ENTREPOT_CO_TRY(const RegistryKey in, co_await ensure_registry(tx, registry, now));
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsert, sql::params(in, principal_arn, to_micros(now))));
  co_return rows == 1;
}

async::Task<bool> delete_pull_time_exclusion(sql::Transaction& tx, const model::RegistryId& registry,
                                             const std::string& principal_arn) {
  ENTREPOT_CO_TRY(
      const std::int64_t rows,
      co_await tx.execute(kDelete, sql::params(registry.account.text(), registry.region.text(), principal_arn)));
  co_return rows == 1;
}

async::Task<std::vector<std::string>> list_pull_time_exclusions(sql::Transaction& tx, const model::RegistryId& registry,
                                                                const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kList, sql::params(registry.account.text(), registry.region.text(), after, limit)));
  std::vector<std::string> principals;
  principals.reserve(rows.size());
  for (const sql::Row& row : rows) principals.push_back(row.text(0));
  co_return principals;
}

}  // namespace entrepot::meta
