#pragma once
// Deadlines of all connections, without a timer for each wait: every connection keeps one atomic deadline, and a sweep
// a few times per second shuts down the sockets of those that are overdue. Their pending reads and writes then end.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "observe/metrics.h"

namespace entrepot::http {

/// What a connection waits for. The order is that of kWaitNames.
enum class Wait : std::uint8_t { kIdle, kHandshake, kHead, kBodyIn, kBodyOut, kLinger };

class Deadlines;

/// One connection's deadline. arm() and disarm() belong to the connection, on whatever thread it runs; the sweep may
/// look at any time.
class Watch {
 public:
  Watch(Deadlines& all, int socket);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  /// The socket must still be open.
  ~Watch();

  /// From now on the connection waits, `limit` at most. Forgets an earlier expiry.
  void arm(Wait what, std::chrono::milliseconds limit);
  void arm_until(Wait what, std::int64_t at_ms);
  /// The wait is over. False when the deadline passed first: the socket is (or is about to be) shut down.
  bool disarm();

 private:
  friend class Deadlines;
  std::atomic<std::int64_t> state_;  ///< deadline in ms << 3 | Wait; or kNone, kFired
  const int socket_;
  Deadlines& all_;
  Watch* before_ = nullptr;
  Watch* after_ = nullptr;
};

/// Thread-safe. Must outlive its watches.
class Deadlines {
 public:
  explicit Deadlines(observe::Metrics& metrics);

  /// Shuts down what is overdue. A connection that waits for a head or a body loses only its receiving side, so that it
  /// can still say why.
  void sweep();
  /// Shuts down connections between requests.
  void close_idle();
  /// Shuts down all.
  void close_all();

  /// Milliseconds of a coarse monotonic clock.
  static std::int64_t now_ms() noexcept;

 private:
  friend class Watch;
  std::mutex mutex_;
  Watch* first_ = nullptr;
  std::array<observe::Counter*, 6> expired_;
};

}  // namespace entrepot::http
