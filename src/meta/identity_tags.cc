#include "meta/identity_tags.h"

#include "meta/identities.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kPut{
    "INSERT INTO identity_tag (owner, folded_key, key, value) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (owner, folded_key) DO UPDATE SET key = $3, value = $4"};
constexpr sql::Statement kDelete{"DELETE FROM identity_tag WHERE owner = $1 AND folded_key = $2"};
constexpr sql::Statement kDeleteAll{"DELETE FROM identity_tag WHERE owner = $1"};
constexpr sql::Statement kList{"SELECT key, value FROM identity_tag WHERE owner = $1 ORDER BY folded_key"};

}  // namespace

async::Task<void> put_identity_tag(sql::Transaction& tx, const std::string& owner, const std::string& key,
                                   const std::string& value) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPut, sql::params(owner, fold_name(key), key, value)));
  co_return Result<void>{};
}

async::Task<void> delete_identity_tag(sql::Transaction& tx, const std::string& owner, const std::string& key) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDelete, sql::params(owner, fold_name(key))));
  co_return Result<void>{};
}

async::Task<void> delete_identity_tags(sql::Transaction& tx, const std::string& owner) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteAll, sql::params(owner)));
  co_return Result<void>{};
}

async::Task<IdentityTags> list_identity_tags(sql::Transaction& tx, const std::string& owner) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kList, sql::params(owner)));
  IdentityTags out;
  for (const sql::Row& row : rows) out.emplace_back(row.text(0), row.text(1));
  co_return out;
}

}  // namespace entrepot::meta
