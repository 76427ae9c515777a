#pragma once
// What all connections of a server share.

#include <atomic>
#include <cstddef>
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
      : count_(std::exchange(other.count_, nullptr)), gauge_(other.gauge_), before_(other.before_) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (count_ == nullptr) return;
    --*count_;
    gauge_->add(-1);
  }
  /// What it was before.
  std::size_t before() const { return before_; }

 private:
  std::atomic<std::size_t>* count_;
  observe::Gauge* gauge_;
  std::size_t before_;
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

  observe::Gauge& connections_gauge;
  observe::Gauge& in_flight_gauge;
  observe::Counter& refused;
  observe::Counter& handshakes_failed;
  observe::Counter& bytes_in;
  observe::Counter& bytes_out;

  async::Gate gate;  ///< connections and acceptors
};

}  // namespace entrepot::http
