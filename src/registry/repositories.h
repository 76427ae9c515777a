#pragma once
// Repositories: create, find, list, change, tag, delete.

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

  /// Holds for every push that begins after the answer; one that is under way sees the old rule or the new one.
  async::Task<Repository> set_mutability(Scope scope, std::string name, model::TagMutability mutability,
                                         std::vector<std::string> exclusion_filters);
  async::Task<Repository> set_scan_on_push(Scope scope, std::string name, bool scan_on_push);

  /// Adds tags; a key that is there gets the new value. kTooManyTags, and no change, if there would be too many.
  async::Task<void> tag(Scope scope, std::string name, std::vector<model::ResourceTag> tags);
  /// Keys that are not there are no error.
  async::Task<void> untag(Scope scope, std::string name, std::vector<std::string> keys);
  /// Ordered by key.
  async::Task<std::vector<model::ResourceTag>> tags(Scope scope, std::string name);

  /// Makes what a push names, and is not there, as the creation template for CREATE_ON_PUSH with the longest prefix
  /// says, or the configuration for all; nothing if another push made it meanwhile. kRepositoryNotFound if neither
  /// does: Policies::access_if_pushed() tells beforehand.
  async::Task<void> make_on_push(Scope scope, model::RepositoryName name);

  enum class Contents : std::uint8_t { kMustBeEmpty, kDeleteToo };
  /// kRepositoryNotEmpty "The repository with name 'x' in registry with id 'y' cannot be deleted because it still
  /// contains images".
  async::Task<Repository> remove(Scope scope, std::string name, Contents contents);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
