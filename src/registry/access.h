#pragma once
// What decides about a repository besides its callers' own policies: the repository's policy, the registry's, and the
// repository's tags. Compiled, and in memory, since every request of whoever is not root asks for it.

#include <memory>
#include <vector>

#include "model/repository_settings.h"

namespace entrepot::iam {
class Policy;
}

namespace entrepot::registry {

struct RepositoryAccess {
  bool exists = false;
  std::shared_ptr<const iam::Policy> policy;  ///< null: it has none
  std::vector<model::ResourceTag> tags;
};

struct RegistryAccess {
  std::shared_ptr<const iam::Policy> policy;  ///< null: it has none
  /// Account setting REGISTRY_POLICY_SCOPE V2; false (V1): only for ecr:ReplicateImage, ecr:BatchImportUpstreamImage
  /// and ecr:CreateRepository.
  bool covers_every_action = true;
};

struct AccessFacts {
  std::shared_ptr<const RegistryAccess> registry;      ///< never null
  std::shared_ptr<const RepositoryAccess> repository;  ///< null: no repository was named
};

}  // namespace entrepot::registry
