#pragma once
// Whether the file can still be trusted. After a sync that failed nobody knows which pages reached the disk: Linux
// marks them clean, and the next sync reports success. So the first such failure is final until the process starts
// again and recovers from the log.

#include <mutex>
#include <optional>

#include "base/error.h"

namespace entrepot::sql::sqlite {

/// Thread-safe.
class Health {
 public:
  void fail_for_good(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = error;
  }
  bool is_good() const {
    const std::lock_guard lock(mutex_);
    return !failure_;
  }
  /// What writes answer after a failure.
  Error refusal() const {
    const std::lock_guard lock(mutex_);
    return Error(ErrorKind::kUnavailable, "the metadata store failed and takes no writes until the server is restarted")
        .because(failure_ ? std::string(failure_->detail()) : std::string());
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Error> failure_;
};

}  // namespace entrepot::sql::sqlite
