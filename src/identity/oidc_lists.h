#pragma once
// The lists of an identity provider as they are stored: JSON.

#include <string>
#include <string_view>
#include <vector>

namespace entrepot::identity {

std::string list_text(const std::vector<std::string>& items);
/// Empty for a text that is no list of texts.
std::vector<std::string> parse_list(std::string_view text);

}  // namespace entrepot::identity
