#pragma once
// Policies as texts: of a repository, of a registry, and of a repository's images' lives; and what decides about
// access, compiled. Whether a text is a policy was checked before; what follows from it is decided elsewhere.

#include <optional>
#include <string>
#include <string_view>

#include "async/task.h"
#include "registry/access.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

struct LifecyclePolicy {
  std::string text;
  SysTime last_evaluated_at;  ///< the epoch: never
};

/// A later text replaces the earlier one. Every method that names a repository fails with kRepositoryNotFound.
class Policies {
 public:
  explicit Policies(Core& core) : core_(core) {}

  async::Task<void> set_repository_policy(Scope scope, std::string repository, std::string text);
  /// kRepositoryPolicyNotFound "Repository policy does not exist for the repository with name 'x' in the registry with
  /// id 'y'".
  async::Task<std::string> repository_policy(Scope scope, std::string repository);
  /// What was there; kRepositoryPolicyNotFound.
  async::Task<std::string> remove_repository_policy(Scope scope, std::string repository);

  async::Task<void> put_registry_policy(Scope scope, std::string text);
  /// kRegistryPolicyNotFound "Registry policy does not exist in the registry with id 'y'".
  async::Task<std::string> registry_policy(Scope scope);
  async::Task<std::string> remove_registry_policy(Scope scope);

  async::Task<void> put_lifecycle_policy(Scope scope, std::string repository, std::string text);
  /// kLifecyclePolicyNotFound "Lifecycle policy does not exist for the repository with name 'x' in the registry with id
  /// 'y'".
  async::Task<LifecyclePolicy> lifecycle_policy(Scope scope, std::string repository);
  async::Task<LifecyclePolicy> remove_lifecycle_policy(Scope scope, std::string repository);

  /// What decides about a repository, or, with an empty name, about its registry; from memory. nullopt: read it.
  std::optional<AccessFacts> known_access(const model::RegistryId& registry, std::string_view repository) const;
  /// Never fails for a name that no repository has. A change takes effect before it is acknowledged, on other nodes of
  /// the same database within a second.
  async::Task<AccessFacts> read_access(model::RegistryId registry, std::string repository);
  /// What would decide about a repository that a push would make; nullopt if none would be made.
  async::Task<std::optional<RepositoryAccess>> access_if_pushed(Scope scope, std::string repository);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
