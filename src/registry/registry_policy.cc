// The policy of a registry.

#include "meta/documents.h"
#include "registry/core_impl.h"
#include "registry/messages.h"
#include "registry/policies.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {
async::Task<void> Policies::put_registry_policy(Scope scope, std::string text) {
  Core::Impl& core = core_.impl();
  const SysTime now = core.clock.now();
  const auto done = co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, scope.registry, kRegistryPolicyDocument, text, now); });
  core.facts.forget(scope.registry);  // also after a failure: it may have been committed
  co_return done;
}

async::Task<std::string> Policies::registry_policy(Scope scope) {
  ENTREPOT_CO_TRY(auto document, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::find_document(tx, scope.registry, kRegistryPolicyDocument);
  }));
  if (!document) co_return fail(messages::registry_policy_not_found(scope));
  co_return std::move(document->text);
}

async::Task<std::string> Policies::remove_registry_policy(Scope scope) {
  Core::Impl& core = core_.impl();
  auto document = co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::delete_document(tx, scope.registry, kRegistryPolicyDocument); });
  core.facts.forget(scope.registry);
  if (!document) co_return fail(std::move(document).error());
  if (!*document) co_return fail(messages::registry_policy_not_found(scope));
  co_return std::move((*document)->text);
}

}  // namespace entrepot::registry
