#pragma once
// What all connections of a server share.

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

#include "async/gate.h"
#include "http/buffers.h"
#include "http/deadlines.h"
#include "http/server.h"

namespace entrepot::http {

/// Keeps a counter and its gauge up by one.
class Counted {
 public:
  Counted(std::atomic<std::size_t>& count, observe::Gauge& gauge) : count_(&count), gauge_(&gauge), before_(count++) {
    gauge.add(1);
  }
  Counted(Counted&& other) noexcept
      : count_(std::exchange(other.count_, nullptr)),
        gauge_(other.gauge_),
        before_(other.before_),
        is_suspended_(other.is_suspended_) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() { suspend(); }
  /// Not counted until resume(): while it waits for its peer, who must not take the place of others by that.
  void suspend() {
    if (count_ == nullptr || std::exchange(is_suspended_, true)) return;
    --*count_;
    gauge_->add(-1);
  }
  /// Counts again, whatever the limit.
  void resume() {
    if (count_ == nullptr || !std::exchange(is_suspended_, false)) return;
    ++*count_;
    gauge_->add(1);
  }
  /// What it was before.
  std::size_t before() const { return before_; }

 private:
  std::atomic<std::size_t>* count_;
  observe::Gauge* gauge_;
  std::size_t before_;
  bool is_suspended_ = false;
};

/// A response's whole body, counted while it is held in memory: peers that ask for much and read little must not fill
/// it. Small bodies go uncounted; their number is limited already.
class HeldBytes {
 public:
  static constexpr std::size_t kSmall = 64_KiB;

  /// nullopt: the limit does not allow it.
  static std::optional<HeldBytes> take(std::atomic<std::size_t>& used, std::size_t bytes, std::size_t limit) {
    if (bytes <= kSmall) return HeldBytes(used, 0);
    if (used.fetch_add(bytes) + bytes > limit) {
      used -= bytes;
      return std::nullopt;
    }
    return HeldBytes(used, bytes);
  }
  HeldBytes(HeldBytes&& other) noexcept : used_(other.used_), bytes_(std::exchange(other.bytes_, 0)) {}
  HeldBytes& operator=(HeldBytes&&) = delete;
  ~HeldBytes() { *used_ -= bytes_; }

 private:
  HeldBytes(std::atomic<std::size_t>& used, std::size_t bytes) : used_(&used), bytes_(bytes) {}
  std::atomic<std::size_t>* used_;
  std::size_t bytes_;
};

struct ServerState {
  ServerState(Limits given_limits, Handler given_handler, observe::Metrics& metrics);

  const Limits limits;
  const Handler handler;
  Deadlines deadlines;
  BufferPool buffers;
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> in_flight{0};
  std::atomic<std::size_t> held_bytes{0};

  observe::Gauge& connections_gauge;
  observe::Gauge& in_flight_gauge;
  observe::Counter& refused;
  observe::Counter& handshakes_failed;
  observe::Counter& bytes_in;
  observe::Counter& bytes_out;

  async::Gate gate;  ///< connections and acceptors
};

}  // namespace entrepot::http
