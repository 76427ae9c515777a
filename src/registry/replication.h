#pragma once
// The registry's replication configuration. What copies is not of this room.

#include <string>
#include <vector>

#include "async/task.h"
#include "model/replication.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

class Replication {
 public:
  explicit Replication(Core& core) : core_(core) {}

  /// Without rules while nobody has set it.
  async::Task<model::Replication> get(Scope scope);
  /// Replaces all rules. kInvalidParameter for more rules or destinations than allowed, and if the registry itself is a
  /// destination.
  async::Task<void> put(Scope scope, model::Replication configuration);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
