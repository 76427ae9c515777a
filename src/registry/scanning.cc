#include "registry/scanning.h"

#include "meta/documents.h"
#include "registry/configuration_text.h"
#include "registry/core_impl.h"
#include "registry/document_kinds.h"

namespace entrepot::registry {
namespace {

async::Task<model::RegistryScanning> read_configuration(sql::Transaction& tx, const Scope& scope) {
  ENTREPOT_CO_TRY(const auto document, co_await meta::find_document(tx, scope.registry, kScanning));
  if (!document) co_return model::RegistryScanning();
  co_return scanning_from(document->text);
}

async::Task<std::vector<Scanning::OfRepository>> read_all(sql::Transaction& tx, const Scope& scope,
                                                          const std::vector<std::string>& names) {
  ENTREPOT_CO_TRY(const model::RegistryScanning configuration, co_await read_configuration(tx, scope));
  std::vector<Scanning::OfRepository> out;
  for (const std::string& name : names) {
    ENTREPOT_CO_TRY(const auto repository, co_await meta::find_repository(tx, scope.registry, name));
    auto& next = out.emplace_back(Scanning::OfRepository{.name = name, .scanning = {}});
    if (repository) next.scanning = scanning_of(configuration, name, repository->settings.scan_on_push);
  }
  co_return out;
}

}  // namespace

async::Task<model::RegistryScanning> Scanning::get(Scope scope) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return read_configuration(tx, scope); });
}

async::Task<void> Scanning::put(Scope scope, model::RegistryScanning configuration) {
  Core::Impl& core = core_.impl();
  const std::string text = to_text(configuration);
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, scope.registry, kScanning, text, now); });
}

async::Task<std::vector<Scanning::OfRepository>> Scanning::of_repositories(Scope scope,
                                                                           std::vector<std::string> names) {
  co_return co_await core_.impl().database.read([&](sql::Transaction& tx) { return read_all(tx, scope, names); });
}

}  // namespace entrepot::registry
