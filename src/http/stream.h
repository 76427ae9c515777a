#pragma once
// A connected socket, plain or under TLS: non-blocking tries first, and one way to wait.

#include <sys/uio.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "http/tls_engine.h"

namespace entrepot::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Up to four pieces that leave as one.
class Gather {
 public:
  void add(std::span<const std::uint8_t> bytes);
  void add(std::string_view text);
  bool empty() const { return first_ == count_; }
  std::size_t size() const;
  std::span<iovec> parts() { return {parts_.data() + first_, count_ - first_}; }
  /// The first piece; there must be one.
  std::span<const std::uint8_t> front() const;
  /// As much as `into` takes, copied; returns that.
  std::span<const std::uint8_t> copy_to(std::span<std::uint8_t> into) const;
  void consume(std::size_t n);

 private:
  std::array<iovec, 4> parts_{};
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

enum class Io : std::uint8_t { kDone, kBlocked, kGone };

class Stream {
 public:
  /// Without `tls`: plain.
  Stream(Socket socket, std::unique_ptr<TlsEngine> tls) : socket_(std::move(socket)), tls_(std::move(tls)) {}

  enum class Handshake : std::uint8_t { kDone, kFailed, kPlainHttp };
  /// Before anything else; nothing to do without TLS. After kPlainHttp the stream goes on without TLS, so that the peer
  /// can be told.
  boost::asio::awaitable<Handshake> handshake();

  /// Whether bytes are likely to be there already.
  enum class Arrival : std::uint8_t { kLater, kNow };
  /// At least one byte into `into`; 0 when the peer has ended or is gone.
  boost::asio::awaitable<std::size_t> read_some(std::span<std::uint8_t> into, Arrival arrival);

  /// Throws away what comes, undecrypted; false when there is nothing more.
  boost::asio::awaitable<bool> discard();

  /// Hands over what the kernel takes now, and consumes it from `data`. kDone: all of it.
  Io write_now(Gather& data);
  /// Until write_now() can go on.
  boost::asio::awaitable<void> wait_writable();

  /// Says that nothing follows, as far as the kernel takes it at once.
  void end_sending();
  /// Makes close() send a reset, so that the peer cannot take what it has for complete.
  void abort();

  /// Gives large buffers back, between requests.
  void shrink();

  int native_handle() { return socket_.native_handle(); }

 private:
  boost::asio::awaitable<std::size_t> receive(std::span<std::uint8_t> into, Arrival arrival);
  boost::asio::awaitable<std::size_t> read_tls(std::span<std::uint8_t> into, Arrival arrival);
  boost::asio::awaitable<bool> flush_tls();
  Io send_plain(Gather& data);
  Io send_tls_output();
  Io encrypt_some(Gather& data);

  Socket socket_;
  std::unique_ptr<TlsEngine> tls_;
};

}  // namespace entrepot::http
