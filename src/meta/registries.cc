#include "meta/registries.h"

#include "meta/accounts.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFind{"SELECT id FROM registry WHERE account_id = $1 AND region = $2"};
constexpr sql::Statement kInsert{
    "INSERT INTO registry (account_id, region) VALUES ($1, $2) ON CONFLICT (account_id, region) DO NOTHING"};

}  // namespace

async::Task<std::optional<RegistryKey>> find_registry(sql::Transaction& tx, const model::RegistryId& registry) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kFind, sql::params(registry.account.text(), registry.region.text())));
  if (rows.empty()) co_return std::optional<RegistryKey>();
  co_return std::optional(RegistryKey{rows[0].integer(0)});
}

async::Task<RegistryKey> ensure_registry(sql::Transaction& tx, const model::RegistryId& registry, SysTime now) {
  for (int round = 0; round < 2; ++round) {
    ENTREPOT_CO_TRY(const auto found, co_await find_registry(tx, registry));
    if (found) co_return *found;
    ENTREPOT_CO_CHECK_OK(co_await ensure_account(tx, registry.account, now));
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsert, sql::params(registry.account.text(), registry.region.text())));
  }
  co_return fail(ErrorKind::kConflict, "the registry is being made by another request");
}

}  // namespace entrepot::meta
