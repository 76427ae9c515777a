#pragma once
// Blobs in memory, for tests and for trying things out: the same behaviour as on disk, unsealed, gone with the process.

#include <memory>

#include "blob/blob_store.h"

namespace entrepot::blob {

/// Unbounded: not for serving.
std::unique_ptr<BlobStore> make_memory();

}  // namespace entrepot::blob
