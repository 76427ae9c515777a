// What is known of images: by id, and all of a repository page by page.

#include <algorithm>
#include <limits>

#include "meta/image_pages.h"
#include "meta/images.h"
#include "meta/repositories.h"
#include "meta/tags.h"
#include "registry/core_impl.h"
#include "registry/image_ids.h"
#include "registry/image_pages.h"
#include "registry/images.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

/// Tags in one page: an image may have a thousand, and a page a thousand images.
constexpr std::size_t kMostTags = 20'000;

ImageDetail to_detail(meta::ImageRow row) {
  return {.digest = std::move(row.digest),
          .media_type = std::move(row.media_type),
          .artifact_type = std::move(row.artifact_type),
          .tags = {},
          .size_bytes = row.size,
          .pushed_at = row.pushed_at,
          .last_pulled_at = row.last_pulled_at,
          .subject = std::move(row.subject),
          .status = row.storage.status,
          .last_archived_at = row.storage.archived_at,
          .last_activated_at = row.storage.activated_at};
}

/// nullopt: there is no such image, or its tag is another's.
async::Task<std::optional<ImageDetail>> find_one(sql::Transaction& tx, meta::RepositoryKey repository,
                                                 const ImageRef& ref) {
  std::optional<Digest> digest = ref.digest;
  if (ref.tag) {
    ENTREPOT_CO_TRY(const auto tagged, co_await meta::find_tagged(tx, repository, ref.tag->text()));
    if (!tagged || (digest && *digest != tagged->digest)) co_return std::optional<ImageDetail>();
    digest = tagged->digest;
  }
  ENTREPOT_CO_TRY(auto row, co_await meta::find_image_row(tx, repository, *digest));
  if (!row) co_return std::optional<ImageDetail>();
  const meta::ImageKey key = row->key;
  ImageDetail detail = to_detail(std::move(*row));
  ENTREPOT_CO_TRY(detail.tags, co_await meta::tags_of(tx, key));
  co_return std::optional(std::move(detail));
}

async::Task<std::vector<ImageDetail>> find_all(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                               const std::vector<ImageId>& ids) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  std::vector<ImageDetail> details;
  for (const ImageId& id : ids) {
    const auto ref = parse_image_id(id);
    if (!ref && ref.error().code == "MissingDigestAndTag") {
      co_return fail(ErrorKind::kInvalidParameter, ref.error().reason);
    }
    std::optional<ImageDetail> found;
    if (ref) {
      ENTREPOT_CO_TRY(found, co_await find_one(tx, repository.key, *ref));
    }
    if (!found) co_return fail(messages::image_not_found(scope, name, id));
    details.push_back(std::move(*found));
  }
  co_return details;
}

/// The tags of the page's images, up to kMostTags: then the page ends before the image that would pass it. The first
/// image is there with all of its tags in any case.
async::Task<std::vector<meta::TaggedRow>> read_tags(sql::Transaction& tx, meta::RepositoryKey repository,
                                                    const meta::PageFilter& filter, Page<ImageDetail>& page) {
  const std::string first = page.items.front().digest.text();
  const std::string last = page.items.back().digest.text();
  ENTREPOT_CO_TRY(auto rows, co_await meta::tags_of_page(tx, repository, first, last, filter, kMostTags + 1));
  if (rows.size() <= kMostTags) co_return rows;
  const std::string& cut = rows.back().digest;
  const auto whole = [&](const ImageDetail& image) { return image.digest.text() < cut; };
  const auto end = std::ranges::find_if_not(page.items, whole);
  const std::size_t kept = std::max<std::ptrdiff_t>(end - page.items.begin(), 1);
  if (end == page.items.begin()) {
    constexpr std::size_t kAll = std::numeric_limits<std::int64_t>::max();
    ENTREPOT_CO_TRY(rows, co_await meta::tags_of_page(tx, repository, first, first, filter, kAll));
  }
  if (kept < page.items.size()) {
    page.items.erase(page.items.begin() + static_cast<std::ptrdiff_t>(kept), page.items.end());
    page.next = page.items.back().digest.text();
  }
  co_return rows;
}

async::Task<void> add_tags(sql::Transaction& tx, meta::RepositoryKey repository, const meta::PageFilter& filter,
                           Page<ImageDetail>& page) {
  if (page.items.empty()) co_return Result<void>{};
  ENTREPOT_CO_TRY(auto rows, co_await read_tags(tx, repository, filter, page));
  // Both are ordered by digest: one walk. A filter may have left images out between.
  auto at = page.items.begin();
  for (auto& row : rows) {
    while (at != page.items.end() && at->digest.text() < row.digest) ++at;
    if (at == page.items.end()) break;
    if (at->digest.text() == row.digest) at->tags.push_back(std::move(*row.tag));
  }
  co_return Result<void>{};
}

async::Task<Page<ImageDetail>> read_page(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                         ImageFilter wanted, const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  ENTREPOT_CO_TRY(const meta::PageFilter filter, co_await page_filter(tx, repository.key, wanted));
  ENTREPOT_CO_TRY(const meta::DigestRange range, co_await page_range(tx, repository.key, filter, page.after));
  ENTREPOT_CO_TRY(auto rows, co_await meta::list_images(tx, repository.key, range, filter, page.limit + 1));
  Page<ImageDetail> out;
  if (rows.size() > page.limit) {
    rows.pop_back();
    out.next = rows.empty() ? std::string() : rows.back().digest.text();
  } else if (range.until != meta::DigestRange::kLast) {
    out.next = range.until;
  }
  out.items.reserve(rows.size());
  for (auto& row : rows) out.items.push_back(to_detail(std::move(row)));
  if (wanted.tags != TagStatus::kUntagged) ENTREPOT_CO_CHECK_OK(co_await add_tags(tx, repository.key, filter, out));
  co_return out;
}

}  // namespace

async::Task<std::vector<ImageDetail>> Images::describe(Scope scope, std::string repository, std::vector<ImageId> ids) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return find_all(tx, scope, repository, ids); });
}

async::Task<Page<ImageDetail>> Images::describe_all(Scope scope, std::string repository, ImageFilter filter,
                                                    PageRequest page) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_page(tx, scope, repository, filter, page); });
}

}  // namespace entrepot::registry
