#include "meta/repositories.h"

#include <boost/json.hpp>

#include "meta/accounts.h"
#include "meta/domains.h"
#include "meta/registries.h"

namespace entrepot::meta {
namespace {

#define ENTREPOT_REPOSITORY_COLUMNS                                                                            \
  "SELECT r.id, r.domain_id, r.name, r.created_at, r.mutability, r.exclusion_filters, r.scan_on_push, d.type," \
  " d.kms_key FROM repository r JOIN registry g ON g.id = r.registry_id JOIN encryption_domain d ON d.id = "   \
  "r.domain_id"                                                                                                \
  " WHERE g.account_id = $1 AND g.region = $2"

constexpr sql::Statement kFind{ENTREPOT_REPOSITORY_COLUMNS " AND r.name = $3"};
constexpr sql::Statement kFindForShare{ENTREPOT_REPOSITORY_COLUMNS " AND r.name = $3 FOR SHARE OF r"};
constexpr sql::Statement kFindForUpdate{ENTREPOT_REPOSITORY_COLUMNS " AND r.name = $3 FOR UPDATE OF r"};
constexpr sql::Statement kList{ENTREPOT_REPOSITORY_COLUMNS " AND r.name > $3 ORDER BY r.name LIMIT $4"};
#undef ENTREPOT_REPOSITORY_COLUMNS

constexpr sql::Statement kInsert{
    "INSERT INTO repository (registry_id, name, domain_id, created_at, mutability, exclusion_filters, scan_on_push)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (registry_id, name) DO NOTHING RETURNING id"};
constexpr sql::Statement kInsertTag{"INSERT INTO repository_tag (repo_id, key, value) VALUES ($1, $2, $3)"};
constexpr sql::Statement kPutTag{
    "INSERT INTO repository_tag (repo_id, key, value) VALUES ($1, $2, $3)"
    " ON CONFLICT (repo_id, key) DO UPDATE SET value = excluded.value"};
constexpr sql::Statement kDeleteTag{"DELETE FROM repository_tag WHERE repo_id = $1 AND key = $2"};
constexpr sql::Statement kCount{
    "SELECT count(*) FROM (SELECT 1 FROM repository r JOIN registry g ON g.id = r.registry_id"
    " WHERE g.account_id = $1 AND g.region = $2 LIMIT $3) counted"};
constexpr sql::Statement kTags{"SELECT key, value FROM repository_tag WHERE repo_id = $1 ORDER BY key"};
constexpr sql::Statement kTagsOfPage{
    "SELECT t.repo_id, t.key, t.value FROM repository_tag t JOIN repository r ON r.id = t.repo_id"
    " JOIN registry g ON g.id = r.registry_id"
    " WHERE g.account_id = $1 AND g.region = $2 AND r.name >= $3 AND r.name <= $4 ORDER BY r.name, t.key"};
constexpr sql::Statement kUpdateSettings{
    "UPDATE repository SET mutability = $2, exclusion_filters = $3, scan_on_push = $4 WHERE id = $1"};
constexpr sql::Statement kHasImages{"SELECT 1 FROM image WHERE repo_id = $1 LIMIT 1"};
constexpr sql::Statement kDetach{"UPDATE repository SET registry_id = NULL WHERE id = $1"};

std::string to_json(const std::vector<std::string>& filters) {
  return boost::json::serialize(boost::json::array(filters.begin(), filters.end()));
}

Result<std::vector<std::string>> from_json(const std::string& text) {
  std::vector<std::string> filters;
  if (text == "[]") return filters;
  boost::system::error_code problem;
  const boost::json::value value = boost::json::parse(text, problem);
  const auto* list = value.if_array();
  if (problem || list == nullptr) return fail(ErrorKind::kCorrupt, "a repository's settings are damaged");
  for (const auto& item : *list) {
    if (!item.is_string()) return fail(ErrorKind::kCorrupt, "a repository's settings are damaged");
    filters.emplace_back(item.get_string());
  }
  return filters;
}

Result<RepositoryRow> to_repository(const sql::Row& row) {
  const auto mutability = model::parse_tag_mutability(row.text(4));
  const auto encryption = model::parse_encryption_type(row.text(7));
  if (!mutability || !encryption) return fail(ErrorKind::kCorrupt, "a repository's settings are damaged");
  ENTREPOT_TRY(auto filters, from_json(row.text(5)));
  return RepositoryRow{.key = RepositoryKey{row.integer(0)},
                       .domain = DomainKey{row.integer(1)},
                       .name = row.text(2),
                       .created_at = from_micros(row.integer(3)),
                       .settings = {.mutability = *mutability,
                                    .exclusion_filters = std::move(filters),
                                    .scan_on_push = row.integer(6) != 0,
                                    .encryption = *encryption,
                                    .kms_key = row.text(8),
                                    .tags = {}}};
}

sql::Statement find_statement(RowLock lock) {
  switch (lock) {
    case RowLock::kNone:
      return kFind;
    case RowLock::kShare:
      return kFindForShare;
    case RowLock::kUpdate:
      return kFindForUpdate;
  }
  return kFind;
}

}  // namespace

async::Task<std::optional<RepositoryRow>> find_repository(sql::Transaction& tx, const model::RegistryId& registry,
                                                          const std::string& name, RowLock lock) {
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(find_statement(lock), sql::params(registry.account.text(), registry.region.text(), name)));
  if (rows.empty()) co_return std::optional<RepositoryRow>();
  ENTREPOT_CO_TRY(RepositoryRow row, to_repository(rows[0]));
  co_return std::optional(std::move(row));
}

async::Task<std::optional<RepositoryKey>> insert_repository(sql::Transaction& tx, const model::RegistryId& registry,
                                                            const std::string& name,
                                                            const model::RepositorySettings& settings, SysTime now) {
  ENTREPOT_CO_TRY(const RegistryKey in, co_await ensure_registry(tx, registry, now));
  ENTREPOT_CO_TRY(const DomainKey domain, co_await ensure_domain(tx, registry, settings.encryption, settings.kms_key));
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(kInsert, sql::params(in, name, domain, to_micros(now), model::to_string(settings.mutability),
                                             to_json(settings.exclusion_filters), settings.scan_on_push ? 1 : 0)));
  if (rows.empty()) co_return std::optional<RepositoryKey>();
  const RepositoryKey key{rows[0].integer(0)};
  for (const model::ResourceTag& tag : settings.tags) {
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kInsertTag, sql::params(key, tag.key, tag.value)));
  }
  co_return std::optional(key);
}

async::Task<std::vector<RepositoryRow>> list_repositories(sql::Transaction& tx, const model::RegistryId& registry,
                                                          const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kList, sql::params(registry.account.text(), registry.region.text(), after, limit)));
  std::vector<RepositoryRow> page;
  page.reserve(rows.size());
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(RepositoryRow repository, to_repository(row));
    page.push_back(std::move(repository));
  }
  co_return page;
}

async::Task<std::size_t> count_repositories(sql::Transaction& tx, const model::RegistryId& registry,
                                            std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kCount, sql::params(registry.account.text(), registry.region.text(), limit)));
  co_return static_cast<std::size_t>(rows[0].integer(0));
}

async::Task<std::vector<model::ResourceTag>> load_resource_tags(sql::Transaction& tx, RepositoryKey repository) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kTags, sql::params(repository)));
  std::vector<model::ResourceTag> tags;
  for (const sql::Row& row : rows) tags.push_back({row.text(0), row.text(1)});
  co_return tags;
}

async::Task<void> load_resource_tags(sql::Transaction& tx, const model::RegistryId& registry,
                                     std::vector<RepositoryRow>& page) {
  if (page.empty()) co_return Result<void>{};
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kTagsOfPage, sql::params(registry.account.text(), registry.region.text(),
                                                             page.front().name, page.back().name)));
  // Both are ordered by name: one walk.
  auto at = page.begin();
  for (const sql::Row& row : rows) {
    const RepositoryKey key{row.integer(0)};
    while (at != page.end() && at->key != key) ++at;
    if (at == page.end()) break;
    at->settings.tags.push_back({row.text(1), row.text(2)});
  }
  co_return Result<void>{};
}

async::Task<void> put_resource_tag(sql::Transaction& tx, RepositoryKey repository, const model::ResourceTag& tag) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPutTag, sql::params(repository, tag.key, tag.value)));
  co_return Result<void>{};
}

async::Task<void> delete_resource_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& key) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteTag, sql::params(repository, key)));
  co_return Result<void>{};
}

async::Task<void> update_settings(sql::Transaction& tx, RepositoryKey repository,
                                  const model::RepositorySettings& settings) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(
      kUpdateSettings, sql::params(repository, model::to_string(settings.mutability),
                                   to_json(settings.exclusion_filters), settings.scan_on_push ? 1 : 0)));
  co_return Result<void>{};
}

async::Task<bool> has_images(sql::Transaction& tx, RepositoryKey repository) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kHasImages, sql::params(repository)));
  co_return !rows.empty();
}

async::Task<void> detach_repository(sql::Transaction& tx, RepositoryKey repository) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDetach, sql::params(repository)));
  co_return Result<void>{};
}

}  // namespace entrepot::meta
