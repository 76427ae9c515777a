#pragma once
// A declaration into the store.

#include <cstddef>
#include <functional>

#include "base/result.h"
#include "bootstrap/declaration.h"
#include "identity/principals.h"

namespace entrepot::bootstrap {

/// Keeps a new access key where its owner finds it: durable and private when it returns.
using KeyWriter =
    std::function<Result<void>(const std::string& file, const std::string& access_key_id, const std::string& secret)>;

/// Makes what is missing and changes what differs; what is not declared stays. Returns how many changes that took: 0
/// the second time. The accounts must be there. kInvalidParameter, naming file, key and value with IAM's reason; what
/// was applied before that stays, and is found again by the next try. A crash between an access key and its file leaves
/// a key that nobody knows: delete it, and the next start makes one.
Result<std::size_t> apply(const Declaration& declaration, identity::Principals& principals, const KeyWriter& write_key);

}  // namespace entrepot::bootstrap
