#pragma once
// The first start: a root key, an account, and a random access key that is shown once.

#include <optional>
#include <string>

#include "app/data_folder.h"
#include "base/result.h"
#include "iam/credentials.h"
#include "kms/root_key.h"
#include "model/names.h"
#include "registry/core.h"

namespace entrepot::app {

/// Loads the root key; makes one only when the data folder holds no metadata yet. kUnavailable, saying what to do, when
/// metadata is there and the key is not: a fresh key would make every image unreadable.
/// Crash between key and metadata: the next start finds a key without metadata and uses it.
Result<kms::RootKey> open_root_key(const DataFolder& folder, bool has_metadata);

/// Fills `credentials` from the store; on an empty store makes the account's root access key first. Returns the id of a
/// key that was made now. The file is written before the row: a crash between them leaves a file that the next start
/// replaces.
Result<std::optional<std::string>> load_root_account(const DataFolder& folder, registry::Accounts& accounts,
                                                     const model::AccountId& account, iam::Credentials& credentials);

}  // namespace entrepot::app
