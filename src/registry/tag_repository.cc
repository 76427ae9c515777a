// The tags of a repository as an AWS resource.

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/messages.h"
#include "registry/repositories.h"

namespace entrepot::registry {
namespace {

// Exclusive: of two calls that together pass the limit, the second one counts what the first one added.
async::Task<void> add_tags(sql::Transaction& tx, const Scope& scope, const std::string& name,
                           const std::vector<model::ResourceTag>& tags, std::size_t limit) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, name, meta::RowLock::kUpdate));
  for (const model::ResourceTag& tag : tags) ENTREPOT_CO_CHECK_OK(co_await meta::put_resource_tag(tx, row.key, tag));
  ENTREPOT_CO_TRY(const auto all, co_await meta::load_resource_tags(tx, row.key));
  if (all.size() > limit) co_return fail(messages::too_many_resource_tags(limit));
  co_return Result<void>{};
}

async::Task<void> remove_tags(sql::Transaction& tx, const Scope& scope, const std::string& name,
                              const std::vector<std::string>& keys) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, name, meta::RowLock::kUpdate));
  for (const std::string& key : keys) ENTREPOT_CO_CHECK_OK(co_await meta::delete_resource_tag(tx, row.key, key));
  co_return Result<void>{};
}

async::Task<std::vector<model::ResourceTag>> load_tags(sql::Transaction& tx, const Scope& scope,
                                                       const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, name));
  co_return co_await meta::load_resource_tags(tx, row.key);
}

}  // namespace

async::Task<void> Repositories::tag(Scope scope, std::string name, std::vector<model::ResourceTag> tags) {
  Core::Impl& core = core_.impl();
  const std::size_t limit = core.config.max_resource_tags;
  if (tags.size() > limit) co_return fail(messages::too_many_resource_tags(limit));
  const auto done =
      co_await core.database.write([&](sql::Transaction& tx) { return add_tags(tx, scope, name, tags, limit); });
  core.access.forget(scope.registry, name);  // also after a failure: it may have been committed
  co_return done;
}

async::Task<void> Repositories::untag(Scope scope, std::string name, std::vector<std::string> keys) {
  Core::Impl& core = core_.impl();
  const std::size_t limit = core.config.max_resource_tags;
  if (keys.size() > limit) co_return fail(messages::too_many_resource_tags(limit));
  const auto done =
      co_await core.database.write([&](sql::Transaction& tx) { return remove_tags(tx, scope, name, keys); });
  core.access.forget(scope.registry, name);
  co_return done;
}

async::Task<std::vector<model::ResourceTag>> Repositories::tags(Scope scope, std::string name) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return load_tags(tx, scope, name); });
}

}  // namespace entrepot::registry
