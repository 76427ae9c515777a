#pragma once
// One document of a kind of a repository, found by the repository's name. Private to the room.

#include <optional>
#include <string>
#include <string_view>

#include "meta/documents.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

/// Kinds, as they are stored (docs/format/schema.md).
inline constexpr std::string_view kPolicyDocument = "policy";
inline constexpr std::string_view kLifecycleDocument = "lifecycle";
/// Of a registry's documents.
inline constexpr std::string_view kRegistryPolicyDocument = "policy";

/// Each is one transaction; kRepositoryNotFound.
async::Task<void> put_document(Core::Impl& core, Scope scope, std::string repository, std::string_view kind,
                               std::string text);
async::Task<std::optional<meta::Document>> find_document(Core::Impl& core, Scope scope, std::string repository,
                                                         std::string_view kind);
/// What was there.
async::Task<std::optional<meta::Document>> remove_document(Core::Impl& core, Scope scope, std::string repository,
                                                           std::string_view kind);

}  // namespace entrepot::registry
