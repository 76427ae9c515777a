#pragma once
// The HTTP/1.1 server: keep-alive, Expect: 100-continue, chunked bodies both ways, limits on everything that comes
// from outside, TLS, graceful stop.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "async/task.h"
#include "base/bytes.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace boost::asio {
class io_context;
}

namespace entrepot::http {

struct Limits {
  std::size_t max_header_bytes = 32_KiB;  ///< request line and fields; 431 beyond; at most 128 KiB
  std::size_t max_header_fields = 100;    ///< 431 beyond
  std::size_t max_connections = 10'000;   ///< accepting waits beyond
  std::size_t max_in_flight = 1'024;      ///< requests served at once; 503 with Retry-After beyond
  std::size_t max_held_bytes = 256_MiB;   ///< of whole bodies that wait for their peers to read them; 503 beyond
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(75);  ///< between requests
  std::chrono::milliseconds header_timeout =
      std::chrono::seconds(10);  ///< first byte of a request to the end of its head
  std::chrono::milliseconds body_timeout = std::chrono::seconds(60);  ///< longest wait for more of a body, in or out
  /// Bytes per second that a body must reach, in or out, averaged over the time spent waiting for the peer once that is
  /// more than rate_grace; slower peers are cut.
  std::uint64_t min_body_rate = 1'024;
  std::chrono::milliseconds rate_grace = std::chrono::seconds(30);
  std::chrono::milliseconds sweep_interval{200};  ///< how often the timeouts above are looked at
};

/// A certificate and key that are reloaded when the files change.
class TlsContext;
/// kUnavailable, naming the file, when they cannot be read or do not belong together.
Result<std::shared_ptr<TlsContext>> load_tls(std::string certificate_file, std::string key_file);

struct Listen {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0: any free port
  std::shared_ptr<TlsContext> tls;    ///< null: plain
  std::uint32_t listener = 0;         ///< told with every request that arrives here: Peer::listener
};

/// Answers one request. Must not throw; what it throws is logged and answered with 500.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;

class Server {
 public:
  /// `context` must outlive the server and be run by the caller's threads.
  Server(boost::asio::io_context& context, Limits limits, Handler handler, observe::Metrics& metrics);
  ~Server();

  /// Binds and begins to accept; returns the bound port. kUnavailable, naming address and reason, when it cannot bind.
  Result<std::uint16_t> listen(Listen where);

  /// Stops accepting, lets running requests end for at most `drain`, then closes what is left. Returns false if
  /// something had to be cut. Call from a thread that does not run the context.
  bool stop(std::chrono::milliseconds drain);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::http
