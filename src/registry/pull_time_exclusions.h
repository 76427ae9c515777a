#pragma once
// Roles and users whose pulls leave the time of an image's last pull as it is.

#include <string>

#include "async/task.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

class PullTimeExclusions {
 public:
  explicit PullTimeExclusions(Core& core) : core_(core) {}

  /// Takes effect at once; on other nodes of the same database within seconds. Returns when it was made.
  /// kExclusionExists; kLimitExceeded.
  async::Task<SysTime> add(Scope scope, std::string principal_arn);
  /// kExclusionNotFound.
  async::Task<void> remove(Scope scope, std::string principal_arn);
  /// In byte order.
  async::Task<Page<std::string>> list(Scope scope, PageRequest page);

  /// Whether a pull by this principal leaves no time. From memory.
  async::Task<bool> covers(Scope scope, std::string principal_arn);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
