// Lists of a repository: (digest, tag) pairs, and tag names.

#include "meta/image_pages.h"
#include "meta/repositories.h"
#include "meta/tags.h"
#include "registry/core_impl.h"
#include "registry/image_pages.h"
#include "registry/images.h"

namespace entrepot::registry {
namespace {

/// A page's key is "<digest> <tag>"; the tag is empty after an untagged image, and kAllTags after all of an image's.
constexpr std::string_view kAllTags = "~";

struct Position {
  std::string digest;
  std::string tag;
};

Position to_position(const std::string& key) {
  const std::size_t space = key.find(' ');
  if (space == std::string::npos) return {key, std::string()};
  return {key.substr(0, space), key.substr(space + 1)};
}

async::Task<Page<ImageId>> read_page(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                     ImageFilter wanted, const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  const Position after = to_position(page.after);
  ENTREPOT_CO_TRY(const meta::PageFilter filter, co_await page_filter(tx, repository.key, wanted));
  ENTREPOT_CO_TRY(const meta::DigestRange range, co_await page_range(tx, repository.key, filter, after.digest));
  ENTREPOT_CO_TRY(auto rows, co_await meta::list_tagged(tx, repository.key, range, after.tag, filter, page.limit + 1));
  Page<ImageId> out;
  if (rows.size() > page.limit) {
    rows.pop_back();
    if (!rows.empty()) out.next = rows.back().digest + " " + rows.back().tag.value_or("");
  } else if (range.until != meta::DigestRange::kLast) {
    out.next = range.until + " " + std::string(kAllTags);
  }
  out.items.reserve(rows.size());
  for (auto& row : rows) out.items.push_back({.digest = std::move(row.digest), .tag = std::move(row.tag)});
  co_return out;
}

async::Task<Page<std::string>> read_tags(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                         const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  Page<std::string> out;
  ENTREPOT_CO_TRY(const bool has_inactive, co_await meta::has_inactive(tx, repository.key));
  const auto shown = has_inactive ? meta::TagsOf::kActiveImages : meta::TagsOf::kAllImages;
  ENTREPOT_CO_TRY(out.items, co_await meta::list_tags(tx, repository.key, shown, page.after, page.limit + 1));
  if (out.items.size() > page.limit) {
    out.items.pop_back();
    if (!out.items.empty()) out.next = out.items.back();
  }
  co_return out;
}

}  // namespace

async::Task<Page<ImageId>> Images::list(Scope scope, std::string repository, ImageFilter filter, PageRequest page) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_page(tx, scope, repository, filter, page); });
}

async::Task<Page<std::string>> Images::tags(Scope scope, std::string repository, PageRequest page) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_tags(tx, scope, repository, page); });
}

}  // namespace entrepot::registry
