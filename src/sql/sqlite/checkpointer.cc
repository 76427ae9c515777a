#include "sql/sqlite/checkpointer.h"

#include <fmt/format.h>

#include <utility>

#include "observe/log.h"

namespace entrepot::sql::sqlite {
namespace {

constexpr observe::Logger kLog{"sql.sqlite"};
/// How many times start_bytes the log may be long before the writer has to help.
constexpr std::uint64_t kBehindFactor = 4;

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection, CheckpointLimits limits, Health& health)
    : connection_(std::move(connection)), limits_(limits), health_(health), start_at_(limits.start_bytes) {
  sqlite3_busy_timeout(connection_->handle(), 0);  // whoever is in the way goes first; the next round tries again
  thread_ = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer() {
  close();
}

void Checkpointer::committed(std::uint64_t log_bytes) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = log_bytes_ == 0;
  if (log_bytes < log_bytes_) start_at_ = limits_.start_bytes;  // SQLite began the log anew
  log_bytes_ = log_bytes;
  last_commit_ = std::chrono::steady_clock::now();
  if (was_empty || log_bytes >= start_at_) wake_.notify_one();
}

void Checkpointer::help_if_behind(Connection& writer) {
  if (behind_.exchange(false, std::memory_order_relaxed)) checkpoint(writer, SQLITE_CHECKPOINT_PASSIVE);
}

void Checkpointer::close() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_.notify_one();
  }
  thread_.join();
  if (health_.is_good()) {
    checkpoint(*connection_, SQLITE_CHECKPOINT_TRUNCATE);
  }
  if (!health_.is_good()) connection_->forbid_checkpoints();  // closing the last connection would try again
  connection_.reset();
}

void Checkpointer::loop() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (log_bytes_ == 0) {
      wake_.wait(lock);
    } else if (log_bytes_ >= start_at_) {
      const std::uint64_t length = log_bytes_;
      start_at_ = length + limits_.start_bytes;
      lock.unlock();
      checkpoint(*connection_, SQLITE_CHECKPOINT_PASSIVE);
      if (length >= kBehindFactor * limits_.start_bytes) behind_.store(true, std::memory_order_relaxed);
      lock.lock();
    } else if (std::chrono::steady_clock::now() >= last_commit_ + limits_.idle) {
      const std::uint64_t length = std::exchange(log_bytes_, 0);
      lock.unlock();
      const bool done = checkpoint(*connection_, SQLITE_CHECKPOINT_TRUNCATE);
      lock.lock();
      if (!done && log_bytes_ == 0) {  // a reader was in the way
        log_bytes_ = length;
        last_commit_ = std::chrono::steady_clock::now();
      }
    } else {
      wake_.wait_until(lock, last_commit_ + limits_.idle);
    }
  }
}

bool Checkpointer::checkpoint(Connection& connection, int mode) {
  if (!health_.is_good()) return true;
  const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, mode, nullptr, nullptr);
  const int primary = code & 0xff;
  if (primary == SQLITE_OK) return true;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return false;
  const Error error =
      to_error(code, sqlite3_system_errno(connection.handle()), fmt::format("checkpoint: sqlite {}", code));
  // A full disk leaves the log as it is. After any other failure the log must not be thrown away.
  if (error.kind() != ErrorKind::kStorageFull) health_.fail_for_good(error);
  kLog.error("checkpoint_failed", error);
  return false;
}

}  // namespace entrepot::sql::sqlite
