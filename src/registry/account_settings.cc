#include "registry/account_settings.h"

#include <algorithm>

#include "meta/documents.h"
#include "registry/core_impl.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

std::string kind_of(model::AccountSetting setting) {
  return std::string("account-setting:").append(to_string(setting));
}

async::Task<void> write_setting(sql::Transaction& tx, const Scope& scope, const std::string& kind,
                                const std::string& value, SysTime now) {
  co_return co_await meta::put_document(tx, scope.registry, kind, value, now);
}

}  // namespace

async::Task<std::string> read_account_setting(sql::Transaction& tx, const model::RegistryId& registry,
                                              model::AccountSetting setting) {
  const std::string kind = kind_of(setting);
  ENTREPOT_CO_TRY(const auto document, co_await meta::find_document(tx, registry, kind));
  co_return document ? document->text : std::string(model::values_of(setting).front());
}

async::Task<std::string> AccountSettings::get(Scope scope, model::AccountSetting setting) {
  co_return co_await core_.impl().database.read(
      [&](sql::Transaction& tx) { return read_account_setting(tx, scope.registry, setting); });
}

async::Task<void> AccountSettings::put(Scope scope, model::AccountSetting setting, std::string value) {
  const auto values = model::values_of(setting);
  if (std::ranges::find(values, value) == values.end()) {
    co_return fail(messages::account_setting_value(setting, value));
  }
  Core::Impl& core = core_.impl();
  const std::string kind = kind_of(setting);
  const SysTime now = core.clock.now();
  const auto done =
      co_await core.database.write([&](sql::Transaction& tx) { return write_setting(tx, scope, kind, value, now); });
  core.facts.forget(scope.registry);  // also after a failure: it may have been committed
  co_return done;
}

}  // namespace entrepot::registry
