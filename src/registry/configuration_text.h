#pragma once
// A registry's configurations as they are stored: JSON. Private to the room.

#include <string>

#include "base/result.h"
#include "model/registry_scanning.h"
#include "model/replication.h"
#include "model/signing.h"

namespace entrepot::registry {

std::string to_text(const model::RegistryScanning& scanning);
std::string to_text(const model::Replication& replication);
std::string to_text(const model::Signing& signing);

/// kCorrupt for a text that to_text() cannot have written.
Result<model::RegistryScanning> scanning_from(const std::string& text);
Result<model::Replication> replication_from(const std::string& text);
Result<model::Signing> signing_from(const std::string& text);

}  // namespace entrepot::registry
