// The policy of a registry.

#include "meta/documents.h"
#include "registry/core_impl.h"
#include "registry/messages.h"
#include "registry/policies.h"

namespace entrepot::registry {
namespace {

constexpr std::string_view kKind = "policy";

}  // namespace

async::Task<void> Policies::put_registry_policy(Scope scope, std::string text) {
  Core::Impl& core = core_.impl();
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, scope.registry, kKind, text, now); });
}

async::Task<std::string> Policies::registry_policy(Scope scope) {
  ENTREPOT_CO_TRY(auto document, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::find_document(tx, scope.registry, kKind);
  }));
  if (!document) co_return fail(messages::registry_policy_not_found(scope));
  co_return std::move(document->text);
}

async::Task<std::string> Policies::remove_registry_policy(Scope scope) {
  ENTREPOT_CO_TRY(auto document, co_await core_.impl().database.write([&](sql::Transaction& tx) {
    return meta::delete_document(tx, scope.registry, kKind);
  }));
  if (!document) co_return fail(messages::registry_policy_not_found(scope));
  co_return std::move(document->text);
}

}  // namespace entrepot::registry
