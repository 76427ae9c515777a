#include "meta/tags.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsert{
    "INSERT INTO tag (repo_id, name, image_id, version, updated_at) VALUES ($1, $2, $3, 1, $4)"
    " ON CONFLICT (repo_id, name) DO NOTHING"};
constexpr sql::Statement kMove{
    "INSERT INTO tag (repo_id, name, image_id, version, updated_at) VALUES ($1, $2, $3, 1, $4)"
    " ON CONFLICT (repo_id, name) DO UPDATE SET image_id = excluded.image_id, version = tag.version + 1,"
    " updated_at = excluded.updated_at"};
constexpr sql::Statement kFind{"SELECT image_id FROM tag WHERE repo_id = $1 AND name = $2 FOR UPDATE"};
constexpr sql::Statement kDelete{"DELETE FROM tag WHERE repo_id = $1 AND name = $2"};
constexpr sql::Statement kDeleteOf{"DELETE FROM tag WHERE image_id = $1"};
constexpr sql::Statement kOf{"SELECT name FROM tag WHERE image_id = $1 ORDER BY name"};
constexpr sql::Statement kCountOf{"SELECT count(*) FROM tag WHERE image_id = $1"};
constexpr sql::Statement kList{"SELECT name FROM tag WHERE repo_id = $1 AND name > $2 ORDER BY name LIMIT $3"};
constexpr sql::Statement kListActive{
    "SELECT t.name FROM tag t WHERE t.repo_id = $1 AND t.name > $2 AND NOT EXISTS (SELECT 1 FROM image_storage s"
    " WHERE s.image_id = t.image_id AND s.status <> 'ACTIVE') ORDER BY t.name LIMIT $3"};

std::vector<std::string> first_column(const sql::Rows& rows) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const sql::Row& row : rows) names.push_back(row.text(0));
  return names;
}

}  // namespace

async::Task<bool> insert_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name, ImageKey image,
                             SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kInsert, sql::params(repository, name, image, to_micros(now))));
  co_return rows == 1;
}

async::Task<void> move_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name, ImageKey image,
                           SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kMove, sql::params(repository, name, image, to_micros(now))));
  co_return Result<void>{};
}

async::Task<std::optional<ImageKey>> find_tag_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                         const std::string& name) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFind, sql::params(repository, name)));
  co_return rows.empty() ? std::optional<ImageKey>() : ImageKey{rows[0].integer(0)};
}

async::Task<bool> delete_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kDelete, sql::params(repository, name)));
  co_return rows == 1;
}

async::Task<std::vector<std::string>> delete_tags_of(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_TRY(std::vector<std::string> names, co_await tags_of(tx, image));
  if (!names.empty()) ENTREPOT_CO_CHECK_OK(co_await tx.execute(kDeleteOf, sql::params(image)));
  co_return names;
}

async::Task<std::vector<std::string>> tags_of(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kOf, sql::params(image)));
  co_return first_column(rows);
}

async::Task<std::size_t> count_tags_of(sql::Transaction& tx, ImageKey image) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kCountOf, sql::params(image)));
  co_return static_cast<std::size_t>(rows[0].integer(0));
}

async::Task<std::vector<std::string>> list_tags(sql::Transaction& tx, RepositoryKey repository, TagsOf which,
                                                const std::string& after, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(which == TagsOf::kAllImages ? kList : kListActive,
                                                          sql::params(repository, after, limit)));
  co_return first_column(rows);
}

}  // namespace entrepot::meta
