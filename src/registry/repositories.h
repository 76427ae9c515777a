#pragma once
// Repositories: create, find, list, delete.

#include <string>
#include <vector>

#include "async/task.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

class Repositories {
 public:
  explicit Repositories(Core& core) : core_(core) {}

  /// kRepositoryExists "The repository with name 'x' already exists in the registry with id '...'".
  async::Task<Repository> create(Scope scope, model::RepositoryName name, model::RepositorySettings settings);
  /// kRepositoryNotFound "The repository with name 'x' does not exist in the registry with id '...'", for any of them.
  async::Task<std::vector<Repository>> find(Scope scope, std::vector<std::string> names);
  /// Ordered by name.
  async::Task<Page<Repository>> list(Scope scope, PageRequest page);

  enum class Contents : std::uint8_t { kMustBeEmpty, kDeleteToo };
  /// kRepositoryNotEmpty "The repository with name 'x' in registry with id 'y' cannot be deleted because it still
  /// contains images".
  async::Task<Repository> remove(Scope scope, std::string name, Contents contents);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
