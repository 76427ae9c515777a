#pragma once
// /healthz, /readyz and /metrics, on a listener of their own.

#include <atomic>
#include <boost/asio/awaitable.hpp>

#include "http/message.h"
#include "observe/metrics.h"

namespace entrepot::app {

/// Thread-safe. /healthz: the process runs. /readyz: 200 while it takes requests, 503 before and while stopping.
class OpsDoor {
 public:
  explicit OpsDoor(observe::Metrics& metrics) : metrics_(metrics) {}
  void set_ready(bool ready) { ready_ = ready; }
  boost::asio::awaitable<http::Response> handle(http::Request& request) const;

 private:
  observe::Metrics& metrics_;
  std::atomic<bool> ready_{false};
};

}  // namespace entrepot::app
