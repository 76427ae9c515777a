#pragma once
// Blobs as files on a local disk: sealed in 64 KiB chunks (docs/format/blob.md), written once, durable when
// acknowledged.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "async/blocking_pool.h"
#include "base/bytes.h"
#include "blob/blob_store.h"
#include "observe/metrics.h"

namespace entrepot::blob {

struct FsOptions {
  std::filesystem::path root;          ///< made if it is not there; of this store alone
  std::size_t cache_bytes = 24_MiB;    ///< decrypted slices kept in memory
  std::size_t open_files = 64;         ///< objects kept open because they were read lately
  std::uint64_t direct_after = 4_MiB;  ///< what an upload has beyond this goes past the page cache, if it can
};

/// One process for each folder. `pool` and `metrics` must outlive the store and everything that it handed out.
Result<std::unique_ptr<BlobStore>> open_fs(FsOptions options, async::BlockingPool& pool, observe::Metrics& metrics);

}  // namespace entrepot::blob
