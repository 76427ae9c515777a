#pragma once
// ECR's account settings, which are each registry's own.

#include <string>

#include "async/task.h"
#include "model/account_settings.h"
#include "registry/types.h"

namespace entrepot::sql {
class Transaction;
}

namespace entrepot::registry {

class Core;

class AccountSettings {
 public:
  explicit AccountSettings(Core& core) : core_(core) {}

  /// Its default while nobody has set it.
  async::Task<std::string> get(Scope scope, model::AccountSetting setting);
  /// kInvalidParameter for a value that the setting does not have. Takes effect at once; on other nodes of the same
  /// database within seconds.
  async::Task<void> put(Scope scope, model::AccountSetting setting, std::string value);

 private:
  Core& core_;
};

/// For other services of the room.
async::Task<std::string> read_account_setting(sql::Transaction& tx, const model::RegistryId& registry,
                                              model::AccountSetting setting);

}  // namespace entrepot::registry
