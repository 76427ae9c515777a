#pragma once
// Where a registry's images are copied to: ECR's replication configuration.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.h"

namespace entrepot::model {

struct ReplicationRule {
  std::vector<RegistryId> destinations;
  std::vector<std::string> prefixes;       ///< of repository names; none: every repository
  std::optional<bool> replicates_deletes;  ///< whether deletes are copied, too; nullopt: nothing was said
  bool operator==(const ReplicationRule&) const = default;
};

struct Replication {
  std::vector<ReplicationRule> rules;
  bool operator==(const Replication&) const = default;
};

/// Each destination once, in the order of the rules.
std::vector<RegistryId> destinations_of(const Replication& replication);
/// Those of the rules that match the repository.
std::vector<RegistryId> destinations_of(const Replication& replication, std::string_view repository);

}  // namespace entrepot::model
