#include "registry/pull_time_exclusions.h"

#include "meta/pull_time_exclusions.h"
#include "registry/core_impl.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

async::Task<void> insert(sql::Transaction& tx, const Scope& scope, const std::string& principal, SysTime now,
                         std::size_t limit) {
  ENTREPOT_CO_TRY(const bool made, co_await meta::insert_pull_time_exclusion(tx, scope.registry, principal, now));
  if (!made) co_return fail(messages::exclusion_exists(scope, principal));
  // Counted after the insert, which is rolled back if there was no room. Two nodes may pass the limit by one each.
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_pull_time_exclusions(tx, scope.registry, "", limit + 1));
  if (all.size() > limit) co_return fail(messages::too_many_exclusions(scope, limit));
  co_return Result<void>{};
}

async::Task<void> erase(sql::Transaction& tx, const Scope& scope, const std::string& principal) {
  ENTREPOT_CO_TRY(const bool was_there, co_await meta::delete_pull_time_exclusion(tx, scope.registry, principal));
  if (!was_there) co_return fail(messages::exclusion_not_found(scope, principal));
  co_return Result<void>{};
}

}  // namespace

async::Task<SysTime> PullTimeExclusions::add(Scope scope, std::string principal_arn) {
  Core::Impl& core = core_.impl();
  const SysTime now = core.clock.now();
  const std::size_t limit = core.config.max_pull_time_exclusions;
  const auto done =
      co_await core.database.write([&](sql::Transaction& tx) { return insert(tx, scope, principal_arn, now, limit); });
  core.facts.forget(scope.registry);  // also after a failure: it may have been committed
  if (!done) co_return fail(done.error());
  co_return now;
}

async::Task<void> PullTimeExclusions::remove(Scope scope, std::string principal_arn) {
  Core::Impl& core = core_.impl();
  const auto done = co_await core.database.write([&](sql::Transaction& tx) { return erase(tx, scope, principal_arn); });
  core.facts.forget(scope.registry);
  co_return done;
}

async::Task<Page<std::string>> PullTimeExclusions::list(Scope scope, PageRequest page) {
  ENTREPOT_CO_TRY(std::vector<std::string> principals, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::list_pull_time_exclusions(tx, scope.registry, page.after, page.limit + 1);
  }));
  Page<std::string> out{.items = std::move(principals), .next = {}};
  if (out.items.size() > page.limit) {
    out.items.resize(page.limit);
    out.next = out.items.back();
  }
  co_return out;
}

async::Task<bool> PullTimeExclusions::covers(Scope scope, std::string principal_arn) {
  ENTREPOT_CO_TRY(const auto facts, co_await registry_facts(core_.impl(), scope.registry));
  co_return facts->leaves_no_pull_time(principal_arn);
}

}  // namespace entrepot::registry
