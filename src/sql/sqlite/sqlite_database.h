#pragma once
// SQLite inside the process: the embedded metadata store. One writer thread that commits queued transactions in groups,
// reader threads on snapshots of the write-ahead log, checkpoints off the request path.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>

#include "base/bytes.h"
#include "sql/database.h"

namespace entrepot::sql {

struct SqliteOptions {
  /// Its folder must exist. Empty: in memory, that is, in an unlinked temporary file that is never synced and gone at
  /// close().
  std::filesystem::path file;
  std::size_t readers = 4;
  /// Page cache of all connections together; half of it is the writer's.
  std::uint64_t cache_bytes = 128_MiB;
  /// Transactions that may wait, for the writer and for the readers each; beyond it kOverloaded.
  std::size_t max_queued = 4096;
  /// Most transactions that share one commit.
  std::size_t max_batch = 256;
  /// A checkpoint starts when the log has grown beyond this.
  std::uint64_t checkpoint_bytes = 16_MiB;
  /// Once nothing was written for this long, the log is emptied.
  std::chrono::milliseconds idle_before_truncate{2000};
};

/// Opens the file, or makes it, for this process alone: kUnavailable when another one has it. kCorrupt when it is not a
/// database. A body given to read() or write() runs on a thread of the database: its awaits should be on the
/// transaction only, since while it waits for anything else no other write goes on.
Result<std::unique_ptr<Database>> open_sqlite(SqliteOptions options);

}  // namespace entrepot::sql
