#pragma once
// Text from outside into JSON strings of the log.

#include <cstddef>
#include <string>
#include <string_view>

namespace entrepot::audit {

/// Appends `text` as a JSON string, in ASCII: control and other characters as \uXXXX, bytes that are not UTF-8 as
/// \ufffd. Beyond `limit` bytes of `text` it is cut, and ends in "...".
void append_quoted(std::string& out, std::string_view text, std::size_t limit);

}  // namespace entrepot::audit
