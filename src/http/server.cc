#include "http/server.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

#include "http/listener.h"
#include "http/server_state.h"
#include "observe/log.h"

namespace entrepot::http {
namespace {

constexpr observe::Logger kLog{"http"};

// After sockets have been cut, handlers come to their end by themselves; one that does not has a bug.
constexpr std::chrono::seconds kAfterCut{30};

using Timer = boost::asio::steady_timer;
using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;

struct Sweeper {
  explicit Sweeper(boost::asio::io_context& context) : strand(boost::asio::make_strand(context)), timer(strand) {}
  Strand strand;
  Timer timer;
  bool ended = false;  // on the strand
  async::Gate gate{[](const std::string& what) { kLog.error("sweeper_threw", {{"what", what}}); }};
};

boost::asio::awaitable<void> sweep(std::shared_ptr<ServerState> state, std::shared_ptr<Sweeper> sweeper) {
  while (!sweeper->ended) {
    sweeper->timer.expires_after(state->limits.sweep_interval);
    co_await sweeper->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    state->deadlines.sweep();
  }
}

Limits bounded(Limits limits) {
  limits.max_header_bytes = std::min(limits.max_header_bytes, BufferPool::kSize / 2);  // a head fits one buffer
  return limits;
}

}  // namespace

ServerState::ServerState(Limits given_limits, Handler given_handler, observe::Metrics& metrics)
    : limits(bounded(given_limits)),
      handler(std::move(given_handler)),
      deadlines(metrics),
      connections_gauge(metrics.gauge("entrepot_http_connections", "Open client connections.")),
      in_flight_gauge(metrics.gauge("entrepot_http_requests_in_flight", "Requests being served.")),
      refused(
          metrics.counter("entrepot_http_connections_refused_total", "Connections closed for want of descriptors.")),
      handshakes_failed(
          metrics.counter("entrepot_http_handshakes_failed_total", "TLS handshakes that came to nothing.")),
      bytes_in(metrics.counter("entrepot_http_received_bytes_total", "Bytes of requests, heads and bodies.")),
      bytes_out(metrics.counter("entrepot_http_sent_bytes_total", "Bytes of responses, heads and bodies.")),
      gate([](const std::string& what) { kLog.error("connection_threw", {{"what", what}}); }) {}

class Server::Impl {
 public:
  Impl(boost::asio::io_context& context, Limits limits, Handler handler, observe::Metrics& metrics)
      : context_(context),
        state_(std::make_shared<ServerState>(limits, std::move(handler), metrics)),
        sweeper_(std::make_shared<Sweeper>(context)) {
    sweeper_->gate.spawn(sweeper_->strand, sweep(state_, sweeper_));
  }

  Result<std::uint16_t> listen(Listen where) {
    ENTREPOT_TRY(auto listener, Listener::open(context_, where));
    const std::uint16_t port = listener->port();
    listeners_.push_back(listener);
    state_->gate.spawn(context_.get_executor(), accept_connections(state_, std::move(listener)));
    return port;
  }

  bool stop(std::chrono::milliseconds drain) {
    if (stopped_) return true;
    stopped_ = true;
    state_->stopping = true;
    for (const auto& listener : listeners_) listener->shut();
    state_->deadlines.close_idle();
    bool left = state_->gate.close_and_wait(drain);
    const std::size_t cut = left ? 0 : state_->in_flight.load();
    if (!left) {
      if (cut > 0) kLog.warn("stop_cut", {{"requests", static_cast<std::uint64_t>(cut)}});
      state_->deadlines.close_all();
      left = state_->gate.close_and_wait(kAfterCut);
    }
    boost::asio::post(sweeper_->strand, [sweeper = sweeper_] {
      sweeper->ended = true;
      sweeper->timer.cancel();
    });
    left = sweeper_->gate.close_and_wait(kAfterCut) && left;
    listeners_.clear();
    if (!left) {
      // Something still runs and refers to these: better never freed than freed too early.
      kLog.error("stop_gave_up", {{"inside", static_cast<std::uint64_t>(state_->gate.inside())}});
      static_cast<void>(new std::pair(state_, sweeper_));
    }
    return cut == 0;
  }

 private:
  boost::asio::io_context& context_;
  std::shared_ptr<ServerState> state_;
  std::shared_ptr<Sweeper> sweeper_;
  std::vector<std::shared_ptr<Listener>> listeners_;
  bool stopped_ = false;
};

Server::Server(boost::asio::io_context& context, Limits limits, Handler handler, observe::Metrics& metrics)
    : impl_(std::make_unique<Impl>(context, limits, std::move(handler), metrics)) {}
Server::~Server() {
  impl_->stop(std::chrono::milliseconds(0));
}

Result<std::uint16_t> Server::listen(Listen where) {
  return impl_->listen(std::move(where));
}
bool Server::stop(std::chrono::milliseconds drain) {
  return impl_->stop(drain);
}

}  // namespace entrepot::http
