#include "connection.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace load {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) die("a number is malformed");
  return value;
}

}  // namespace

void die(std::string_view what) {
  std::fprintf(stderr, "registry_load: %.*s\n", static_cast<int>(what.size()), what.data());
  std::_Exit(1);
}

Url parse_url(std::string_view text) {
  Url url;
  url.secure = text.starts_with("https://");
  if (!url.secure && !text.starts_with("http://")) die("an URL must begin with http:// or https://");
  text.remove_prefix(url.secure ? 8 : 7);
  const auto slash = std::min(text.find('/'), text.size());
  url.authority = text.substr(0, slash);
  url.target = slash == text.size() ? "/" : text.substr(slash);
  const auto colon = url.authority.rfind(':');
  if (colon == std::string::npos) die("an URL needs a port");
  url.port = static_cast<std::uint16_t>(number(std::string_view(url.authority).substr(colon + 1)));
  return url;
}

Url resolve(const Url& base, std::string_view location) {
  if (location.empty()) die("an answer has no Location");
  if (!location.starts_with('/')) return parse_url(location);
  Url url = base;
  url.target = location;
  return url;
}

Connection::Connection(const Url& server) {
  socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die("cannot connect");
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!server.secure) return;
  context_ = SSL_CTX_new(TLS_client_method());
  // Large reads: a record each would measure this client.
  SSL_CTX_set_read_ahead(context_, 1);
  SSL_CTX_set_default_read_buffer_len(context_, kBuffer);
  tls_ = SSL_new(context_);
  SSL_set_fd(tls_, socket_);
  SSL_set_tlsext_host_name(tls_, "localhost");
  if (SSL_connect(tls_) != 1) die("the TLS handshake failed");
}

Connection::~Connection() {
  SSL_free(tls_);
  SSL_CTX_free(context_);
  ::close(socket_);
}

void Connection::send(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    if (tls_ != nullptr) {
      if (SSL_write_ex(tls_, bytes.data(), bytes.size(), &sent) != 1) die("the connection broke while sending (TLS)");
    } else {
      const auto result = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (result <= 0) die("the connection broke while sending");
      sent = static_cast<std::size_t>(result);
    }
    bytes = bytes.subspan(sent);
  }
}

std::size_t Connection::receive(std::byte* into, std::size_t room) {
  std::size_t got = 0;
  if (tls_ != nullptr) {
    if (SSL_read_ex(tls_, into, room, &got) != 1) die("the connection broke while receiving (TLS)");
    return got;
  }
  const auto result = ::recv(socket_, into, room, 0);
  if (result <= 0) die("the connection broke while receiving");
  return static_cast<std::size_t>(result);
}

Head Connection::read_head() {
  std::size_t end = 0;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    std::array<std::byte, 16384> buffer;
    const auto got = receive(buffer.data(), buffer.size());
    pending_.append(reinterpret_cast<const char*>(buffer.data()), got);
    if (pending_.size() > (1u << 20)) die("an answer's head has no end");
  }
  std::string_view text(pending_.data(), end + 2);
  Head head;
  if (text.size() < 12) die("an answer is no HTTP");
  head.status = static_cast<int>(number(text.substr(9, 3)));
  while (!text.empty()) {
    const auto line = text.substr(0, text.find("\r\n"));
    text.remove_prefix(line.size() + 2);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    const auto is = [&](std::string_view wanted) {
      return name.size() == wanted.size() && ::strncasecmp(name.data(), wanted.data(), wanted.size()) == 0;
    };
    if (is("content-length")) head.length = number(line.substr(colon + 2));
    if (is("location")) head.location = line.substr(colon + 2);
  }
  pending_.erase(0, end + 4);
  return head;
}

void Connection::discard(std::uint64_t count) {
  const auto ready = std::min<std::uint64_t>(count, pending_.size());
  pending_.erase(0, ready);
  count -= ready;
  static thread_local const auto buffer = std::make_unique<std::byte[]>(kBuffer);
  while (count > 0) {
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(count, kBuffer));
    if (tls_ == nullptr) {
      // The kernel throws the bytes away: no copy on our side.
      const auto result = ::recv(socket_, buffer.get(), room, MSG_TRUNC);
      if (result <= 0) die("the connection broke while receiving");
      count -= static_cast<std::uint64_t>(result);
    } else {
      count -= receive(buffer.get(), room);
    }
  }
}

}  // namespace load
