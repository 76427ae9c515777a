#include "meta/managed_policies.h"

namespace entrepot::meta {
namespace {

#define ENTREPOT_POLICY "id, account_id, name, path, created_at, updated_at, default_version, last_version, description"
#define ENTREPOT_IDENTITY "i.id, i.account_id, i.kind, i.name, i.path, i.created_at, i.boundary_arn"

constexpr sql::Statement kInsert{
    "INSERT INTO managed_policy (" ENTREPOT_POLICY
    ", folded_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (account_id, folded_name) DO NOTHING"};
constexpr sql::Statement kFind{"SELECT " ENTREPOT_POLICY
                               " FROM managed_policy WHERE account_id = $1 AND folded_name = $2"};
constexpr sql::Statement kList{"SELECT " ENTREPOT_POLICY
                               " FROM managed_policy WHERE account_id = $1 AND folded_name > $2"
                               " AND substr(path, 1, length($3)) = $3 ORDER BY folded_name LIMIT $4"};
constexpr sql::Statement kCount{"SELECT COUNT(*) FROM managed_policy WHERE account_id = $1"};
constexpr sql::Statement kUpdate{
    "UPDATE managed_policy SET updated_at = $2, default_version = $3, last_version = $4 WHERE id = $1"};
constexpr sql::Statement kDeleteTags{"DELETE FROM identity_tag WHERE owner = $1"};
constexpr sql::Statement kDelete{"DELETE FROM managed_policy WHERE id = $1"};

constexpr sql::Statement kInsertVersion{
    "INSERT INTO policy_version (policy_id, version, created_at, document) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kFindVersion{
    "SELECT version, created_at, document FROM policy_version WHERE policy_id = $1 AND version = $2"};
constexpr sql::Statement kListVersions{
    "SELECT version, created_at, document FROM policy_version WHERE policy_id = $1 ORDER BY version DESC"};
constexpr sql::Statement kDeleteVersion{"DELETE FROM policy_version WHERE policy_id = $1 AND version = $2"};

constexpr sql::Statement kAttach{
    "INSERT INTO policy_attachment (identity_id, policy_arn, policy_id) VALUES ($1, $2, $3)"
    " ON CONFLICT (identity_id, policy_arn) DO NOTHING"};
constexpr sql::Statement kDetach{"DELETE FROM policy_attachment WHERE identity_id = $1 AND policy_arn = $2"};
constexpr sql::Statement kListAttached{
    "SELECT policy_arn FROM policy_attachment WHERE identity_id = $1 ORDER BY policy_arn"};
constexpr sql::Statement kListAttachedTo{
    "SELECT " ENTREPOT_IDENTITY
    " FROM policy_attachment a JOIN identity i ON i.id = a.identity_id WHERE a.policy_arn = $1 AND i.account_id = $2"
    " AND i.id > $3 ORDER BY i.id LIMIT $4"};
constexpr sql::Statement kListBoundaryOf{"SELECT " ENTREPOT_IDENTITY
                                         " FROM identity i WHERE i.boundary_arn = $1 AND i.account_id = $2"
                                         " AND i.id > $3 ORDER BY i.id LIMIT $4"};
constexpr sql::Statement kCountAttachedTo{
    "SELECT COUNT(*) FROM policy_attachment a JOIN identity i ON i.id = a.identity_id WHERE a.policy_arn = $1"
    " AND i.account_id = $2"};
constexpr sql::Statement kCountBoundaryOf{"SELECT COUNT(*) FROM identity WHERE boundary_arn = $1 AND account_id = $2"};
#undef ENTREPOT_POLICY
#undef ENTREPOT_IDENTITY

ManagedPolicyRow to_row(const sql::Row& row) {
  return {.id = row.text(0),
          .account = row.text(1),
          .name = row.text(2),
          .path = row.text(3),
          .created_at = from_micros(row.integer(4)),
          .updated_at = from_micros(row.integer(5)),
          .default_version = row.integer(6),
          .last_version = row.integer(7),
          .description = row.text(8)};
}

PolicyVersionRow to_version(const sql::Row& row) {
  return {.version = row.integer(0), .created_at = from_micros(row.integer(1)), .document = row.text(2)};
}

}  // namespace

async::Task<bool> insert_policy(sql::Transaction& tx, const ManagedPolicyRow& row) {
  ENTREPOT_CO_TRY(
      const std::int64_t rows,
      co_await tx.execute(kInsert, sql::params(row.id, row.account, row.name, row.path, to_micros(row.created_at),
                                               to_micros(row.updated_at), row.default_version, row.last_version,
                                               row.description, fold_name(row.name))));
  co_return rows == 1;
}

async::Task<std::optional<ManagedPolicyRow>> find_policy(sql::Transaction& tx, const model::AccountId& account,
                                                         const std::string& name) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(account.text(), fold_name(name))));
  co_return rows.empty() ? std::nullopt : std::optional(to_row(rows[0]));
}

async::Task<std::vector<ManagedPolicyRow>> list_policies(sql::Transaction& tx, const model::AccountId& account,
                                                         const IdentityPage& page) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kList, sql::params(account.text(), page.after, page.path_prefix, page.limit)));
  std::vector<ManagedPolicyRow> out;
  for (const sql::Row& row : rows) out.push_back(to_row(row));
  co_return out;
}

async::Task<std::int64_t> count_policies(sql::Transaction& tx, const model::AccountId& account) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kCount, sql::params(account.text())));
  co_return rows[0].integer(0);
}

async::Task<void> update_policy(sql::Transaction& tx, const ManagedPolicyRow& row) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(
      kUpdate, sql::params(row.id, to_micros(row.updated_at), row.default_version, row.last_version)));
  co_return Result<void>{};
}

async::Task<void> delete_policy(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteTags, sql::params(id)));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDelete, sql::params(id)));
  co_return Result<void>{};
}

async::Task<void> insert_policy_version(sql::Transaction& tx, const std::string& policy, const PolicyVersionRow& row) {
  ENTREPOT_CO_CHECK_OK(
      co_await tx.execute(kInsertVersion, sql::params(policy, row.version, to_micros(row.created_at), row.document)));
  co_return Result<void>{};
}

async::Task<std::optional<PolicyVersionRow>> find_policy_version(sql::Transaction& tx, const std::string& policy,
                                                                 std::int64_t version) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindVersion, sql::params(policy, version)));
  co_return rows.empty() ? std::nullopt : std::optional(to_version(rows[0]));
}

async::Task<std::vector<PolicyVersionRow>> list_policy_versions(sql::Transaction& tx, const std::string& policy) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListVersions, sql::params(policy)));
  std::vector<PolicyVersionRow> out;
  for (const sql::Row& row : rows) out.push_back(to_version(row));
  co_return out;
}

async::Task<void> delete_policy_version(sql::Transaction& tx, const std::string& policy, std::int64_t version) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteVersion, sql::params(policy, version)));
  co_return Result<void>{};
}

async::Task<bool> attach_policy(sql::Transaction& tx, const std::string& identity, const std::string& arn,
                                const std::optional<std::string>& policy) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kAttach, sql::params(identity, arn, policy)));
  co_return rows == 1;
}

async::Task<bool> detach_policy(sql::Transaction& tx, const std::string& identity, const std::string& arn) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDetach, sql::params(identity, arn)));
  co_return rows == 1;
}

async::Task<std::vector<std::string>> list_attached(sql::Transaction& tx, const std::string& identity) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListAttached, sql::params(identity)));
  std::vector<std::string> out;
  for (const sql::Row& row : rows) out.push_back(row.text(0));
  co_return out;
}

async::Task<std::vector<IdentityRow>> list_users_of_policy(sql::Transaction& tx, const model::AccountId& account,
                                                           const std::string& arn, PolicyUse use,
                                                           const std::string& after, std::size_t limit) {
  const sql::Statement list = use == PolicyUse::kPermissions ? kListAttachedTo : kListBoundaryOf;
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(list, sql::params(arn, account.text(), after, limit)));
  std::vector<IdentityRow> out;
  for (const sql::Row& row : rows) out.push_back(to_identity(row));
  co_return out;
}

async::Task<std::int64_t> count_users_of_policy(sql::Transaction& tx, const model::AccountId& account,
                                                const std::string& arn, PolicyUse use) {
  const sql::Statement count = use == PolicyUse::kPermissions ? kCountAttachedTo : kCountBoundaryOf;
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(count, sql::params(arn, account.text())));
  co_return rows[0].integer(0);
}

}  // namespace entrepot::meta
