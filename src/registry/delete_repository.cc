// Deleting a repository.

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/messages.h"
#include "registry/repositories.h"

namespace entrepot::registry {
namespace {

async::Task<Repository> detach(sql::Transaction& tx, const Scope& scope, const std::string& name,
                               Repositories::Contents contents) {
  // Exclusive: a push holds the row until it has committed, so that none can slip in between the look and the
  // detaching.
  ENTREPOT_CO_TRY(auto row, co_await need_repository(tx, scope, name, meta::RowLock::kUpdate));
  if (contents == Repositories::Contents::kMustBeEmpty) {
    ENTREPOT_CO_TRY(const bool has_images, co_await meta::has_images(tx, row.key));
    if (has_images) co_return fail(messages::repository_not_empty(scope, name));
  }
  ENTREPOT_CO_TRY(row.settings.tags, co_await meta::load_resource_tags(tx, row.key));
  ENTREPOT_CO_CHECK_OK(co_await meta::detach_repository(tx, row.key));
  co_return Repository{scope.registry, std::move(row.name), row.created_at, std::move(row.settings)};
}

}  // namespace

// One small transaction takes the repository out of its registry, whatever its size; nobody finds it or its images from
// then on. The collector removes what was in it, a few rows at a time, and so never holds up a push. A crash on the way
// leaves that work to the next start.
async::Task<Repository> Repositories::remove(Scope scope, std::string name, Contents contents) {
  Core::Impl& core = core_.impl();
  auto removed = co_await core.database.write([&](sql::Transaction& tx) { return detach(tx, scope, name, contents); });
  // Also after a failure: it may be one of which nobody knows whether it was committed.
  core.content.forget_repository(scope.registry, name);
  core.access.forget(scope.registry, name);
  co_return removed;
}

}  // namespace entrepot::registry
