#pragma once
// The first start: a root key, an account, and a random access key that is shown once.

#include <optional>
#include <string>
#include <vector>

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

/// The accounts of the configuration.
struct WantedAccounts {
  model::AccountId home;
  std::vector<model::AccountId> more;
};

/// Fills `credentials` from the store; makes a root access key first for each account that has none: that of `home`
/// becomes the default profile of the credentials file, of another one the profile named as the account. Returns the id
/// of the home key that was made now. The file is written before the row: a crash between them leaves a profile that
/// the next start replaces. kUnavailable if the store has keys, and none of them is home's.
Result<std::optional<std::string>> load_root_accounts(const DataFolder& folder, registry::Accounts& accounts,
                                                      const WantedAccounts& wanted, iam::Credentials& credentials);

}  // namespace entrepot::app
