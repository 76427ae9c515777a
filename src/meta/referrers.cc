#include "meta/referrers.h"

#include <algorithm>

namespace entrepot::meta {
namespace {

#define ENTREPOT_REFERRER \
  "SELECT i.id, i.digest, i.media_type, i.artifact_type, i.manifest_size, i.annotations, s.status"
#define ENTREPOT_SIZE "SELECT i.manifest_size"
#define ENTREPOT_OF_SUBJECT                                                           \
  " FROM image i LEFT JOIN image_storage s ON s.image_id = i.id WHERE i.repo_id = $1" \
  " AND i.subject = $2 AND i.id > $3 AND i.id <= $4"                                  \
  " AND ($5::text IS NULL OR COALESCE(s.status, 'ACTIVE') = $5::text)"
#define ENTREPOT_OF_TYPE ENTREPOT_OF_SUBJECT " AND i.artifact_type = $7"
// An expression, so that the index with the type in it is not taken: several types would have to be sorted.
#define ENTREPOT_OF_TYPES ENTREPOT_OF_SUBJECT " AND i.artifact_type || '' IN ($7, $8, $9, $10, $11)"
#define ENTREPOT_PAGE " ORDER BY i.id LIMIT $6"
constexpr sql::Statement kRows[3] = {{ENTREPOT_REFERRER ENTREPOT_OF_SUBJECT ENTREPOT_PAGE},
                                     {ENTREPOT_REFERRER ENTREPOT_OF_TYPE ENTREPOT_PAGE},
                                     {ENTREPOT_REFERRER ENTREPOT_OF_TYPES ENTREPOT_PAGE}};
constexpr sql::Statement kSizes[3] = {{ENTREPOT_SIZE ENTREPOT_OF_SUBJECT ENTREPOT_PAGE},
                                      {ENTREPOT_SIZE ENTREPOT_OF_TYPE ENTREPOT_PAGE},
                                      {ENTREPOT_SIZE ENTREPOT_OF_TYPES ENTREPOT_PAGE}};
#undef ENTREPOT_REFERRER
#undef ENTREPOT_SIZE
#undef ENTREPOT_OF_SUBJECT
#undef ENTREPOT_OF_TYPE
#undef ENTREPOT_OF_TYPES
#undef ENTREPOT_PAGE
constexpr sql::Statement kEnd{
    "SELECT id FROM image WHERE repo_id = $1 AND subject = $2 AND id > $3 ORDER BY id LIMIT 1 OFFSET $4"};

sql::Statement pick(const sql::Statement (&statements)[3], const ReferrerFilter& filter) {
  return statements[std::min<std::size_t>(filter.artifact_types.size(), 2)];
}

sql::Params parameters(RepositoryKey repository, const Digest& subject, const ReferrerFilter& filter,
                       const KeyRange& range, std::size_t rows) {
  const auto status = filter.status ? std::optional(model::to_text(*filter.status)) : std::nullopt;
  sql::Params out = sql::params(repository, subject.text(), range.after, range.until, status, rows);
  for (const std::string& type : filter.artifact_types) out.emplace_back(type);
  if (filter.artifact_types.size() > 1) out.resize(6 + kMaxArtifactTypes, sql::Null{});
  return out;
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

Result<ReferrerRow> to_referrer(const sql::Row& row) {
  ENTREPOT_TRY(Digest digest, Digest::parse(row.text(1)));
  ReferrerRow referrer{.key = ImageKey{row.integer(0)},
                       .digest = std::move(digest),
                       .media_type = row.text(2),
                       .artifact_type = row.text(3),
                       .manifest_size = static_cast<std::uint64_t>(row.integer(4)),
                       .annotations = row.maybe_text(5).value_or("")};
  if (const auto status = row.maybe_text(6)) {
    referrer.status = model::parse_image_status(*status).value_or(model::ImageStatus::kArchived);
  }
  return referrer;
}

}  // namespace

async::Task<std::optional<ImageKey>> end_of_referrers(sql::Transaction& tx, RepositoryKey repository,
                                                      const Digest& subject, ImageKey after, std::size_t referrers) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(kEnd, sql::params(repository, subject.text(), after, referrers - 1)));
  co_return rows.empty() ? std::optional<ImageKey>() : ImageKey{rows[0].integer(0)};
}

async::Task<ReferrerPage> list_referrers(sql::Transaction& tx, RepositoryKey repository, const Digest& subject,
                                         const ReferrerFilter& filter, const KeyRange& range, ReferrerLimits limits) {
  ENTREPOT_CO_TRY(const sql::Rows sizes, co_await tx.query(pick(kSizes, filter), parameters(repository, subject, filter,
                                                                                            range, limits.rows + 1)));
  const std::size_t fitting = rows_that_fit(sizes, limits);
  ReferrerPage page{.rows = {}, .has_more = fitting < sizes.size()};
  if (fitting == 0) co_return page;
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(pick(kRows, filter), parameters(repository, subject, filter, range, fitting)));
  page.rows.reserve(rows.size());
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(ReferrerRow referrer, to_referrer(row));
    page.rows.push_back(std::move(referrer));
  }
  co_return page;
}

}  // namespace entrepot::meta
