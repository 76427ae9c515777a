#include "http/stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

namespace entrepot::http {
namespace {

constexpr auto kWaiting = boost::asio::as_tuple(boost::asio::use_awaitable);

constexpr std::size_t kRecord = 16 * 1024;  // plain bytes that a TLS record takes

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

std::span<const std::uint8_t> Gather::front() const {
  return {static_cast<const std::uint8_t*>(parts_[first_].iov_base), parts_[first_].iov_len};
}

std::span<const std::uint8_t> Gather::copy_to(std::span<std::uint8_t> into) const {
  std::size_t at = 0;
  for (std::size_t i = first_; i < count_ && at < into.size(); ++i) {
    const std::size_t n = std::min(into.size() - at, parts_[i].iov_len);
    std::memcpy(into.data() + at, parts_[i].iov_base, n);
    at += n;
  }
  return into.first(at);
}

boost::asio::awaitable<std::size_t> Stream::receive(std::span<std::uint8_t> into, Arrival arrival) {
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

boost::asio::awaitable<std::size_t> Stream::read_some(std::span<std::uint8_t> into, Arrival arrival) {
  return tls_ ? read_tls(into, arrival) : receive(into, arrival);
}

boost::asio::awaitable<bool> Stream::discard() {
  std::array<std::uint8_t, 16 * 1024> nowhere;
  co_return co_await receive(nowhere, Arrival::kNow) > 0;
}

boost::asio::awaitable<std::size_t> Stream::read_tls(std::span<std::uint8_t> into, Arrival arrival) {
  if (into.size() > ByteBuffer::kSmall) tls_->input().enlarge();
  for (;;) {
    std::size_t n = 0;
    const TlsEngine::Step step = tls_->read(into, n);
    // An answer to what the peer asked for beneath HTTP: a new key, an alert.
    if (!tls_->output().empty() && !co_await flush_tls()) co_return 0;
    if (step == TlsEngine::Step::kDone) co_return n;
    if (step != TlsEngine::Step::kNeedsInput) co_return 0;
    const std::size_t received = co_await receive(tls_->input().space(), arrival);
    if (received == 0) co_return 0;
    tls_->input().added(received);
  }
}

boost::asio::awaitable<Stream::Handshake> Stream::handshake() {
  if (!tls_) co_return Handshake::kDone;
  for (;;) {
    const TlsEngine::Step step = tls_->handshake();
    if (step == TlsEngine::Step::kPlainHttp) {
      tls_.reset();
      co_return Handshake::kPlainHttp;
    }
    if (!co_await flush_tls()) co_return Handshake::kFailed;
    if (step == TlsEngine::Step::kDone) co_return Handshake::kDone;
    if (step != TlsEngine::Step::kNeedsInput) co_return Handshake::kFailed;
    const std::size_t received = co_await receive(tls_->input().space(), Arrival::kLater);
    if (received == 0) co_return Handshake::kFailed;
    tls_->input().added(received);
  }
}

boost::asio::awaitable<bool> Stream::flush_tls() {
  Io io = send_tls_output();
  while (io == Io::kBlocked) {
    co_await wait_writable();
    io = send_tls_output();
  }
  co_return io == Io::kDone;
}

Io Stream::send_tls_output() {
  ByteBuffer& out = tls_->output();
  if (out.empty()) return Io::kDone;
  Gather data;
  data.add(out.bytes());
  const std::size_t before = data.size();
  const Io io = send_plain(data);
  out.consume(before - data.size());
  return io;
}

Io Stream::encrypt_some(Gather& data) {
  std::array<std::uint8_t, kRecord> together;
  std::span<const std::uint8_t> plain = data.front();
  if (plain.size() < kRecord && data.size() > plain.size()) {
    plain = data.copy_to(together);  // a head and the beginning of its body share a record
  }
  std::size_t taken = 0;
  if (tls_->write(plain, taken) != TlsEngine::Step::kDone) return Io::kGone;
  data.consume(taken);
  return taken == 0 ? Io::kBlocked : Io::kDone;
}

Io Stream::write_now(Gather& data) {
  if (!tls_) return send_plain(data);
  for (;;) {
    while (!data.empty()) {
      const Io io = encrypt_some(data);
      if (io == Io::kGone) return io;
      if (io == Io::kBlocked) break;
    }
    if (const Io io = send_tls_output(); io != Io::kDone || data.empty()) return io;
  }
}

Io Stream::send_plain(Gather& data) {
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
  if (tls_) {
    tls_->end();
    send_tls_output();
  }
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

void Stream::shrink() {
  if (!tls_) return;
  tls_->input().shrink();
  tls_->output().shrink();
}

void Stream::abort() {
  const linger now{1, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace entrepot::http
