#pragma once
// Secrets of access keys, as they are stored.

#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "sql/database.h"

namespace entrepot::identity {

/// The seal binds account and id: a secret that is copied to the row of another key does not open.
sql::Blob seal_secret(const crypto::Key& key, std::string_view account, std::string_view id, std::string_view secret);
/// nullopt if it is damaged, or another key's. The caller wipes what it got.
std::optional<std::string> open_secret(const crypto::Key& key, std::string_view account, std::string_view id,
                                       const sql::Blob& sealed);

}  // namespace entrepot::identity
