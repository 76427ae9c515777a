#pragma once
// One process for one database file. A file of its own, `<file>.lock`: SQLite's POSIX locks on the database itself
// would be lost as soon as anyone in this process closed a descriptor of it.

#include <filesystem>
#include <utility>

#include "base/result.h"

namespace entrepot::sql::sqlite {

/// Held until destruction; the kernel frees it when the process dies. The empty lock file stays: removing it would let
/// two processes lock two files of one name.
class ProcessLock {
 public:
  /// kUnavailable when another process, or another database of this process, holds it.
  static Result<ProcessLock> take(const std::filesystem::path& database);
  ProcessLock() = default;
  ProcessLock(ProcessLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ProcessLock& operator=(ProcessLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~ProcessLock();

 private:
  explicit ProcessLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

/// Makes the database file, readable by its owner only, if it is not there, and syncs its folder's entry.
Result<void> make_file(const std::filesystem::path& database);

}  // namespace entrepot::sql::sqlite
