#pragma once
// Copying a blob's object between the store and the archive. Private to the room.

#include "meta/blob_places.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

/// The copy is durable, and no row names it yet. The bytes were compared with the blob's digest on their way: kCorrupt
/// if they are not what was pushed. kBlobNotFound if the object is missing, which may pass (a volume that is not
/// mounted looks so).
async::Task<meta::NewPlace> copy_to_archive(Core::Impl& core, meta::PlacedBlob blob);
async::Task<meta::NewPlace> copy_to_store(Core::Impl& core, meta::PlacedBlob blob);

}  // namespace entrepot::registry
