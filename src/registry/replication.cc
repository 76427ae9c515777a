#include "registry/replication.h"

#include <algorithm>

#include "meta/documents.h"
#include "registry/configuration_text.h"
#include "registry/core_impl.h"
#include "registry/document_kinds.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

async::Task<model::Replication> read_configuration(sql::Transaction& tx, const Scope& scope) {
  ENTREPOT_CO_TRY(const auto document, co_await meta::find_document(tx, scope.registry, kReplication));
  if (!document) co_return model::Replication();
  co_return replication_from(document->text);
}

}  // namespace

async::Task<model::Replication> Replication::get(Scope scope) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return read_configuration(tx, scope); });
}

async::Task<void> Replication::put(Scope scope, model::Replication configuration) {
  Core::Impl& core = core_.impl();
  const Config& limits = core.config;
  if (configuration.rules.size() > limits.max_replication_rules) {
    co_return fail(messages::too_many_replication_rules(limits.max_replication_rules));
  }
  const auto destinations = model::destinations_of(configuration);
  if (destinations.size() > limits.max_replication_destinations) {
    co_return fail(messages::too_many_destinations(limits.max_replication_destinations));
  }
  if (std::ranges::find(destinations, scope.registry) != destinations.end()) {
    co_return fail(messages::replication_to_itself());
  }
  const std::string text = to_text(configuration);
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, scope.registry, kReplication, text, now); });
}

}  // namespace entrepot::registry
