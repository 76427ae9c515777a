#include "http/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "http/connection.h"
#include "observe/log.h"

namespace entrepot::http {
namespace {

constexpr observe::Logger kLog{"http"};
constexpr auto kWaiting = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::chrono::milliseconds kWhenFull{10};
constexpr std::chrono::milliseconds kWhenOutOfDescriptors{50};
constexpr std::chrono::milliseconds kPeerLogInterval{1000};

int open_reserve() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/// Options of the listening socket are inherited by the connections.
void set_options(int socket, bool v6) {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (v6) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
}

Peer peer_of(const sockaddr_storage& from) {
  Peer peer;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (from.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    peer.port = ntohs(v4.sin_port);
  } else {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    peer.port = ntohs(v6.sin6_port);
  }
  peer.address = text.data();
  return peer;
}

boost::asio::awaitable<void> pause(boost::asio::io_context& context, std::chrono::milliseconds length) {
  boost::asio::steady_timer timer(context, length);
  co_await timer.async_wait(kWaiting);
}

void begin_connection(const std::shared_ptr<ServerState>& state, Listener& listener, int descriptor,
                      const sockaddr_storage& from) {
  Socket socket(listener.context().get_executor());
  boost::system::error_code error;
  const auto protocol = from.ss_family == AF_INET ? boost::asio::ip::tcp::v4() : boost::asio::ip::tcp::v6();
  socket.assign(protocol, descriptor, error);
  if (error) {
    ::close(descriptor);
    state->refused.add();
    return;
  }
  Peer peer = peer_of(from);
  peer.secure = listener.tls() != nullptr;
  peer.listener = listener.number();
  Counted open(state->connections, state->connections_gauge);
  state->gate.spawn(listener.context().get_executor(),
                    Connection::serve(state, std::move(open), std::move(socket), std::move(peer), listener.tls()));
}

}  // namespace

Listener::Listener(boost::asio::io_context& context, const Listen& where)
    : context_(context), acceptor_(context), tls_(where.tls), number_(where.listener), reserve_(open_reserve()) {}

Listener::~Listener() {
  if (reserve_ >= 0) ::close(reserve_);
}

Result<std::shared_ptr<Listener>> Listener::open(boost::asio::io_context& context, const Listen& where) {
  const auto failed = [&](const boost::system::error_code& why) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("cannot listen on {} port {}: {}", where.address, where.port, why.message()));
  };
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(where.address, error);
  if (error) return failed(error);
  const boost::asio::ip::tcp::endpoint endpoint(address, where.port);

  auto listener = std::make_shared<Listener>(context, where);
  Acceptor& acceptor = listener->acceptor_;
  acceptor.open(endpoint.protocol(), error);
  if (error) return failed(error);
  ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  set_options(acceptor.native_handle(), address.is_v6());
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(SOMAXCONN, error);
  if (!error) acceptor.native_non_blocking(true, error);
  if (error) return failed(error);
  listener->port_ = acceptor.local_endpoint(error).port();
  return listener;
}

void Listener::shut() {
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
}

void Listener::turn_one_away() {
  if (reserve_ >= 0) ::close(reserve_);
  const int descriptor = ::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor >= 0) ::close(descriptor);
  reserve_ = open_reserve();
}

boost::asio::awaitable<void> accept_connections(std::shared_ptr<ServerState> state,
                                                std::shared_ptr<Listener> listener) {
  std::int64_t logged_at = 0;
  while (!state->stopping) {
    if (state->connections >= state->limits.max_connections) {
      co_await pause(listener->context(), kWhenFull);
      continue;
    }
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int descriptor = ::accept4(listener->acceptor().native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    const int error = errno;
    if (descriptor >= 0) {
      begin_connection(state, *listener, descriptor, from);
    } else if (error == EAGAIN || error == EWOULDBLOCK) {
      co_await listener->acceptor().async_wait(Listener::Acceptor::wait_read, kWaiting);
    } else if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
      state->refused.add();
      listener->turn_one_away();
      if (Deadlines::now_ms() - logged_at > kPeerLogInterval.count()) {
        logged_at = Deadlines::now_ms();
        kLog.error("accept_failed", {{"error", std::string_view(::strerrordesc_np(error))},
                                     {"connections", static_cast<std::uint64_t>(state->connections.load())}});
      }
      co_await pause(listener->context(), kWhenOutOfDescriptors);
    } else if (!state->stopping && error != ECONNABORTED && error != EINTR) {
      kLog.error("accept_failed", {{"error", std::string_view(::strerrordesc_np(error))}});
      co_await pause(listener->context(), kWhenOutOfDescriptors);
    }
  }
}

}  // namespace entrepot::http
