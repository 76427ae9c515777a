// Images that name another one as their subject.

#include "meta/referrers.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/bytes.h"
#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/image_pages.h"
#include "registry/images.h"

namespace entrepot::registry {
namespace {

/// Of the manifests of a page: what is read at once is not more than twice a manifest.
constexpr std::uint64_t kPageBytes = 4_MiB;

std::map<std::string, std::string> parse_annotations(const std::string& text) {
  std::map<std::string, std::string> annotations;
  boost::system::error_code problem;
  const boost::json::value value = text.empty() ? boost::json::value() : boost::json::parse(text, problem);
  const auto* object = value.if_object();
  if (object == nullptr) return annotations;
  for (const auto& [name, item] : *object) {
    if (item.is_string()) annotations.emplace(name, item.get_string());
  }
  return annotations;
}

/// A page's key is the number of its last image. Another text, which no page gave, is the start.
meta::ImageKey to_key(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return meta::ImageKey{number};
}

/// All after `after`, or where the filter may pass many over, the window that begins there.
async::Task<meta::KeyRange> key_range(sql::Transaction& tx, meta::RepositoryKey repository, const Digest& subject,
                                      const meta::ReferrerFilter& filter, meta::ImageKey after) {
  meta::KeyRange range{.after = after};
  if (!filter.status && filter.artifact_types.size() <= 1) co_return range;
  ENTREPOT_CO_TRY(const auto end, co_await meta::end_of_referrers(tx, repository, subject, after, kWindow));
  if (end) range.until = *end;
  co_return range;
}

std::string to_text(meta::ImageKey key) {
  return std::to_string(static_cast<std::int64_t>(key));
}

async::Task<Page<Referrer>> read_page(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                      const Digest& subject, const ReferrerFilter& wanted, const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  meta::ReferrerFilter filter{.artifact_types = wanted.artifact_types, .status = std::nullopt};
  ENTREPOT_CO_TRY(filter.status, co_await needed_status(tx, repository.key, wanted.status));
  ENTREPOT_CO_TRY(const meta::KeyRange range,
                  co_await key_range(tx, repository.key, subject, filter, to_key(page.after)));
  ENTREPOT_CO_TRY(auto found, co_await meta::list_referrers(tx, repository.key, subject, filter, range,
                                                            {.rows = page.limit, .bytes = kPageBytes}));
  Page<Referrer> out;
  if (found.has_more && !found.rows.empty()) {
    out.next = to_text(found.rows.back().key);
  } else if (range.until != meta::KeyRange{}.until) {
    out.next = to_text(range.until);
  }
  for (auto& row : found.rows) {
    out.items.push_back({.digest = std::move(row.digest),
                         .media_type = std::move(row.media_type),
                         .artifact_type = std::move(row.artifact_type),
                         .size = row.manifest_size,
                         .annotations = parse_annotations(row.annotations),
                         .status = row.status});
  }
  co_return out;
}

}  // namespace

async::Task<Page<Referrer>> Images::referrers(Scope scope, std::string repository, Digest subject,
                                              ReferrerFilter filter, PageRequest page) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_page(tx, scope, repository, subject, filter, page); });
}

}  // namespace entrepot::registry
