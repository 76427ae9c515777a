// Making a repository.

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/make_repository.h"
#include "registry/messages.h"
#include "registry/repositories.h"

namespace entrepot::registry {
namespace {

async::Task<void> insert(sql::Transaction& tx, const Core::Impl& core, const Scope& scope, const std::string& name,
                         const model::RepositorySettings& settings, SysTime now) {
  ENTREPOT_CO_TRY(const auto made, co_await insert_repository(tx, core, scope, name, settings, now));
  if (!made) co_return fail(messages::repository_exists(scope, name));
  co_return Result<void>{};
}

}  // namespace

async::Task<std::optional<meta::RepositoryKey>> insert_repository(sql::Transaction& tx, const Core::Impl& core,
                                                                  const Scope& scope, const std::string& name,
                                                                  const model::RepositorySettings& settings,
                                                                  SysTime now) {
  ENTREPOT_CO_TRY(const auto made, co_await meta::insert_repository(tx, scope.registry, name, settings, now));
  if (!made) co_return made;
  // Counted last, so that a taken name is told first. Two nodes may pass the limit by one each.
  const std::size_t limit = core.config.max_repositories;
  ENTREPOT_CO_TRY(const std::size_t count, co_await meta::count_repositories(tx, scope.registry, limit + 1));
  if (count > limit) co_return fail(messages::too_many_repositories(scope, limit));
  co_return made;
}

async::Task<Repository> Repositories::create(Scope scope, model::RepositoryName name,
                                             model::RepositorySettings settings) {
  Core::Impl& core = core_.impl();
  const std::size_t most_tags = core.config.max_resource_tags;
  if (settings.tags.size() > most_tags) co_return fail(messages::too_many_resource_tags(most_tags));
  const SysTime now = core.clock.now();
  const auto done = co_await core.database.write(
      [&](sql::Transaction& tx) { return insert(tx, core, scope, name.text(), settings, now); });
  core.access.forget(scope.registry, name.text());  // also after a failure: it may have been committed
  ENTREPOT_CO_CHECK_OK(done);
  co_return Repository{scope.registry, name.text(), now, std::move(settings)};
}

}  // namespace entrepot::registry
