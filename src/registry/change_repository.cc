// Settings of a repository that may change after it was made.

#include <functional>

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/repositories.h"

namespace entrepot::registry {
namespace {

using Change = std::function<void(model::RepositorySettings&)>;

async::Task<Repository> apply(sql::Transaction& tx, const Scope& scope, const std::string& name, const Change& change) {
  // Exclusive: a push holds the row until it has committed, so it sees one rule for all of its tags.
  ENTREPOT_CO_TRY(auto row, co_await need_repository(tx, scope, name, meta::RowLock::kUpdate));
  change(row.settings);
  ENTREPOT_CO_CHECK_OK(co_await meta::update_settings(tx, row.key, row.settings));
  co_return Repository{scope.registry, std::move(row.name), row.created_at, std::move(row.settings)};
}

}  // namespace

// Nothing in memory holds settings, so there is nothing to forget: each push reads them in its own transaction.
async::Task<Repository> Repositories::set_mutability(Scope scope, std::string name, model::TagMutability mutability,
                                                     std::vector<std::string> exclusion_filters) {
  const Change change = [&](model::RepositorySettings& settings) {
    settings.mutability = mutability;
    settings.exclusion_filters = exclusion_filters;
  };
  co_return co_await core_.impl().database.write([&](sql::Transaction& tx) { return apply(tx, scope, name, change); });
}

async::Task<Repository> Repositories::set_scan_on_push(Scope scope, std::string name, bool scan_on_push) {
  const Change change = [&](model::RepositorySettings& settings) { settings.scan_on_push = scan_on_push; };
  co_return co_await core_.impl().database.write([&](sql::Transaction& tx) { return apply(tx, scope, name, change); });
}

}  // namespace entrepot::registry
