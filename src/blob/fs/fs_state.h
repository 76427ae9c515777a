#pragma once
// What the sinks and sources of one store share. It lives as long as any of them, or any work on the pool.

#include <atomic>
#include <memory>
#include <string>

#include "async/blocking_pool.h"
#include "blob/buffer_pool.h"
#include "blob/fs/active_uploads.h"
#include "blob/fs/append_writer.h"
#include "blob/fs/fs_blob_store.h"
#include "blob/fs/layout.h"
#include "blob/fs/object_cache.h"
#include "blob/slice_cache.h"
#include "observe/metrics.h"

namespace entrepot::blob::fs {

/// Plain bytes that an upload hands to its lanes at once. Bigger was not faster, and each upload has a few of them.
inline constexpr std::size_t kPiece = 512_KiB;
/// Room for a piece of plain bytes, and for a piece that is sealed behind a block that was begun.
inline constexpr std::size_t kPieceBlock = kPiece + 8_KiB;
static_assert(kPieceBlock >= kPiece / kChunk * kSealedChunk + kHeaderSize + AppendWriter::kAlign);
static_assert(kPieceBlock % AppendWriter::kAlign == 0 && kPiece % kChunk == 0);

struct FsState {
  FsState(FsOptions with, std::unique_ptr<Layout> folders, async::BlockingPool& threads, observe::Metrics& metrics);

  const FsOptions options;
  const std::unique_ptr<Layout> layout;
  async::BlockingPool& pool;
  const std::shared_ptr<BufferPool> pieces;  ///< of uploads
  const std::shared_ptr<BufferPool> slices;  ///< of readers
  SliceCache cache;
  ObjectCache objects;
  ActiveUploads uploads;
  observe::Counter& corrupt_chunks;
  std::atomic<std::size_t> readers{0};  ///< sources that are open

  /// Reads chunks on this thread; a damaged one is logged and counted, and its object is opened anew next time.
  SliceResult read(const std::shared_ptr<const SealedObject>& object, ChunkRun run);
  /// The same if no disk has to be waited for; else null.
  SliceResult read_now(const std::shared_ptr<const SealedObject>& object, ChunkRun run);

 private:
  SliceResult checked(const std::shared_ptr<const SealedObject>& object, ChunkRun run, SliceResult plain);
};

}  // namespace entrepot::blob::fs
