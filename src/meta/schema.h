#pragma once
// The one relational schema, as versions. docs/format/schema.md explains it.

#include <span>
#include <string>
#include <vector>

namespace entrepot::meta {

/// For sql::Database::migrate(). A version that was released is never edited: a change is a new version.
std::span<const std::vector<std::string>> schema_versions();

}  // namespace entrepot::meta
