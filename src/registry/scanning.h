#pragma once
// The registry's scanning configuration, and what it says about repositories. What scans is not of this room.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/registry_scanning.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

class Scanning {
 public:
  explicit Scanning(Core& core) : core_(core) {}

  /// Basic without rules while nobody has set it.
  async::Task<model::RegistryScanning> get(Scope scope);
  async::Task<void> put(Scope scope, model::RegistryScanning configuration);

  struct OfRepository {
    std::string name;
    std::optional<model::RepositoryScanning> scanning;  ///< nullopt: there is no such repository
  };
  /// In the order of `names`.
  async::Task<std::vector<OfRepository>> of_repositories(Scope scope, std::vector<std::string> names);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
