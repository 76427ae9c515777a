#pragma once
// Moves the write-ahead log into the database file, on a thread of its own.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "sql/sqlite/connection.h"
#include "sql/sqlite/health.h"

namespace entrepot::sql::sqlite {

struct CheckpointLimits {
  std::uint64_t start_bytes;
  std::chrono::milliseconds idle;
};

/// A PASSIVE checkpoint when the log has grown by start_bytes, a TRUNCATE once no commit came for `idle`. A checkpoint
/// beside a steady writer never catches up with it, and the log would grow for ever; so when it is far beyond its limit
/// the writer itself is asked, between two commits, to copy the rest (help_if_behind).
class Checkpointer {
 public:
  Checkpointer(std::unique_ptr<Connection> connection, CheckpointLimits limits, Health& health);
  ~Checkpointer();

  /// After each commit, from the writer's thread: how long the log is.
  void committed(std::uint64_t log_bytes);
  /// From the writer's thread, outside a transaction.
  void help_if_behind(Connection& writer);

  /// Stops the thread, empties the log if the file can be trusted, and closes the connection: after the others.
  void close();

 private:
  void loop();
  /// False when it could not be done now.
  bool checkpoint(Connection& connection, int mode);

  std::unique_ptr<Connection> connection_;
  const CheckpointLimits limits_;
  Health& health_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t log_bytes_ = 0;  // 0: nothing to do
  std::uint64_t start_at_;
  std::chrono::steady_clock::time_point last_commit_;
  bool stop_ = false;
  std::atomic<bool> behind_{false};
  std::thread thread_;
};

}  // namespace entrepot::sql::sqlite
