#include "registry/signing.h"

#include "meta/documents.h"
#include "registry/configuration_text.h"
#include "registry/core_impl.h"
#include "registry/document_kinds.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

async::Task<std::optional<model::Signing>> read_configuration(sql::Transaction& tx, const Scope& scope) {
  ENTREPOT_CO_TRY(const auto document, co_await meta::find_document(tx, scope.registry, kSigning));
  if (!document) co_return std::optional<model::Signing>();
  ENTREPOT_CO_TRY(model::Signing found, signing_from(document->text));
  co_return std::optional(std::move(found));
}

async::Task<model::Signing> erase(sql::Transaction& tx, const Scope& scope) {
  ENTREPOT_CO_TRY(const auto document, co_await meta::delete_document(tx, scope.registry, kSigning));
  if (!document) co_return fail(messages::signing_not_found(scope));
  co_return signing_from(document->text);
}

}  // namespace

async::Task<std::optional<model::Signing>> Signing::find(Scope scope) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return read_configuration(tx, scope); });
}

async::Task<model::Signing> Signing::get(Scope scope) {
  ENTREPOT_CO_TRY(auto found, co_await find(scope));
  if (!found) co_return fail(messages::signing_not_found(scope));
  co_return *std::move(found);
}

async::Task<void> Signing::put(Scope scope, model::Signing configuration) {
  Core::Impl& core = core_.impl();
  const std::size_t limit = core.config.max_signing_rules;
  if (configuration.rules.size() > limit) co_return fail(messages::too_many_signing_rules(limit));
  const std::string text = to_text(configuration);
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, scope.registry, kSigning, text, now); });
}

async::Task<model::Signing> Signing::remove(Scope scope) {
  co_return co_await core_.impl().database.write([&](sql::Transaction& tx) { return erase(tx, scope); });
}

}  // namespace entrepot::registry
