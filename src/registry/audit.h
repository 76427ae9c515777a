#pragma once
// Objects that no row names: what a crash leaves that comes after an upload was finished in the blob store and before
// its row was committed. Private to the room.

#include "registry/core_impl.h"

namespace entrepot::registry {

/// Looks through all objects and buries those that no row names; returns how many. Memory: eight bytes for each blob.
/// An upload that is just being finished looks the same, so the tombstone waits for a day, and whoever empties it asks
/// is_named() first.
async::Task<std::size_t> bury_orphans(Core::Impl& core);

/// Whether a row says that the object is a blob's.
async::Task<bool> is_named(sql::Transaction& tx, const std::string& object_key);

}  // namespace entrepot::registry
