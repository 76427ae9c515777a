#pragma once
// The registry's signing configuration. What signs is not of this room.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/signing.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

class Signing {
 public:
  explicit Signing(Core& core) : core_(core) {}

  /// nullopt while nobody has set it.
  async::Task<std::optional<model::Signing>> find(Scope scope);
  /// kSigningConfigurationNotFound.
  async::Task<model::Signing> get(Scope scope);
  /// Replaces all rules. kInvalidParameter for more than allowed.
  async::Task<void> put(Scope scope, model::Signing configuration);
  /// What was there. kSigningConfigurationNotFound.
  async::Task<model::Signing> remove(Scope scope);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
