// Finding and listing repositories.

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/repositories.h"

namespace entrepot::registry {
namespace {

Repository to_repository(const Scope& scope, meta::RepositoryRow row) {
  return {scope.registry, std::move(row.name), row.created_at, std::move(row.settings)};
}

async::Task<std::vector<Repository>> find_all(sql::Transaction& tx, const Scope& scope,
                                              const std::vector<std::string>& names) {
  std::vector<Repository> found;
  for (const std::string& name : names) {
    ENTREPOT_CO_TRY(meta::RepositoryRow row, co_await need_repository(tx, scope, name));
    ENTREPOT_CO_TRY(row.settings.tags, co_await meta::load_resource_tags(tx, row.key));
    found.push_back(to_repository(scope, std::move(row)));
  }
  co_return found;
}

async::Task<Page<Repository>> read_page(sql::Transaction& tx, const Scope& scope, const PageRequest& page) {
  // One more than asked tells whether there is a next page.
  ENTREPOT_CO_TRY(auto rows, co_await meta::list_repositories(tx, scope.registry, page.after, page.limit + 1));
  const bool has_more = rows.size() > page.limit;
  if (has_more) rows.pop_back();
  ENTREPOT_CO_CHECK_OK(co_await meta::load_resource_tags(tx, scope.registry, rows));
  Page<Repository> out;
  out.items.reserve(rows.size());
  for (auto& row : rows) out.items.push_back(to_repository(scope, std::move(row)));
  if (has_more && !out.items.empty()) out.next = out.items.back().name;
  co_return out;
}

}  // namespace

async::Task<std::vector<Repository>> Repositories::find(Scope scope, std::vector<std::string> names) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return find_all(tx, scope, names); });
}

async::Task<Page<Repository>> Repositories::list(Scope scope, PageRequest page) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return read_page(tx, scope, page); });
}

}  // namespace entrepot::registry
