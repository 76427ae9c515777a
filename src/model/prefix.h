#pragma once
// Prefixes of repository names, by which rules and templates are found: "team" stands for "team/", "ROOT" for every
// name.

#include <string>
#include <string_view>
#include <vector>

namespace entrepot::model {

inline constexpr std::string_view kRootPrefix = "ROOT";
/// Without the slash at its end, which is always meant.
std::string_view without_slash(std::string_view prefix);

/// Every prefix that a repository of this name has, the longest first and ROOT last: "a/b", "a", "ROOT" for "a/b/c".
std::vector<std::string> prefixes_of(std::string_view repository);

}  // namespace entrepot::model
