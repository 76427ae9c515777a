#include "meta/image_pages.h"

namespace entrepot::meta {
namespace {

constexpr sql::Statement kEndOfWindow{
    "SELECT digest FROM image WHERE repo_id = $1 AND digest > $2 ORDER BY digest LIMIT 1 OFFSET $3"};
constexpr sql::Statement kEndOfStatusWindow{
    "SELECT digest FROM image_storage WHERE repo_id = $1 AND digest > $2 AND status = $4"
    " ORDER BY digest LIMIT 1 OFFSET $3"};

// The macros are the parts of pages: of all images, of the active ones (most, so they are walked and the others passed
// over), and of those of another status (few, so they have an index of their own). CROSS JOIN: SQLite then keeps this
// order of the loops, which is the order of the page.
#define ENTREPOT_COLUMNS                                                                                            \
  "SELECT i.id, i.digest, i.media_type, i.artifact_type, i.size, i.pushed_at, i.subject, p.last_pull_at, s.status," \
  " s.archived_at, s.activated_at"
#define ENTREPOT_ALL                                          \
  ENTREPOT_COLUMNS                                            \
  " FROM image i LEFT JOIN image_pull p ON p.image_id = i.id" \
  " LEFT JOIN image_storage s ON s.image_id = i.id WHERE i.repo_id = $1"
#define ENTREPOT_RANGE ENTREPOT_ALL " AND i.digest > $2 AND i.digest <= $3"
#define ENTREPOT_ACTIVE ENTREPOT_RANGE " AND (s.status IS NULL OR s.status = 'ACTIVE')"
#define ENTREPOT_OF_STATUS                                                               \
  ENTREPOT_COLUMNS                                                                       \
  " FROM image_storage s CROSS JOIN image i LEFT JOIN image_pull p ON p.image_id = i.id" \
  " WHERE i.id = s.image_id AND s.repo_id = $1 AND s.digest > $2 AND s.digest <= $3 AND s.status = $5"
#define ENTREPOT_TAGGED " AND EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i.id)"
#define ENTREPOT_UNTAGGED " AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i.id)"
#define ENTREPOT_ORDER " ORDER BY i.digest LIMIT $4"
#define ENTREPOT_STATUS_ORDER " ORDER BY s.digest LIMIT $4"
constexpr sql::Statement kFindRow{ENTREPOT_ALL " AND i.digest = $2"};
constexpr sql::Statement kImages[3][3] = {{{ENTREPOT_RANGE ENTREPOT_ORDER},
                                           {ENTREPOT_RANGE ENTREPOT_TAGGED ENTREPOT_ORDER},
                                           {ENTREPOT_RANGE ENTREPOT_UNTAGGED ENTREPOT_ORDER}},
                                          {{ENTREPOT_ACTIVE ENTREPOT_ORDER},
                                           {ENTREPOT_ACTIVE ENTREPOT_TAGGED ENTREPOT_ORDER},
                                           {ENTREPOT_ACTIVE ENTREPOT_UNTAGGED ENTREPOT_ORDER}},
                                          {{ENTREPOT_OF_STATUS ENTREPOT_STATUS_ORDER},
                                           {ENTREPOT_OF_STATUS ENTREPOT_TAGGED ENTREPOT_STATUS_ORDER},
                                           {ENTREPOT_OF_STATUS ENTREPOT_UNTAGGED ENTREPOT_STATUS_ORDER}}};
#undef ENTREPOT_COLUMNS
#undef ENTREPOT_ALL
#undef ENTREPOT_RANGE
#undef ENTREPOT_ACTIVE
#undef ENTREPOT_OF_STATUS
#undef ENTREPOT_TAGGED
#undef ENTREPOT_UNTAGGED
#undef ENTREPOT_ORDER
#undef ENTREPOT_STATUS_ORDER

constexpr sql::Statement kTagsOfPage{
    "SELECT i.digest, t.name FROM image i CROSS JOIN tag t WHERE t.image_id = i.id AND i.repo_id = $1"
    " AND i.digest >= $2 AND i.digest <= $3 ORDER BY i.digest, t.name LIMIT $4"};
// Between two images of such a status there may be all the others, with all their tags.
constexpr sql::Statement kTagsOfStatusPage{
    "SELECT i.digest, t.name FROM image_storage i CROSS JOIN tag t WHERE t.image_id = i.image_id AND i.repo_id = $1"
    " AND i.digest >= $2 AND i.digest <= $3 AND i.status = $5 ORDER BY i.digest, t.name LIMIT $4"};

#define ENTREPOT_PAIR "SELECT i.digest, t.name FROM image i "
#define ENTREPOT_STATUS_PAIR "SELECT i.digest, t.name FROM image_storage i "
#define ENTREPOT_IN_RANGE " i.repo_id = $1 AND i.digest >= $2 AND i.digest <= $3 AND (i.digest > $2 OR t.name > $4)"
#define ENTREPOT_PASS_INACTIVE \
  " AND NOT EXISTS (SELECT 1 FROM image_storage s WHERE s.image_id = i.id AND s.status <> 'ACTIVE')"
#define ENTREPOT_PAIR_ORDER " ORDER BY i.digest, t.name LIMIT $5"
#define ENTREPOT_WITH_TAGS(id) "LEFT JOIN tag t ON t.image_id = i." id " WHERE"
#define ENTREPOT_ONLY_TAGS(id) "CROSS JOIN tag t WHERE t.image_id = i." id " AND"
// $4 is used so that each statement has the same parameters.
#define ENTREPOT_NO_TAGS(table, id)                              \
  "SELECT i.digest, NULL FROM " table                            \
  " i WHERE i.repo_id = $1 AND i.digest > $2 AND i.digest <= $3" \
  " AND $4::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.image_id = i." id ")"
#define ENTREPOT_DIGEST_ORDER " ORDER BY i.digest LIMIT $5"
constexpr sql::Statement kPairs[3][3] = {
    {{ENTREPOT_PAIR ENTREPOT_WITH_TAGS("id") ENTREPOT_IN_RANGE ENTREPOT_PAIR_ORDER},
     {ENTREPOT_PAIR ENTREPOT_ONLY_TAGS("id") ENTREPOT_IN_RANGE ENTREPOT_PAIR_ORDER},
     {ENTREPOT_NO_TAGS("image", "id") ENTREPOT_DIGEST_ORDER}},
    {{ENTREPOT_PAIR ENTREPOT_WITH_TAGS("id") ENTREPOT_IN_RANGE ENTREPOT_PASS_INACTIVE ENTREPOT_PAIR_ORDER},
     {ENTREPOT_PAIR ENTREPOT_ONLY_TAGS("id") ENTREPOT_IN_RANGE ENTREPOT_PASS_INACTIVE ENTREPOT_PAIR_ORDER},
     {ENTREPOT_NO_TAGS("image", "id") ENTREPOT_PASS_INACTIVE ENTREPOT_DIGEST_ORDER}},
    {{ENTREPOT_STATUS_PAIR ENTREPOT_WITH_TAGS("image_id") ENTREPOT_IN_RANGE " AND i.status = $6" ENTREPOT_PAIR_ORDER},
     {ENTREPOT_STATUS_PAIR ENTREPOT_ONLY_TAGS("image_id") ENTREPOT_IN_RANGE " AND i.status = $6" ENTREPOT_PAIR_ORDER},
     {ENTREPOT_NO_TAGS("image_storage", "image_id") " AND i.status = $6" ENTREPOT_DIGEST_ORDER}}};
#undef ENTREPOT_PAIR
#undef ENTREPOT_STATUS_PAIR
#undef ENTREPOT_IN_RANGE
#undef ENTREPOT_PASS_INACTIVE
#undef ENTREPOT_PAIR_ORDER
#undef ENTREPOT_WITH_TAGS
#undef ENTREPOT_ONLY_TAGS
#undef ENTREPOT_NO_TAGS
#undef ENTREPOT_DIGEST_ORDER

bool has_own_index(const PageFilter& filter) {
  return filter.status && *filter.status != model::ImageStatus::kActive;
}

sql::Statement pick(const sql::Statement (&statements)[3][3], const PageFilter& filter) {
  const std::size_t way = !filter.status ? 0 : has_own_index(filter) ? 2 : 1;
  return statements[way][static_cast<std::size_t>(filter.tags)];
}

void add_status(sql::Params& parameters, const PageFilter& filter) {
  if (has_own_index(filter)) parameters.push_back(sql::to_value(model::to_text(*filter.status)));
}

Result<ImageRow> to_image(const sql::Row& row) {
  ENTREPOT_TRY(Digest digest, Digest::parse(row.text(1)));
  ImageRow image{.key = ImageKey{row.integer(0)},
                 .digest = std::move(digest),
                 .media_type = row.text(2),
                 .artifact_type = row.text(3),
                 .size = static_cast<std::uint64_t>(row.integer(4)),
                 .pushed_at = from_micros(row.integer(5)),
                 .last_pulled_at = std::nullopt,
                 .subject = std::nullopt,
                 .storage = to_storage(row, 8)};
  if (!row.is_null(6)) {
    ENTREPOT_TRY(Digest subject, Digest::parse(row.text(6)));
    image.subject = std::move(subject);
  }
  if (!row.is_null(7)) image.last_pulled_at = from_micros(row.integer(7));
  return image;
}

std::vector<TaggedRow> to_pairs(const sql::Rows& rows) {
  std::vector<TaggedRow> pairs;
  pairs.reserve(rows.size());
  for (const sql::Row& row : rows) pairs.push_back({.digest = row.text(0), .tag = row.maybe_text(1)});
  return pairs;
}

}  // namespace

async::Task<std::optional<std::string>> end_of_window(sql::Transaction& tx, RepositoryKey repository,
                                                      const PageFilter& filter, const std::string& after,
                                                      std::size_t images) {
  sql::Params parameters = sql::params(repository, after, images - 1);
  add_status(parameters, filter);
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(has_own_index(filter) ? kEndOfStatusWindow : kEndOfWindow, std::move(parameters)));
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
                                               const PageFilter& filter, std::size_t limit) {
  sql::Params parameters = sql::params(repository, range.after, range.until, limit);
  add_status(parameters, filter);
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(pick(kImages, filter), std::move(parameters)));
  std::vector<ImageRow> page;
  page.reserve(rows.size());
  for (const sql::Row& row : rows) {
    ENTREPOT_CO_TRY(ImageRow image, to_image(row));
    page.push_back(std::move(image));
  }
  co_return page;
}

async::Task<std::vector<TaggedRow>> tags_of_page(sql::Transaction& tx, RepositoryKey repository,
                                                 const std::string& first, const std::string& last,
                                                 const PageFilter& filter, std::size_t limit) {
  sql::Params parameters = sql::params(repository, first, last, limit);
  add_status(parameters, filter);
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(has_own_index(filter) ? kTagsOfStatusPage : kTagsOfPage, std::move(parameters)));
  co_return to_pairs(rows);
}

async::Task<std::vector<TaggedRow>> list_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                const DigestRange& range, const std::string& after_tag,
                                                const PageFilter& filter, std::size_t limit) {
  sql::Params parameters = sql::params(repository, range.after, range.until, after_tag, limit);
  add_status(parameters, filter);
  ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(pick(kPairs, filter), std::move(parameters)));
  co_return to_pairs(rows);
}

}  // namespace entrepot::meta
