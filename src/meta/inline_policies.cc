#include "meta/inline_policies.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kPut{
    "INSERT INTO inline_policy (identity_id, name, updated_at, document) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (identity_id, name) DO UPDATE SET updated_at = $3, document = $4"};
constexpr sql::Statement kFind{"SELECT name, document FROM inline_policy WHERE identity_id = $1 AND name = $2"};
constexpr sql::Statement kDelete{"DELETE FROM inline_policy WHERE identity_id = $1 AND name = $2"};
constexpr sql::Statement kList{"SELECT name, document FROM inline_policy WHERE identity_id = $1 ORDER BY name"};

InlinePolicyRow to_row(const sql::Row& row) {
  return {.name = row.text(0), .document = row.text(1)};
}

}  // namespace

async::Task<void> put_inline_policy(sql::Transaction& tx, const std::string& identity, const InlinePolicyRow& row,
                                    SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPut, sql::params(identity, row.name, to_micros(now), row.document)));
  co_return Result<void>{};
}

async::Task<std::optional<InlinePolicyRow>> find_inline_policy(sql::Transaction& tx, const std::string& identity,
                                                               const std::string& name) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(identity, name)));
  co_return rows.empty() ? std::nullopt : std::optional(to_row(rows[0]));
}

async::Task<bool> delete_inline_policy(sql::Transaction& tx, const std::string& identity, const std::string& name) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDelete, sql::params(identity, name)));
  co_return rows == 1;
}

async::Task<std::vector<InlinePolicyRow>> list_inline_policies(sql::Transaction& tx, const std::string& identity) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kList, sql::params(identity)));
  std::vector<InlinePolicyRow> out;
  for (const sql::Row& row : rows) out.push_back(to_row(row));
  co_return out;
}

}  // namespace entrepot::meta
