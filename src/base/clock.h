#pragma once
// Time as the server sees it. Tests use FakeClock, so that nothing sleeps.

#include <atomic>
#include <chrono>

namespace entrepot {

/// Wall-clock time, microseconds since the epoch (UTC): what the store keeps and the API shows.
using SysTime = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual SysTime now() const = 0;
};

class SystemClock final : public Clock {
 public:
  SysTime now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

/// Stands still until told otherwise. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(SysTime start = SysTime(std::chrono::seconds(1'800'000'000)))
      : micros_(start.time_since_epoch().count()) {}
  SysTime now() const override { return SysTime(std::chrono::microseconds(micros_.load())); }
  void advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_;
};

}  // namespace entrepot
