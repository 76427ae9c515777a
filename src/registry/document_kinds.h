#pragma once
// The kinds under which settings that are one document each are stored. They stand in data: they never change. Private
// to the room.

#include <string_view>

namespace entrepot::registry {

// Of a registry; its policy is "policy", its account settings are "account-setting:<name>". Those of a repository stand
// in repository_documents.h.
inline constexpr std::string_view kReplication = "replication";
inline constexpr std::string_view kScanning = "scanning";
inline constexpr std::string_view kSigning = "signing";

}  // namespace entrepot::registry
