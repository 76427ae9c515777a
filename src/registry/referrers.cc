// Images that name another one as their subject.

#include <boost/json.hpp>
#include <charconv>

#include "base/bytes.h"
#include "meta/image_pages.h"
#include "meta/repositories.h"
#include "registry/core_impl.h"
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

async::Task<Page<Referrer>> read_page(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                      const Digest& subject, const std::optional<std::string>& artifact_type,
                                      const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
  ENTREPOT_CO_TRY(auto found,
                  co_await meta::list_referrers(tx, repository.key, subject, artifact_type, to_key(page.after),
                                                {.rows = page.limit, .bytes = kPageBytes}));
  Page<Referrer> out;
  if (found.has_more && !found.rows.empty()) {
    out.next = std::to_string(static_cast<std::int64_t>(found.rows.back().key));
  }
  for (auto& row : found.rows) {
    out.items.push_back({.digest = std::move(row.digest),
                         .media_type = std::move(row.media_type),
                         .artifact_type = std::move(row.artifact_type),
                         .size = row.manifest_size,
                         .annotations = parse_annotations(row.annotations)});
  }
  co_return out;
}

}  // namespace

async::Task<Page<Referrer>> Images::referrers(Scope scope, std::string repository, Digest subject,
                                              std::optional<std::string> artifact_type, PageRequest page) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_page(tx, scope, repository, subject, artifact_type, page); });
}

}  // namespace entrepot::registry
