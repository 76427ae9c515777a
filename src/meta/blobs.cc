#include "meta/blobs.h"

#include "meta/lists.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsert{
    "INSERT INTO blob (domain_id, digest, size, data_key_id, object_key, created_at, collect_after)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (domain_id, digest) DO NOTHING RETURNING id"};
constexpr sql::Statement kFind{
    "SELECT b.id, b.digest, b.size, b.data_key_id, b.object_key, b.collect_after, b.corrupt_at FROM blob b"
    " WHERE b.domain_id = $1 AND b.digest = $2"};
constexpr sql::Statement kFindForShare{
    "SELECT b.id, b.digest, b.size, b.data_key_id, b.object_key, b.collect_after, b.corrupt_at FROM blob b"
    " WHERE b.domain_id = $1 AND b.digest = $2 FOR SHARE"};
constexpr sql::Statement kReplace{
    "UPDATE blob SET size = $2, data_key_id = $3, object_key = $4, corrupt_at = NULL WHERE id = $1"};
constexpr sql::Statement kMarkCorrupt{
    "UPDATE blob SET corrupt_at = $3 WHERE id = $1 AND object_key = $2 AND corrupt_at IS NULL"};
constexpr sql::Statement kLink{
    "INSERT INTO repository_blob (repo_id, blob_id, linked_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (repo_id, blob_id) DO NOTHING"};
constexpr sql::Statement kUnlink{"DELETE FROM repository_blob WHERE repo_id = $1 AND blob_id = $2"};

// What an active image says of it, the newest one first; and what any image says.
#define ENTREPOT_LINKED                                                                              \
  "SELECT b.id, b.digest, b.size, b.data_key_id, b.object_key, b.collect_after, b.corrupt_at,"       \
  " (SELECT u.media_type FROM image_blob u WHERE u.blob_id = b.id AND u.repo_id = $1 AND NOT EXISTS" \
  " (SELECT 1 FROM image_storage s WHERE s.image_id = u.image_id AND s.status <> 'ACTIVE')"          \
  " ORDER BY u.image_id DESC LIMIT 1),"                                                              \
  " (SELECT u.media_type FROM image_blob u WHERE u.blob_id = b.id AND u.repo_id = $1"                \
  " ORDER BY u.image_id DESC LIMIT 1)"                                                               \
  " FROM blob b JOIN repository_blob l ON l.blob_id = b.id AND l.repo_id = $1 WHERE b.domain_id = $2 AND b.digest "
constexpr sql::Statement kFindLinked{ENTREPOT_LINKED "= $3"};
constexpr sql::Statement kFindLinkedMany{
    ENTREPOT_LINKED "IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"};
#undef ENTREPOT_LINKED

constexpr sql::Statement kIsNeeded{"SELECT 1 FROM image_blob WHERE blob_id = $1 AND repo_id = $2 LIMIT 1"};
// CROSS JOIN: from the links of the blob, and without an order, so that it ends after `limit` of them; SQLite would
// walk through all repositories of the registry.
constexpr sql::Statement kRepositoriesWith{
    "SELECT r.name FROM repository_blob l CROSS JOIN repository r CROSS JOIN registry g"
    " WHERE l.blob_id = $1 AND r.id = l.repo_id AND g.id = r.registry_id AND g.account_id = $2 AND g.region = $3"
    " LIMIT $4"};
constexpr sql::Statement kRenew{"UPDATE blob SET collect_after = $2 WHERE id = $1 AND collect_after < $3"};
constexpr sql::Statement kExists{"SELECT 1 FROM blob WHERE id = $1"};
constexpr sql::Statement kTombstone{
    "INSERT INTO tombstone (object_key, delete_after) VALUES ($1, $2) ON CONFLICT (object_key) DO NOTHING"};

std::optional<SysTime> maybe_time(const sql::Row& row, std::size_t column) {
  const auto micros = row.maybe_integer(column);
  return micros ? std::optional(from_micros(*micros)) : std::nullopt;
}

Result<BlobRow> to_blob(const sql::Row& row) {
  ENTREPOT_TRY(Digest digest, Digest::parse(row.text(1)));
  return BlobRow{.key = BlobKey{row.integer(0)},
                 .digest = std::move(digest),
                 .size = static_cast<std::uint64_t>(row.integer(2)),
                 .data_key = DataKeyKey{row.integer(3)},
                 .object_key = row.text(4),
                 .collect_after = maybe_time(row, 5),
                 .corrupt_at = maybe_time(row, 6)};
}

Result<LinkedBlob> to_linked(const sql::Row& row) {
  ENTREPOT_TRY(BlobRow blob, to_blob(row));
  const auto active = row.maybe_text(7);
  const auto any = row.maybe_text(8);
  return LinkedBlob{
      .blob = std::move(blob), .media_type = active ? *active : any.value_or(""), .is_archived = !active && any};
}

async::Task<std::optional<BlobRow>> find_with(sql::Transaction& tx, sql::Statement statement, DomainKey domain,
                                              const Digest& digest) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(statement, sql::params(domain, digest.text())));
  if (rows.empty()) co_return std::optional<BlobRow>();
  ENTREPOT_CO_TRY(BlobRow row, to_blob(rows[0]));
  co_return std::optional(std::move(row));
}

}  // namespace

async::Task<std::optional<BlobKey>> insert_blob(sql::Transaction& tx, const NewBlob& blob) {
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(kInsert, sql::params(blob.domain, blob.digest.text(), blob.size, blob.data_key, blob.object_key,
                                             to_micros(blob.created_at), to_micros(blob.collect_after))));
  co_return rows.empty() ? std::optional<BlobKey>() : BlobKey{rows[0].integer(0)};
}

async::Task<std::optional<BlobRow>> find_blob(sql::Transaction& tx, DomainKey domain, const Digest& digest) {
  co_return co_await find_with(tx, kFind, domain, digest);
}

async::Task<std::optional<BlobRow>> find_blob_for_share(sql::Transaction& tx, DomainKey domain, const Digest& digest) {
  co_return co_await find_with(tx, kFindForShare, domain, digest);
}

async::Task<void> replace_object(sql::Transaction& tx, BlobKey key, const NewBlob& blob) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReplace, sql::params(key, blob.size, blob.data_key, blob.object_key)));
  co_return Result<void>{};
}

async::Task<void> mark_corrupt(sql::Transaction& tx, BlobKey key, const std::string& object_key, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kMarkCorrupt, sql::params(key, object_key, to_micros(now))));
  co_return Result<void>{};
}

async::Task<bool> link_blob(sql::Transaction& tx, RepositoryKey repository, BlobKey blob, SysTime now) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kLink, sql::params(repository, blob, to_micros(now))));
  co_return rows == 1;
}

async::Task<bool> unlink_blob(sql::Transaction& tx, RepositoryKey repository, BlobKey blob) {
  ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kUnlink, sql::params(repository, blob)));
  co_return rows == 1;
}

async::Task<std::optional<LinkedBlob>> find_linked_blob(sql::Transaction& tx, RepositoryKey repository,
                                                        DomainKey domain, const Digest& digest) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindLinked, sql::params(repository, domain, digest.text())));
  if (rows.empty()) co_return std::optional<LinkedBlob>();
  ENTREPOT_CO_TRY(LinkedBlob blob, to_linked(rows[0]));
  co_return std::optional(std::move(blob));
}

async::Task<std::vector<LinkedBlob>> find_linked_blobs(sql::Transaction& tx, RepositoryKey repository, DomainKey domain,
                                                       std::span<const Digest> digests) {
  std::vector<LinkedBlob> found;
  for (std::size_t from = 0; from < digests.size(); from += kListWidth) {
    sql::Params parameters = sql::params(repository, domain);
    append_list(parameters, list_round(digests, from), [](const Digest& digest) { return digest.text(); });
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindLinkedMany, std::move(parameters)));
    for (const sql::Row& row : rows) {
      ENTREPOT_CO_TRY(LinkedBlob blob, to_linked(row));
      found.push_back(std::move(blob));
    }
  }
  co_return found;
}

async::Task<bool> is_needed_by_image(sql::Transaction& tx, RepositoryKey repository, BlobKey blob) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kIsNeeded, sql::params(blob, repository)));
  co_return !rows.empty();
}

async::Task<std::vector<std::string>> repositories_with(sql::Transaction& tx, const model::RegistryId& registry,
                                                        BlobKey blob, std::size_t limit) {
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(kRepositoriesWith, sql::params(blob, registry.account.text(), registry.region.text(), limit)));
  std::vector<std::string> names;
  for (const sql::Row& row : rows) names.push_back(row.text(0));
  co_return names;
}

async::Task<bool> renew_lease(sql::Transaction& tx, BlobKey blob, SysTime until, SysTime at_least) {
  ENTREPOT_CO_TRY(const std::int64_t rows,
                  co_await tx.execute(kRenew, sql::params(blob, to_micros(until), to_micros(at_least))));
  if (rows == 1) co_return true;
  ENTREPOT_CO_TRY(const sql::Rows found, co_await tx.query(kExists, sql::params(blob)));
  co_return !found.empty();
}

async::Task<void> insert_tombstone(sql::Transaction& tx, const std::string& object_key, SysTime delete_after) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kTombstone, sql::params(object_key, to_micros(delete_after))));
  co_return Result<void>{};
}

}  // namespace entrepot::meta
