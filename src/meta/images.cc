#include "meta/images.h"

#include <unordered_set>

#include "meta/lists.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kInsert{
    "INSERT INTO image (repo_id, digest, media_type, artifact_type, size, pushed_at, subject, annotations,"
    " manifest_size, manifest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (repo_id, digest) DO NOTHING RETURNING id"};
// Ordered by key, so that two pushes lock the same rows in the same order.
constexpr sql::Statement kUseBlobs{
    "INSERT INTO image_blob (image_id, blob_id, repo_id, media_type)"
    " SELECT $1::bigint, b.id, $2::bigint, CASE b.digest WHEN $4 THEN $20::text WHEN $5 THEN $21::text"
    " WHEN $6 THEN $22::text WHEN $7 THEN $23::text WHEN $8 THEN $24::text WHEN $9 THEN $25::text"
    " WHEN $10 THEN $26::text WHEN $11 THEN $27::text WHEN $12 THEN $28::text WHEN $13 THEN $29::text"
    " WHEN $14 THEN $30::text WHEN $15 THEN $31::text WHEN $16 THEN $32::text WHEN $17 THEN $33::text"
    " WHEN $18 THEN $34::text WHEN $19 THEN $35::text END"
    " FROM blob b JOIN repository_blob l ON l.blob_id = b.id AND l.repo_id = $2::bigint"
    " WHERE b.domain_id = $3 AND b.digest IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
    " AND b.corrupt_at IS NULL ORDER BY b.id"};
constexpr sql::Statement kUsable{
    "SELECT b.digest FROM blob b JOIN repository_blob l ON l.blob_id = b.id AND l.repo_id = $1"
    " WHERE b.domain_id = $2 AND b.digest IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    " AND b.corrupt_at IS NULL"};
constexpr sql::Statement kFindChildren{
    "SELECT id, digest, size FROM image"
    " WHERE repo_id = $1 AND digest IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};
constexpr sql::Statement kAddChildren{
    "INSERT INTO image_child (parent_id, child_id) SELECT $1::bigint, id FROM image"
    " WHERE id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY id"};
constexpr sql::Statement kParents{
    "SELECT p.digest FROM image_child c JOIN image p ON p.id = c.parent_id WHERE c.child_id = $1"
    " ORDER BY c.parent_id LIMIT $2"};

constexpr sql::Statement kFind{"SELECT id, digest FROM image WHERE repo_id = $1 AND digest = $2"};
constexpr sql::Statement kFindTagged{
    "SELECT i.id, i.digest FROM tag t JOIN image i ON i.id = t.image_id WHERE t.repo_id = $1 AND t.name = $2"};
constexpr sql::Statement kFindForUpdate{"SELECT id, digest FROM image WHERE repo_id = $1 AND digest = $2 FOR UPDATE"};
constexpr sql::Statement kFindTaggedForUpdate{
    "SELECT i.id, i.digest FROM tag t JOIN image i ON i.id = t.image_id WHERE t.repo_id = $1 AND t.name = $2"
    " FOR UPDATE"};

#define ENTREPOT_LOAD_BY_DIGEST(columns)                                                        \
  "SELECT r.id, i.id, i.digest, i.media_type, s.status" columns                                 \
  " FROM registry g JOIN repository r ON r.registry_id = g.id JOIN image i ON i.repo_id = r.id" \
  " LEFT JOIN image_storage s ON s.image_id = i.id"                                             \
  " WHERE g.account_id = $1 AND g.region = $2 AND r.name = $3 AND i.digest = $4"
#define ENTREPOT_LOAD_BY_TAG(columns)                                                         \
  "SELECT r.id, i.id, i.digest, i.media_type, s.status" columns                               \
  " FROM registry g JOIN repository r ON r.registry_id = g.id JOIN tag t ON t.repo_id = r.id" \
  " JOIN image i ON i.id = t.image_id LEFT JOIN image_storage s ON s.image_id = i.id"         \
  " WHERE g.account_id = $1 AND g.region = $2 AND r.name = $3 AND t.name = $4"
constexpr sql::Statement kLoadByDigest{ENTREPOT_LOAD_BY_DIGEST(", i.manifest")};
constexpr sql::Statement kNameByDigest{ENTREPOT_LOAD_BY_DIGEST("")};
constexpr sql::Statement kLoadByTag{ENTREPOT_LOAD_BY_TAG(", i.manifest")};
constexpr sql::Statement kNameByTag{ENTREPOT_LOAD_BY_TAG("")};
#undef ENTREPOT_LOAD_BY_DIGEST
#undef ENTREPOT_LOAD_BY_TAG

constexpr sql::Statement kCount{"SELECT count(*) FROM (SELECT 1 FROM image WHERE repo_id = $1 LIMIT $2) counted"};

constexpr sql::Statement kReviewBlobs{
    "UPDATE blob SET collect_after = $2 WHERE id IN (SELECT blob_id FROM image_blob WHERE image_id = $1)"
    " AND (collect_after IS NULL OR collect_after < $2)"};
constexpr sql::Statement kDeleteUses{"DELETE FROM image_blob WHERE image_id = $1"};
constexpr sql::Statement kDeleteChildren{"DELETE FROM image_child WHERE parent_id = $1"};
constexpr sql::Statement kDeletePull{"DELETE FROM image_pull WHERE image_id = $1"};
constexpr sql::Statement kDeleteStorage{"DELETE FROM image_storage WHERE image_id = $1"};
constexpr sql::Statement kDelete{"DELETE FROM image WHERE id = $1"};
constexpr sql::Statement kRecordPull{
    "INSERT INTO image_pull (image_id, last_pull_at) SELECT id, $2::bigint FROM image WHERE id = $1"
    " ON CONFLICT (image_id) DO UPDATE SET last_pull_at = excluded.last_pull_at"
    " WHERE image_pull.last_pull_at < excluded.last_pull_at"};

async::Task<std::optional<ImageName>> find_name(sql::Transaction& tx, sql::Statement statement,
                                                RepositoryKey repository, const std::string& text) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(statement, sql::params(repository, text)));
  if (rows.empty()) co_return std::optional<ImageName>();
  ENTREPOT_CO_TRY(Digest digest, Digest::parse(rows[0].text(1)));
  co_return ImageName{.key = ImageKey{rows[0].integer(0)}, .digest = std::move(digest)};
}

async::Task<std::optional<ImageContent>> load(sql::Transaction& tx, sql::Statement statement,
                                              const model::RegistryId& registry, const std::string& repository,
                                              const std::string& name, Manifest manifest) {
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(statement, sql::params(registry.account.text(), registry.region.text(), repository, name)));
  if (rows.empty()) co_return std::optional<ImageContent>();
  const sql::Row& row = rows[0];
  ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(2)));
  ImageContent content{.repository = RepositoryKey{row.integer(0)},
                       .key = ImageKey{row.integer(1)},
                       .digest = std::move(digest),
                       .media_type = row.text(3),
                       .manifest = nullptr};
  if (const auto status = row.maybe_text(4)) {
    content.status = model::parse_image_status(*status).value_or(model::ImageStatus::kArchived);
  }
  if (manifest == Manifest::kWith) {
    const sql::Blob& bytes = row.blob(5);
    content.manifest = std::make_shared<const std::string>(bytes.begin(), bytes.end());
  }
  co_return content;
}

}  // namespace

async::Task<std::optional<ImageKey>> insert_image(sql::Transaction& tx, RepositoryKey repository, std::uint64_t size,
                                                  const NewImage& image) {
  const std::optional<std::string> subject = image.subject ? std::optional(image.subject->text()) : std::nullopt;
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kInsert, sql::params(repository, image.digest.text(), image.media_type,
                                                         image.artifact_type, size, to_micros(image.pushed_at), subject,
                                                         image.annotations, image.manifest.size(), image.manifest)));
  co_return rows.empty() ? std::optional<ImageKey>() : ImageKey{rows[0].integer(0)};
}

async::Task<std::size_t> use_blobs(sql::Transaction& tx, ImageKey image, RepositoryKey repository, DomainKey domain,
                                   std::span<const BlobUse> blobs) {
  std::size_t used = 0;
  for (std::size_t from = 0; from < blobs.size(); from += kListWidth) {
    const auto round = list_round(blobs, from);
    sql::Params parameters = sql::params(image, repository, domain);
    append_list(parameters, round, [](const BlobUse& blob) { return blob.digest.text(); });
    append_list(parameters, round, [](const BlobUse& blob) { return blob.media_type; });
    ENTREPOT_CO_TRY(const std::int64_t rows, co_await tx.execute(kUseBlobs, std::move(parameters)));
    used += static_cast<std::size_t>(rows);
  }
  co_return used;
}

async::Task<std::vector<Digest>> missing_blobs(sql::Transaction& tx, RepositoryKey repository, DomainKey domain,
                                               std::span<const BlobUse> blobs) {
  std::unordered_set<std::string> usable;
  for (std::size_t from = 0; from < blobs.size(); from += kListWidth) {
    sql::Params parameters = sql::params(repository, domain);
    append_list(parameters, list_round(blobs, from), [](const BlobUse& blob) { return blob.digest.text(); });
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kUsable, std::move(parameters)));
    for (const sql::Row& row : rows) usable.insert(row.text(0));
  }
  std::vector<Digest> missing;
  for (const BlobUse& blob : blobs) {
    if (!usable.contains(blob.digest.text())) missing.push_back(blob.digest);
  }
  co_return missing;
}

async::Task<std::vector<ChildRow>> find_children(sql::Transaction& tx, RepositoryKey repository,
                                                 std::span<const Digest> digests) {
  std::vector<ChildRow> children;
  for (std::size_t from = 0; from < digests.size(); from += kListWidth) {
    sql::Params parameters = sql::params(repository);
    append_list(parameters, list_round(digests, from), [](const Digest& digest) { return digest.text(); });
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindChildren, std::move(parameters)));
    for (const sql::Row& row : rows) {
      ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(1)));
      children.push_back({.key = ImageKey{row.integer(0)},
                          .digest = std::move(digest),
                          .size = static_cast<std::uint64_t>(row.integer(2))});
    }
  }
  co_return children;
}

async::Task<void> add_children(sql::Transaction& tx, ImageKey parent, std::span<const ChildRow> children) {
  for (std::size_t from = 0; from < children.size(); from += kListWidth) {
    sql::Params parameters = sql::params(parent);
    append_list(parameters, list_round(children, from), [](const ChildRow& child) { return to_value(child.key); });
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(kAddChildren, std::move(parameters)));
  }
  co_return Result<void>{};
}

async::Task<std::vector<Digest>> parents_of(sql::Transaction& tx, ImageKey child, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kParents, sql::params(child, limit)));
  std::vector<Digest> parents;
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(0)));
    parents.push_back(std::move(digest));
  }
  co_return parents;
}

async::Task<std::optional<ImageName>> find_image(sql::Transaction& tx, RepositoryKey repository, const Digest& digest) {
  co_return co_await find_name(tx, kFind, repository, digest.text());
}

async::Task<std::optional<ImageName>> find_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                  const std::string& tag) {
  co_return co_await find_name(tx, kFindTagged, repository, tag);
}

async::Task<std::optional<ImageName>> find_image_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                            const Digest& digest) {
  co_return co_await find_name(tx, kFindForUpdate, repository, digest.text());
}

async::Task<std::optional<ImageName>> find_tagged_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                             const std::string& tag) {
  co_return co_await find_name(tx, kFindTaggedForUpdate, repository, tag);
}

async::Task<std::optional<ImageContent>> load_by_digest(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::string& repository, const Digest& digest,
                                                        Manifest manifest) {
  const sql::Statement statement = manifest == Manifest::kWith ? kLoadByDigest : kNameByDigest;
  co_return co_await load(tx, statement, registry, repository, digest.text(), manifest);
}

async::Task<std::optional<ImageContent>> load_by_tag(sql::Transaction& tx, const model::RegistryId& registry,
                                                     const std::string& repository, const std::string& tag,
                                                     Manifest manifest) {
  const sql::Statement statement = manifest == Manifest::kWith ? kLoadByTag : kNameByTag;
  co_return co_await load(tx, statement, registry, repository, tag, manifest);
}

async::Task<std::size_t> count_images(sql::Transaction& tx, RepositoryKey repository, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kCount, sql::params(repository, limit)));
  co_return static_cast<std::size_t>(rows[0].integer(0));
}

async::Task<void> delete_image(sql::Transaction& tx, ImageKey image, SysTime collect_after) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kReviewBlobs, sql::params(image, to_micros(collect_after))));
  for (const sql::Statement statement : {kDeleteUses, kDeleteChildren, kDeletePull, kDeleteStorage, kDelete}) {
    ENTREPOT_CO_CHECK_OK(co_await tx.execute(statement, sql::params(image)));
  }
  co_return Result<void>{};
}

async::Task<void> record_pull(sql::Transaction& tx, ImageKey image, SysTime at) {
  ENTREPOT_CO_CHECK_OK(co_await tx.execute(kRecordPull, sql::params(image, to_micros(at))));
  co_return Result<void>{};
}

}  // namespace entrepot::meta
