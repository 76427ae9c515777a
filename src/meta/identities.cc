#include "meta/identities.h"

#include <algorithm>

namespace entrepot::meta {
namespace {

#define ENTREPOT_IDENTITY "i.id, i.account_id, i.kind, i.name, i.path, i.created_at, i.boundary_arn"

constexpr sql::Statement kInsert{
    "INSERT INTO identity (id, account_id, kind, folded_name, name, path, created_at) VALUES ($1, $2, $3, $4, $5, $6,"
    " $7) ON CONFLICT (account_id, kind, folded_name) DO NOTHING"};
constexpr sql::Statement kFindByName{"SELECT " ENTREPOT_IDENTITY
                                     " FROM identity i WHERE account_id = $1 AND kind = $2 AND folded_name = $3"};
constexpr sql::Statement kFindById{"SELECT " ENTREPOT_IDENTITY " FROM identity i WHERE id = $1"};
constexpr sql::Statement kList{"SELECT " ENTREPOT_IDENTITY
                               " FROM identity i WHERE account_id = $1 AND kind = $2 AND folded_name > $3"
                               " AND substr(path, 1, length($4)) = $4 ORDER BY folded_name LIMIT $5"};
constexpr sql::Statement kCount{"SELECT COUNT(*) FROM identity WHERE account_id = $1 AND kind = $2"};
constexpr sql::Statement kRename{"UPDATE identity SET folded_name = $2, name = $3, path = $4 WHERE id = $1"};
constexpr sql::Statement kSetBoundary{"UPDATE identity SET boundary_arn = $2, boundary_policy = $3 WHERE id = $1"};
constexpr sql::Statement kDeleteTags{"DELETE FROM identity_tag WHERE owner = $1"};
constexpr sql::Statement kDelete{"DELETE FROM identity WHERE id = $1"};
constexpr sql::Statement kListMembers{"SELECT " ENTREPOT_IDENTITY
                                      " FROM group_member m JOIN identity i ON i.id = m.user_id WHERE m.group_id = $1"
                                      " AND i.folded_name > $2 ORDER BY i.folded_name LIMIT $3"};
constexpr sql::Statement kListGroupsOf{"SELECT " ENTREPOT_IDENTITY
                                       " FROM group_member m JOIN identity i ON i.id = m.group_id WHERE m.user_id = $1"
                                       " AND i.folded_name > $2 ORDER BY i.folded_name LIMIT $3"};
#undef ENTREPOT_IDENTITY

constexpr sql::Statement kInsertRole{
    "INSERT INTO identity_role (id, max_session, epoch, valid_from, description, trust) VALUES ($1, $2, $3, $4, $5,"
    " $6)"};
constexpr sql::Statement kFindRole{
    "SELECT id, max_session, epoch, valid_from, description, trust FROM identity_role WHERE id = $1"};
constexpr sql::Statement kUpdateRole{
    "UPDATE identity_role SET max_session = $2, epoch = $3, valid_from = $4, description = $5, trust = $6"
    " WHERE id = $1"};
constexpr sql::Statement kInsertMember{
    "INSERT INTO group_member (group_id, user_id) VALUES ($1, $2) ON CONFLICT (group_id, user_id) DO NOTHING"};
constexpr sql::Statement kDeleteMember{"DELETE FROM group_member WHERE group_id = $1 AND user_id = $2"};

IdentityKind to_kind(std::string_view text) {
  if (text == "group") return IdentityKind::kGroup;
  return text == "role" ? IdentityKind::kRole : IdentityKind::kUser;
}

std::vector<IdentityRow> to_rows(const sql::Rows& rows) {
  std::vector<IdentityRow> out;
  out.reserve(rows.size());
  for (const sql::Row& row : rows) out.push_back(to_identity(row));
  return out;
}

std::optional<IdentityRow> to_one(const sql::Rows& rows) {
  return rows.empty() ? std::nullopt : std::optional(to_identity(rows[0]));
}

sql::Params role_params(const RoleRow& row) {
  return sql::params(row.id, row.max_session.count(), row.epoch, to_micros(row.valid_from), row.description, row.trust);
}

}  // namespace

IdentityRow to_identity(const sql::Row& row) {
  return {.id = row.text(0),
          .account = row.text(1),
          .kind = to_kind(row.text(2)),
          .name = row.text(3),
          .path = row.text(4),
          .created_at = from_micros(row.integer(5)),
          .boundary_arn = row.maybe_text(6)};
}

std::string_view word(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kUser:
      return "user";
    case IdentityKind::kGroup:
      return "group";
    case IdentityKind::kRole:
      return "role";
  }
  return "user";
}

std::string fold_name(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

async::Task<bool> insert_identity(sql::Transaction& tx, const IdentityRow& row) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsert, sql::params(row.id, row.account, word(row.kind), fold_name(row.name),
                                                           row.name, row.path, to_micros(row.created_at))));
  co_return rows == 1;
}

async::Task<std::optional<IdentityRow>> find_identity(sql::Transaction& tx, const model::AccountId& account,
                                                      IdentityKind kind, const std::string& name) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kFindByName, sql::params(account.text(), word(kind), fold_name(name))));
  co_return to_one(rows);
}

async::Task<std::optional<IdentityRow>> find_identity(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindById, sql::params(id)));
  co_return to_one(rows);
}

async::Task<std::vector<IdentityRow>> list_identities(sql::Transaction& tx, const model::AccountId& account,
                                                      IdentityKind kind, const IdentityPage& page) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kList, sql::params(account.text(), word(kind), page.after,
                                                                             page.path_prefix, page.limit)));
  co_return to_rows(rows);
}

async::Task<std::int64_t> count_identities(sql::Transaction& tx, const model::AccountId& account, IdentityKind kind) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kCount, sql::params(account.text(), word(kind))));
  co_return rows[0].integer(0);
}

async::Task<void> rename_identity(sql::Transaction& tx, const std::string& id, const std::string& name,
                                  const std::string& path) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kRename, sql::params(id, fold_name(name), name, path)));
  co_return Result<void>{};
}

async::Task<void> set_boundary(sql::Transaction& tx, const std::string& id, const std::optional<std::string>& arn,
                               const std::optional<std::string>& policy) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kSetBoundary, sql::params(id, arn, policy)));
  co_return Result<void>{};
}

async::Task<void> delete_identity(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteTags, sql::params(id)));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDelete, sql::params(id)));
  co_return Result<void>{};
}

async::Task<void> insert_role(sql::Transaction& tx, const RoleRow& row) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertRole, role_params(row)));
  co_return Result<void>{};
}

async::Task<std::optional<RoleRow>> find_role(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindRole, sql::params(id)));
  if (rows.empty()) co_return std::optional<RoleRow>();
  const sql::Row& row = rows[0];
  co_return RoleRow{.id = row.text(0),
                    .max_session = std::chrono::seconds(row.integer(1)),
                    .epoch = row.integer(2),
                    .valid_from = from_micros(row.integer(3)),
                    .description = row.text(4),
                    .trust = row.text(5)};
}

async::Task<void> update_role(sql::Transaction& tx, const RoleRow& row) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kUpdateRole, role_params(row)));
  co_return Result<void>{};
}

async::Task<bool> insert_member(sql::Transaction& tx, const std::string& group, const std::string& user) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kInsertMember, sql::params(group, user)));
  co_return rows == 1;
}

async::Task<bool> delete_member(sql::Transaction& tx, const std::string& group, const std::string& user) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDeleteMember, sql::params(group, user)));
  co_return rows == 1;
}

async::Task<std::vector<IdentityRow>> list_members(sql::Transaction& tx, const std::string& group,
                                                   const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListMembers, sql::params(group, after, limit)));
  co_return to_rows(rows);
}

async::Task<std::vector<IdentityRow>> list_groups_of(sql::Transaction& tx, const std::string& user,
                                                     const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kListGroupsOf, sql::params(user, after, limit)));
  co_return to_rows(rows);
}

}  // namespace entrepot::meta
