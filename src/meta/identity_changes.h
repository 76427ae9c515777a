#pragma once
// What changed among identities, and when: how the nodes of a cluster hear of each other's changes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.h"
#include "sql/database.h"

namespace entrepot::meta {

/// `kind`: "identity" (a user, group or role, by unique id), "policy" (managed, by unique id), "key" (by its id),
/// "provider" (by ARN).
struct IdentityChange {
  std::string kind;
  std::string id;
  auto operator<=>(const IdentityChange&) const = default;
};

/// Changes older than this many are forgotten: whoever missed them loads everything.
inline constexpr std::int64_t kKeptChanges = 1'000;

/// The next version; other writers wait for this transaction from here on, so call it first.
async::Task<std::int64_t> begin_identity_change(sql::Transaction& tx);
async::Task<void> insert_identity_changes(sql::Transaction& tx, std::int64_t version,
                                          const std::vector<IdentityChange>& changes);

async::Task<std::int64_t> identity_version(sql::Transaction& tx);
/// Everything that changed after `since`; nullopt if that is not known any more.
async::Task<std::optional<std::vector<IdentityChange>>> list_identity_changes(sql::Transaction& tx, std::int64_t since);

}  // namespace entrepot::meta
