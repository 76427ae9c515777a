#pragma once
// A connection's bytes in and out, with the limits on how long the peer may take.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

#include "http/buffers.h"
#include "http/deadlines.h"
#include "http/server.h"
#include "http/stream.h"

namespace entrepot::http {

/// How long the peer may still take for a body: at most body_timeout at once, and min_body_rate on average over the
/// time spent waiting for it. What the server itself is slow in does not count.
class Pace {
 public:
  void restart() { waited_ms_ = 0, bytes_ = 0; }
  std::chrono::milliseconds next_wait(const Limits& limits) const;
  void waited(std::int64_t ms) { waited_ms_ += ms; }
  void moved(std::uint64_t bytes) { bytes_ += bytes; }

 private:
  std::int64_t waited_ms_ = 0;
  std::uint64_t bytes_ = 0;
};

class Wire {
 public:
  Wire(Socket socket, std::unique_ptr<TlsEngine> tls, const Limits& limits, Deadlines& deadlines, BufferPool& pool)
      : limits_(limits),
        stream_(std::move(socket), std::move(tls)),
        watch_(deadlines, stream_.native_handle()),
        in_(pool) {}

  ByteBuffer& in() { return in_; }
  Stream& stream() { return stream_; }
  Watch& watch() { return watch_; }
  const Limits& limits() const { return limits_; }

  enum class Fill : std::uint8_t { kOk, kEnded, kExpired };
  /// Receives more into in(). The caller has armed the watch; it is disarmed afterwards.
  boost::asio::awaitable<Fill> fill(Stream::Arrival arrival);
  /// The same for a body: armed by its pace.
  boost::asio::awaitable<Fill> fill_body();

  /// Sends what the kernel takes at once, and consumes it from `data`. After kBlocked, finish_send() does the rest.
  Io try_send(Gather& data);
  /// False when the peer is gone or too slow.
  boost::asio::awaitable<bool> finish_send(Gather data);
  /// Both.
  boost::asio::awaitable<bool> send(Gather data);

  /// A peer that is always ready must not keep one thread from all others: true when it is time to co_await pause().
  bool owes_pause() const { return received_ + sent_ - paused_at_ > kPauseAfter; }
  boost::asio::awaitable<void> pause();

  /// Before each request.
  void restart_paces();
  /// Between requests: gives large buffers back.
  void shrink();

  std::uint64_t received() const { return received_; }
  std::uint64_t sent() const { return sent_; }

 private:
  static constexpr std::uint64_t kPauseAfter = 4_MiB;

  const Limits& limits_;
  Stream stream_;
  Watch watch_;  // after the stream: it must let go of the socket first
  ByteBuffer in_;
  Pace pace_in_;
  Pace pace_out_;
  std::uint64_t received_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t paused_at_ = 0;
};

}  // namespace entrepot::http
