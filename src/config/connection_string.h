#pragma once
// A database connection string as it may be shown: without what opens the database.

#include <string>
#include <string_view>

namespace entrepot::config {

/// Stands where a secret was.
inline constexpr std::string_view kMask = "***";

/// `text` (libpq's keyword form or URI) with the value of every secret as ***. Only settings that are known to be
/// harmless are shown; a text that libpq would not understand is shown as *** altogether, since nobody knows which part
/// of it is a password.
std::string mask_secrets(std::string_view text);

/// True for what mask_secrets() made of a text with secrets: useless as a connection string.
bool is_masked(std::string_view text);

}  // namespace entrepot::config
