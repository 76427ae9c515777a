#pragma once
// The audit log: takes records from any thread and writes them on its own.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "audit/record.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "observe/metrics.h"

namespace entrepot::audit {

/// When no record can be kept: the queue is full because the disk is slow, full or broken.
enum class WhenFull : std::uint8_t {
  kDrop,    ///< calls go on without a record; they are counted
  kRefuse,  ///< no call begins that could not be recorded
};

class Log {
 public:
  struct Options {
    std::filesystem::path folder;
    std::uint64_t max_file_bytes = 100_MiB;
    std::size_t files = 10;
    WhenFull when_full = WhenFull::kDrop;
    std::chrono::milliseconds sync_every = std::chrono::seconds(1);  ///< 0: never, the system decides
    std::chrono::milliseconds pause{100};                            ///< between two looks at the queue
    std::size_t max_queued = 8'192;
    std::uint64_t max_queued_bytes = 16_MiB;
  };

  /// kUnavailable, naming the path, if the folder cannot be written.
  static Result<std::unique_ptr<Log>> open(Options options, const Clock& clock, observe::Metrics& metrics);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  /// Writes what is queued, if the disk takes it.
  ~Log();

  /// Whether a call may begin. Counts the refusal otherwise.
  bool accepts() noexcept;
  /// Never waits. With kRefuse nothing is dropped: the queue takes the records of calls that accepts() let begin.
  void add(Record record);
  /// Waits until what was added before is written and durable. False if the disk refuses, or after `patience`.
  bool flush(std::chrono::milliseconds patience = std::chrono::seconds(10));

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::audit
