#pragma once
// Prefixes of repository names in requests.

#include <string>
#include <string_view>

#include "json/reader.h"

namespace entrepot::api::ecr {

/// Refuses `text` at `in` unless it has the form of a prefix: that of a repository name, with or without a slash at its
/// end, or "ROOT".
void check_prefix(json::Reader& in, std::string_view member, std::string_view text);

}  // namespace entrepot::api::ecr
