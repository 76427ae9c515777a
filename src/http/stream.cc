#include "http/stream.h"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace entrepot::http {
namespace {

constexpr auto kWaiting = boost::asio::as_tuple(boost::asio::use_awaitable);

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

void Gather::add(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return;
  // iovec has no const form; sendmsg only reads.
  parts_.at(count_++) = {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

void Gather::add(std::string_view text) {
  add(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::size_t Gather::size() const {
  std::size_t all = 0;
  for (std::size_t i = first_; i < count_; ++i) all += parts_[i].iov_len;
  return all;
}

void Gather::consume(std::size_t n) {
  while (first_ < count_ && n >= parts_[first_].iov_len) n -= parts_[first_++].iov_len;
  if (n == 0) return;
  parts_[first_].iov_base = static_cast<std::uint8_t*>(parts_[first_].iov_base) + n;
  parts_[first_].iov_len -= n;
}

boost::asio::awaitable<std::size_t> Stream::read_some(std::span<std::uint8_t> into, Arrival arrival) {
  if (arrival == Arrival::kNow) {
    for (;;) {
      const ssize_t n = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
      if (n >= 0) co_return static_cast<std::size_t>(n);
      if (errno == EINTR) continue;
      if (!would_block(errno)) co_return 0;
      break;
    }
  }
  const auto [error, n] = co_await socket_.async_read_some(boost::asio::buffer(into.data(), into.size()), kWaiting);
  co_return error ? 0 : n;
}

Io Stream::write_now(Gather& data) {
  while (!data.empty()) {
    msghdr message{};
    message.msg_iov = data.parts().data();
    message.msg_iovlen = data.parts().size();
    const ssize_t n = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) {
      data.consume(static_cast<std::size_t>(n));
    } else if (would_block(errno)) {
      return Io::kBlocked;
    } else if (errno != EINTR) {
      return Io::kGone;
    }
  }
  return Io::kDone;
}

boost::asio::awaitable<void> Stream::wait_writable() {
  co_await socket_.async_wait(Socket::wait_write, kWaiting);
}

void Stream::end_sending() {
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

void Stream::abort() {
  const linger now{1, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace entrepot::http
