#pragma once
// A listening socket, and the loop that turns what arrives there into connections.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>

#include "http/server.h"
#include "http/server_state.h"

namespace entrepot::http {

class Listener {
 public:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

  /// kUnavailable, naming address and reason.
  static Result<std::shared_ptr<Listener>> open(boost::asio::io_context& context, const Listen& where);

  Listener(boost::asio::io_context& context, const Listen& where);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  std::uint16_t port() const { return port_; }
  const std::shared_ptr<TlsContext>& tls() const { return tls_; }
  std::uint32_t number() const { return number_; }
  boost::asio::io_context& context() { return context_; }
  Acceptor& acceptor() { return acceptor_; }

  /// Refuses new connections from now on and wakes the loop. Any thread.
  void shut();
  /// When no descriptor is left: takes one waiting connection with the reserved descriptor and closes it, so that its
  /// client hears at once.
  void turn_one_away();

 private:
  boost::asio::io_context& context_;
  Acceptor acceptor_;
  std::shared_ptr<TlsContext> tls_;
  std::uint32_t number_;
  std::uint16_t port_ = 0;
  int reserve_ = -1;
};

/// Runs until the server stops.
boost::asio::awaitable<void> accept_connections(std::shared_ptr<ServerState> state, std::shared_ptr<Listener> listener);

}  // namespace entrepot::http
