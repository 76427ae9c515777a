#include "meta/domains.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFindDomain{
    "SELECT id FROM encryption_domain WHERE account_id = $1 AND region = $2 AND type = $3 AND kms_key = $4"};
constexpr sql::Statement kInsertDomain{
    "INSERT INTO encryption_domain (account_id, region, type, kms_key) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (account_id, region, type, kms_key) DO NOTHING"};
constexpr sql::Statement kNewestKey{
    "SELECT id, domain_id, public_id, wrapped FROM data_key WHERE domain_id = $1 ORDER BY generation DESC LIMIT 1"};
constexpr sql::Statement kFindKey{"SELECT id, domain_id, public_id, wrapped FROM data_key WHERE id = $1"};
constexpr sql::Statement kInsertKey{
    "INSERT INTO data_key (domain_id, generation, public_id, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (domain_id, generation) DO NOTHING"};

std::optional<DataKeyRow> first_key(const sql::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return DataKeyRow{.key = DataKeyKey{rows[0].integer(0)},
                    .domain = DomainKey{rows[0].integer(1)},
                    .public_id = rows[0].blob(2),
                    .wrapped = rows[0].blob(3)};
}

}  // namespace

async::Task<DomainKey> ensure_domain(sql::Transaction& tx, const model::RegistryId& registry,
                                     model::EncryptionType type, const std::string& kms_key) {
  const sql::Params key = sql::params(registry.account.text(), registry.region.text(), model::to_string(type), kms_key);
  for (int round = 0; round < 2; ++round) {
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindDomain, key));
    if (!rows.empty()) co_return DomainKey{rows[0].integer(0)};
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertDomain, key));
  }
  co_return fail(ErrorKind::kConflict, "the encryption domain is being made by another request");
}

async::Task<std::optional<DataKeyRow>> newest_data_key(sql::Transaction& tx, DomainKey domain) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kNewestKey, sql::params(domain)));
  co_return first_key(rows);
}

async::Task<std::optional<DataKeyRow>> find_data_key(sql::Transaction& tx, DataKeyKey key) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindKey, sql::params(key)));
  co_return first_key(rows);
}

async::Task<bool> insert_data_key(sql::Transaction& tx, const DataKeyRow& key, std::int64_t generation, SysTime now) {
  ENTREPOT_CO_TRY(
      const std::int64_t rows,
      co_await tx.execute(kInsertKey, sql::params(key.domain, generation, key.public_id, key.wrapped, to_micros(now))));
  co_return rows == 1;
}

}  // namespace entrepot::meta
