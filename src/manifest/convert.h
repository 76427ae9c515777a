#pragma once
// Image manifests in the other of the two formats that clients know, Docker's schema 2 and OCI's. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace entrepot::manifest {

/// The format that a manifest of this type can be given in instead; empty if there is none.
std::string_view other_format(std::string_view media_type);

/// The manifest in the other format; always the same bytes for the same text. nullopt if it cannot be said there:
/// indexes, artifacts, what has a subject, and layers of a type that the other format does not have. Annotations have
/// no place in Docker's format and are left out.
std::optional<std::string> convert(std::string_view text, std::string_view media_type);

}  // namespace entrepot::manifest
