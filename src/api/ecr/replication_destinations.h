#pragma once
// ReplicationDestination: {"region": .., "registryId": ..}.

#include <optional>

#include "json/reader.h"
#include "model/names.h"

namespace entrepot::api::ecr {

/// Reads the members of one. nullopt, and a refusal at `in`, unless it is a registry.
std::optional<model::RegistryId> read_destination(json::Reader& in);
json::Object to_json(const model::RegistryId& destination);

}  // namespace entrepot::api::ecr
