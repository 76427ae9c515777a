#include "meta/image_pages.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kEndOfWindow{
    "SELECT digest FROM image WHERE repo_id = $1 AND digest > $2 ORDER BY digest LIMIT 1 OFFSET $3"};

#define ENTREPOT_IMAGE_ROW                                                                               \
  "SELECT i.id, i.digest, i.media_type, i.artifact_type, i.size, i.pushed_at, i.subject, p.last_pull_at" \
  " FROM image i LEFT JOIN image_pull p ON p.image_id = i.id WHERE i.repo_id = $1"
#define ENTREPOT_IMAGE_RANGE ENTREPOT_IMAGE_ROW " AND i.digest > $2 AND i.digest <= $3"
#define ENTREPOT_IMAGE_ORDER " ORDER BY i.digest LIMIT $4"
constexpr sql::Statement kFindRow{ENTREPOT_IMAGE_ROW " AND i.digest = $2"};
constexpr sql::Statement kListAny{ENTREPOT_IMAGE_RANGE ENTREPOT_IMAGE_ORDER};
constexpr sql::Statement kListWithTag{ENTREPOT_IMAGE_RANGE
                                      " AND EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i.id)" ENTREPOT_IMAGE_ORDER};
constexpr sql::Statement kListWithoutTag{
    ENTREPOT_IMAGE_RANGE " AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i.id)" ENTREPOT_IMAGE_ORDER};
#undef ENTREPOT_IMAGE_ROW
#undef ENTREPOT_IMAGE_RANGE
#undef ENTREPOT_IMAGE_ORDER

// CROSS JOIN: SQLite then keeps this order of the loops, which is the order of the page.
constexpr sql::Statement kTagsOfPage{
    "SELECT i.digest, t.name FROM image i CROSS JOIN tag t WHERE t.image_id = i.id AND i.repo_id = $1"
    " AND i.digest >= $2 AND i.digest <= $3 ORDER BY i.digest, t.name"};

constexpr sql::Statement kPairsAny{
    "SELECT i.digest, t.name FROM image i LEFT JOIN tag t ON t.image_id = i.id WHERE i.repo_id = $1"
    " AND i.digest >= $2 AND i.digest <= $3 AND (i.digest > $2 OR t.name > $4) ORDER BY i.digest, t.name LIMIT $5"};
constexpr sql::Statement kPairsTagged{
    "SELECT i.digest, t.name FROM image i CROSS JOIN tag t WHERE t.image_id = i.id AND i.repo_id = $1"
    " AND i.digest >= $2 AND i.digest <= $3 AND (i.digest > $2 OR t.name > $4) ORDER BY i.digest, t.name LIMIT $5"};
constexpr sql::Statement kUntagged{
    "SELECT i.digest, NULL FROM image i WHERE i.repo_id = $1 AND i.digest > $2 AND i.digest <= $3"
    " AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i.id) ORDER BY i.digest LIMIT $4"};

#define ENTREPOT_REFERRER "SELECT id, digest, media_type, artifact_type, manifest_size, annotations"
#define ENTREPOT_OF_SUBJECT " FROM image WHERE repo_id = $1 AND subject = $2 AND id > $3"
#define ENTREPOT_PAGE " ORDER BY id LIMIT $4"
constexpr sql::Statement kReferrers{ENTREPOT_REFERRER ENTREPOT_OF_SUBJECT ENTREPOT_PAGE};
constexpr sql::Statement kReferrersOfType{ENTREPOT_REFERRER ENTREPOT_OF_SUBJECT
                                          " AND artifact_type = $5" ENTREPOT_PAGE};
constexpr sql::Statement kReferrerSizes{"SELECT manifest_size" ENTREPOT_OF_SUBJECT ENTREPOT_PAGE};
constexpr sql::Statement kReferrerSizesOfType{"SELECT manifest_size" ENTREPOT_OF_SUBJECT
                                              " AND artifact_type = $5" ENTREPOT_PAGE};
#undef ENTREPOT_REFERRER
#undef ENTREPOT_OF_SUBJECT
#undef ENTREPOT_PAGE

Result<ImageRow> to_image(const sql::Row& row) {
  ENTREPOT_TRY(Digest digest, Digest::parse(row.text(1)));
  ImageRow image{.key = ImageKey{row.integer(0)},
                 .digest = std::move(digest),
                 .media_type = row.text(2),
                 .artifact_type = row.text(3),
                 .size = static_cast<std::uint64_t>(row.integer(4)),
                 .pushed_at = from_micros(row.integer(5)),
                 .last_pulled_at = std::nullopt,
                 .subject = std::nullopt};
  if (!row.is_null(6)) {
    ENTREPOT_TRY(Digest subject, Digest::parse(row.text(6)));
    image.subject = std::move(subject);
  }
  if (!row.is_null(7)) image.last_pulled_at = from_micros(row.integer(7));
  return image;
}

sql::Statement list_statement(TagState state) {
  switch (state) {
    case TagState::kAny:
      return kListAny;
    case TagState::kTagged:
      return kListWithTag;
    case TagState::kUntagged:
      return kListWithoutTag;
  }
  return kListAny;
}

std::vector<TaggedRow> to_pairs(const sql::Rows& rows) {
  std::vector<TaggedRow> pairs;
  pairs.reserve(rows.size());
  for (const sql::Row& row : rows) pairs.push_back({.digest = row.text(0), .tag = row.maybe_text(1)});
  return pairs;
}

std::size_t rows_that_fit(const sql::Rows& sizes, ReferrerLimits limits) {
  std::size_t rows = 0;
  std::uint64_t bytes = 0;
  for (const sql::Row& row : sizes) {
    bytes += static_cast<std::uint64_t>(row.integer(0));
    if (rows == limits.rows || (rows > 0 && bytes > limits.bytes)) break;
    ++rows;
  }
  return rows;
}

}  // namespace

async::Task<std::optional<std::string>> end_of_window(sql::Transaction& tx, RepositoryKey repository,
                                                      const std::string& after, std::size_t images) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kEndOfWindow, sql::params(repository, after, images - 1)));
  co_return rows.empty() ? std::optional<std::string>() : rows[0].text(0);
}

async::Task<std::optional<ImageRow>> find_image_row(sql::Transaction& tx, RepositoryKey repository,
                                                    const Digest& digest) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kFindRow, sql::params(repository, digest.text())));
  if (rows.empty()) co_return std::optional<ImageRow>();
  ENTREPOT_CO_TRY(ImageRow image, to_image(rows[0]));
  co_return std::optional(std::move(image));
}

async::Task<std::vector<ImageRow>> list_images(sql::Transaction& tx, RepositoryKey repository, const DigestRange& range,
                                               TagState state, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(list_statement(state), sql::params(repository, range.after, range.until, limit)));
  std::vector<ImageRow> page;
  page.reserve(rows.size());
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(ImageRow image, to_image(row));
    page.push_back(std::move(image));
  }
  co_return page;
}

async::Task<std::vector<TaggedRow>> tags_of_page(sql::Transaction& tx, RepositoryKey repository,
                                                 const std::string& first, const std::string& last) {
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(kTagsOfPage, sql::params(repository, first, last)));
  co_return to_pairs(rows);
}

async::Task<std::vector<TaggedRow>> list_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                const DigestRange& range, const std::string& after_tag, TagState state,
                                                std::size_t limit) {
  if (state == TagState::kUntagged) {
    ENTREPOT_CO_TRY(const sql::Rows rows,
                    co_await tx.query(kUntagged, sql::params(repository, range.after, range.until, limit)));
    co_return to_pairs(rows);
  }
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(state == TagState::kAny ? kPairsAny : kPairsTagged,
                                    sql::params(repository, range.after, range.until, after_tag, limit)));
  co_return to_pairs(rows);
}

async::Task<ReferrerPage> list_referrers(sql::Transaction& tx, RepositoryKey repository, const Digest& subject,
                                         const std::optional<std::string>& artifact_type, ImageKey after,
                                         ReferrerLimits limits) {
  const auto parameters = [&](std::size_t rows) {
    sql::Params out = sql::params(repository, subject.text(), after, rows);
    if (artifact_type) out.emplace_back(*artifact_type);
    return out;
  };
  ENTREPOT_CO_TRY(const sql::Rows sizes, co_await tx.query(artifact_type ? kReferrerSizesOfType : kReferrerSizes,
                                                           parameters(limits.rows + 1)));
  const std::size_t fitting = rows_that_fit(sizes, limits);
  ReferrerPage page{.rows = {}, .has_more = fitting < sizes.size()};
  if (fitting == 0) co_return page;
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(artifact_type ? kReferrersOfType : kReferrers, parameters(fitting)));
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(Digest digest, Digest::parse(row.text(1)));
    page.rows.push_back({.key = ImageKey{row.integer(0)},
                         .digest = std::move(digest),
                         .media_type = row.text(2),
                         .artifact_type = row.text(3),
                         .manifest_size = static_cast<std::uint64_t>(row.integer(4)),
                         .annotations = row.maybe_text(5).value_or("")});
  }
  co_return page;
}

}  // namespace entrepot::meta
