#include "meta/documents.h"

#include "meta/registries.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kFindOfRegistry{
    "SELECT d.text, d.updated_at FROM registry_document d JOIN registry g ON g.id = d.registry_id"
    " WHERE g.account_id = $1 AND g.region = $2 AND d.kind = $3"};
constexpr sql::Statement kPutOfRegistry{
    "INSERT INTO registry_document (registry_id, kind, updated_at, text) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (registry_id, kind) DO UPDATE SET updated_at = excluded.updated_at, text = excluded.text"};
constexpr sql::Statement kDeleteOfRegistry{
    "DELETE FROM registry_document WHERE registry_id = $1 AND kind = $2 RETURNING text, updated_at"};

constexpr sql::Statement kFindOfRepository{
    "SELECT text, updated_at, evaluated_at FROM repository_document WHERE repo_id = $1 AND kind = $2"};
constexpr sql::Statement kPutOfRepository{
    "INSERT INTO repository_document (repo_id, kind, updated_at, text) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (repo_id, kind) DO UPDATE SET updated_at = excluded.updated_at, text = excluded.text,"
    " evaluated_at = NULL"};
constexpr sql::Statement kDeleteOfRepository{
    "DELETE FROM repository_document WHERE repo_id = $1 AND kind = $2 RETURNING text, updated_at, evaluated_at"};

enum class Of : std::uint8_t { kRegistry, kRepository };

std::optional<Document> to_document(const sql::Rows& rows, Of of) {
  if (rows.empty()) return std::nullopt;
  Document document{.text = rows[0].text(0), .updated_at = from_micros(rows[0].integer(1)), .evaluated_at = {}};
  if (of == Of::kRepository) {
    if (const auto evaluated = rows[0].maybe_integer(2)) document.evaluated_at = from_micros(*evaluated);
  }
  return document;
}

}  // namespace

async::Task<std::optional<Document>> find_document(sql::Transaction& tx, const model::RegistryId& registry,
                                                   std::string_view kind) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindOfRegistry, sql::params(registry.account.text(),
                                                                                       registry.region.text(), kind)));
  co_return to_document(rows, Of::kRegistry);
}

async::Task<void> put_document(sql::Transaction& tx, const model::RegistryId& registry, std::string_view kind,
                               const std::string& text, SysTime now) {
  ENTREPOT_CO_TRY(const RegistryKey key, co_await ensure_registry(tx, registry, now));
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPutOfRegistry, sql::params(key, kind, to_micros(now), text)));
  co_return Result<void>{};
}

async::Task<std::optional<Document>> delete_document(sql::Transaction& tx, const model::RegistryId& registry,
                                                     std::string_view kind) {
  ENTREPOT_CO_TRY(const auto key, co_await find_registry(tx, registry));
  if (!key) co_return std::optional<Document>();
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDeleteOfRegistry, sql::params(*key, kind)));
  co_return to_document(rows, Of::kRegistry);
}

async::Task<std::optional<Document>> find_document(sql::Transaction& tx, RepositoryKey repository,
                                                   std::string_view kind) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindOfRepository, sql::params(repository, kind)));
  co_return to_document(rows, Of::kRepository);
}

async::Task<void> put_document(sql::Transaction& tx, RepositoryKey repository, std::string_view kind,
                               const std::string& text, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kPutOfRepository, sql::params(repository, kind, to_micros(now), text)));
  co_return Result<void>{};
}

async::Task<std::optional<Document>> delete_document(sql::Transaction& tx, RepositoryKey repository,
                                                     std::string_view kind) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kDeleteOfRepository, sql::params(repository, kind)));
  co_return to_document(rows, Of::kRepository);
}

}  // namespace entrepot::meta
