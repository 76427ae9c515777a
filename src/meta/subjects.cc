#include "meta/subjects.h"

#include <map>

namespace entrepot::meta {
namespace {

// Each for all identities and for one.
#define ENTREPOT_SUBJECTS                                                                               \
  "SELECT i.id, i.account_id, i.kind, i.name, i.path, i.created_at, i.boundary_arn, i.boundary_policy," \
  " r.max_session, r.epoch, r.valid_from, r.trust FROM identity i LEFT JOIN identity_role r ON r.id = i.id"
constexpr sql::Statement kSubjects{ENTREPOT_SUBJECTS};
constexpr sql::Statement kSubject{ENTREPOT_SUBJECTS " WHERE i.id = $1"};
#undef ENTREPOT_SUBJECTS

struct OfIdentity {
  sql::Statement all;
  sql::Statement one;
};
constexpr OfIdentity kTags{{"SELECT owner, key, value FROM identity_tag ORDER BY owner, folded_key"},
                           {"SELECT owner, key, value FROM identity_tag WHERE owner = $1 ORDER BY folded_key"}};
constexpr OfIdentity kInline{
    {"SELECT identity_id, name, document FROM inline_policy ORDER BY identity_id, name"},
    {"SELECT identity_id, name, document FROM inline_policy WHERE identity_id = $1 ORDER BY name"}};
constexpr OfIdentity kAttached{
    {"SELECT identity_id, policy_arn, policy_id FROM policy_attachment ORDER BY identity_id, policy_arn"},
    {"SELECT identity_id, policy_arn, policy_id FROM policy_attachment WHERE identity_id = $1 ORDER BY policy_arn"}};
constexpr OfIdentity kGroups{{"SELECT user_id, group_id FROM group_member ORDER BY user_id, group_id"},
                             {"SELECT user_id, group_id FROM group_member WHERE user_id = $1 ORDER BY group_id"}};

constexpr sql::Statement kMembers{"SELECT user_id FROM group_member WHERE group_id = $1 ORDER BY user_id"};
constexpr sql::Statement kOfPolicy{
    "SELECT identity_id FROM policy_attachment WHERE policy_id = $1"
    " UNION SELECT id FROM identity WHERE boundary_policy = $1"};

#define ENTREPOT_DOCUMENTS                                                                               \
  "SELECT p.id, v.version, v.document FROM managed_policy p JOIN policy_version v ON v.policy_id = p.id" \
  " AND v.version = p.default_version"
constexpr sql::Statement kDocuments{ENTREPOT_DOCUMENTS};
constexpr sql::Statement kDocument{ENTREPOT_DOCUMENTS " WHERE p.id = $1"};
#undef ENTREPOT_DOCUMENTS

using ById = std::map<std::string, Subject, std::less<>>;

Subject to_subject(const sql::Row& row) {
  Subject out{.identity = to_identity(row),
              .role = {},
              .tags = {},
              .inline_policies = {},
              .attached = {},
              .boundary = {},
              .groups = {}};
  if (!row.is_null(6)) out.boundary = PolicyReference{row.text(6), row.maybe_text(7)};
  if (!row.is_null(8)) {
    out.role = RoleRow{.id = out.identity.id,
                       .max_session = std::chrono::seconds(row.integer(8)),
                       .epoch = row.integer(9),
                       .valid_from = from_micros(row.integer(10)),
                       .description = {},
                       .trust = row.text(11)};
  }
  return out;
}

void add_tag(Subject& to, const sql::Row& row) {
  to.tags.emplace_back(row.text(1), row.text(2));
}
void add_inline(Subject& to, const sql::Row& row) {
  to.inline_policies.push_back({row.text(1), row.text(2)});
}
void add_attached(Subject& to, const sql::Row& row) {
  to.attached.push_back({row.text(1), row.maybe_text(2)});
}
void add_group(Subject& to, const sql::Row& row) {
  to.groups.push_back(row.text(1));
}

constexpr struct {
  OfIdentity statement;
  void (*add)(Subject& to, const sql::Row& row);
} kParts[] = {{kTags, add_tag}, {kInline, add_inline}, {kAttached, add_attached}, {kGroups, add_group}};

PolicyDocumentRow to_document(const sql::Row& row) {
  return {.policy = row.text(0), .version = row.integer(1), .document = row.text(2)};
}

async::Task<std::vector<std::string>> ids(sql::Transaction& tx, sql::Statement statement, const std::string& of) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(statement, sql::params(of)));
  std::vector<std::string> out;
  for (const sql::Row& row : rows) out.push_back(row.text(0));
  co_return out;
}

}  // namespace

async::Task<std::vector<Subject>> load_subjects(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kSubjects));
  ById by_id;
  for (const sql::Row& row : rows) by_id.emplace(row.text(0), to_subject(row));
  for (const auto& part : kParts) {
    ENTREPOT_CO_TRY(const sql::Rows more, co_await tx.query(part.statement.all));
    for (const sql::Row& row : more) {
      // Tags of policies and providers are in the same table.
      if (const auto at = by_id.find(row.text(0)); at != by_id.end()) part.add(at->second, row);
    }
  }
  std::vector<Subject> out;
  out.reserve(by_id.size());
  for (auto& [id, subject] : by_id) out.push_back(std::move(subject));
  co_return out;
}

async::Task<std::optional<Subject>> load_subject(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kSubject, sql::params(id)));
  if (rows.empty()) co_return std::optional<Subject>();
  Subject out = to_subject(rows[0]);
  for (const auto& part : kParts) {
    ENTREPOT_CO_TRY(const sql::Rows more, co_await tx.query(part.statement.one, sql::params(id)));
    for (const sql::Row& row : more) part.add(out, row);
  }
  co_return std::optional(std::move(out));
}

async::Task<std::vector<std::string>> member_ids(sql::Transaction& tx, const std::string& group) {
  return ids(tx, kMembers, group);
}

async::Task<std::vector<std::string>> subject_ids_of_policy(sql::Transaction& tx, const std::string& policy) {
  return ids(tx, kOfPolicy, policy);
}

async::Task<std::vector<PolicyDocumentRow>> load_policy_documents(sql::Transaction& tx) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDocuments));
  std::vector<PolicyDocumentRow> out;
  for (const sql::Row& row : rows) out.push_back(to_document(row));
  co_return out;
}

async::Task<std::optional<PolicyDocumentRow>> load_policy_document(sql::Transaction& tx, const std::string& policy) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDocument, sql::params(policy)));
  co_return rows.empty() ? std::nullopt : std::optional(to_document(rows[0]));
}

}  // namespace entrepot::meta
