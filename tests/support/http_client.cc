#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>

namespace entrepot::test {
namespace {

[[noreturn]] void give_up(const std::string& what) {
  throw HttpClientError("http client: " + what);
}

[[noreturn]] void give_up_ssl(const std::string& what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  give_up(what + ": " + text.data());
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
           return std::tolower(x) == std::tolower(y);
         });
}

std::uint64_t parse_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    give_up("not a number: '" + std::string(text) + "'");
  }
  return value;
}

}  // namespace

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

bool HttpResponse::has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& field) { return same_name(field.first, name); });
}

/// The socket and its TLS. Reads return 0 at a clean end and -1 at any other.
struct HttpClient::Connection {
  int socket = -1;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (ssl != nullptr) SSL_free(ssl);
    if (context != nullptr) SSL_CTX_free(context);
    if (socket >= 0) ::close(socket);
  }

  void connect(std::uint16_t port, const Options& options) {
    const bool v6 = options.address.find(':') != std::string::npos;
    socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) give_up("no socket");
    const timeval wait{static_cast<time_t>(options.timeout.count() / 1000),
                       static_cast<suseconds_t>(options.timeout.count() % 1000 * 1000)};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    if (options.receive_buffer > 0) {
      ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer);
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in six_less{.sin_family = AF_INET, .sin_port = htons(port)};
    sockaddr_in6 six{.sin6_family = AF_INET6, .sin6_port = htons(port)};
    void* const into = v6 ? static_cast<void*>(&six.sin6_addr) : static_cast<void*>(&six_less.sin_addr);
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, options.address.c_str(), into) != 1)
      give_up("bad address " + options.address);
    const auto* to = v6 ? reinterpret_cast<const sockaddr*>(&six) : reinterpret_cast<const sockaddr*>(&six_less);
    if (::connect(socket, to, v6 ? sizeof six : sizeof six_less) != 0) {
      give_up("cannot connect to port " + std::to_string(port) + ": " + std::strerror(errno));
    }
  }

  void handshake(const Tls& tls) {
    context = SSL_CTX_new(TLS_client_method());
    if (tls.min_version != 0) SSL_CTX_set_min_proto_version(context, tls.min_version);
    if (tls.max_version != 0) SSL_CTX_set_max_proto_version(context, tls.max_version);
    if (SSL_CTX_load_verify_locations(context, tls.ca_file.c_str(), nullptr) != 1)
      give_up_ssl("CA file " + tls.ca_file);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    ssl = SSL_new(context);
    SSL_set_tlsext_host_name(ssl, tls.server_name.c_str());
    const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), tls.server_name.c_str()) == 1;
    if (!is_address) SSL_set1_host(ssl, tls.server_name.c_str());
    std::string protocols;
    for (const std::string& name : tls.alpn) protocols.append(1, static_cast<char>(name.size())).append(name);
    if (!protocols.empty()) {
      SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    }
    SSL_set_fd(ssl, socket);
    if (SSL_connect(ssl) != 1) give_up_ssl("TLS handshake");
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      std::size_t n = 0;
      if (ssl != nullptr) {
        if (SSL_write_ex(ssl, bytes.data(), bytes.size(), &n) != 1) return false;
      } else {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        n = static_cast<std::size_t>(sent);
      }
      bytes.remove_prefix(n);
    }
    return true;
  }

  ssize_t read(char* into, std::size_t limit) {
    if (ssl == nullptr) {
      const ssize_t n = ::recv(socket, into, limit, 0);
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) give_up("timed out waiting for the server");
      return n;
    }
    std::size_t n = 0;
    errno = 0;
    if (SSL_read_ex(ssl, into, limit, &n) == 1) return static_cast<ssize_t>(n);
    if (errno == EAGAIN || errno == EWOULDBLOCK) give_up("timed out waiting for the server");
    const int error = SSL_get_error(ssl, 0);
    ERR_clear_error();
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
  }
};

HttpClient::HttpClient(std::uint16_t port, Options options)
    : connection_(std::make_unique<Connection>()), authority_(options.address + ":" + std::to_string(port)) {
  connection_->connect(port, options);
  if (options.tls) {
    connection_->handshake(*options.tls);
    authority_ = options.tls->server_name + ":" + std::to_string(port);
  }
}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

void HttpClient::send(std::string_view bytes) {
  if (!try_send(bytes)) give_up("the server closed the connection while bytes were being sent");
}
bool HttpClient::try_send(std::string_view bytes) {
  return connection_->write(bytes);
}
void HttpClient::end_sending() {
  ::shutdown(connection_->socket, SHUT_WR);
}

std::string HttpClient::read_some(std::size_t limit) {
  if (!buffer_.empty()) {
    std::string out = buffer_.substr(0, limit);
    buffer_.erase(0, out.size());
    return out;
  }
  std::string out(limit, '\0');
  const ssize_t n = connection_->read(out.data(), out.size());
  if (n < 0) give_up("the connection was torn");
  out.resize(static_cast<std::size_t>(n));
  return out;
}

bool HttpClient::ends_cleanly() {
  std::string scratch(65536, '\0');
  for (;;) {
    const ssize_t n = connection_->read(scratch.data(), scratch.size());
    if (n <= 0) return n == 0;
  }
}

std::string HttpClient::read_line() {
  for (;;) {
    if (const auto at = buffer_.find("\r\n"); at != std::string::npos) {
      std::string line = buffer_.substr(0, at);
      buffer_.erase(0, at + 2);
      return line;
    }
    std::array<char, 4096> more;
    const ssize_t n = connection_->read(more.data(), more.size());
    if (n <= 0) give_up("the connection ended inside a line");
    buffer_.append(more.data(), static_cast<std::size_t>(n));
  }
}

std::string HttpClient::read_exactly(std::size_t n) {
  std::string out = buffer_.substr(0, n);
  buffer_.erase(0, out.size());
  const std::size_t had = out.size();
  out.resize(n);
  for (std::size_t at = had; at < n;) {
    const ssize_t got = connection_->read(out.data() + at, n - at);
    if (got <= 0)
      give_up("the connection ended inside a body, after " + std::to_string(at) + " of " + std::to_string(n) +
              " bytes");
    at += static_cast<std::size_t>(got);
  }
  return out;
}

HttpResponse HttpClient::read_head() {
  HttpResponse response;
  const std::string line = read_line();
  if (line.size() < 12 || !line.starts_with("HTTP/1.1 ")) give_up("not a status line: '" + line + "'");
  response.status = static_cast<int>(parse_number(std::string_view(line).substr(9, 3), 10));
  response.reason = line.size() > 13 ? line.substr(13) : "";
  for (;;) {
    const std::string field = read_line();
    if (field.empty()) break;
    const auto colon = field.find(": ");
    if (colon == std::string::npos) give_up("not a header: '" + field + "'");
    response.headers.emplace_back(field.substr(0, colon), field.substr(colon + 2));
  }
  response.chunked = same_name(response.header("Transfer-Encoding"), "chunked");
  if (response.chunked && response.has("Content-Length")) give_up("both Content-Length and Transfer-Encoding");
  return response;
}

HttpResponse HttpClient::read_response(std::string_view to) {
  HttpResponse response = read_head();
  const int status = response.status;
  if (to == "HEAD" || status < 200 || status == 204 || status == 304) return response;
  if (response.chunked) {
    for (;;) {
      const auto size = parse_number(read_line(), 16);
      response.body += read_exactly(size);
      if (!read_line().empty()) give_up("a chunk does not end with CRLF");
      if (size == 0) return response;
    }
  }
  if (response.has("Content-Length")) {
    response.body = read_exactly(parse_number(response.header("Content-Length"), 10));
    return response;
  }
  for (std::string more = read_some(65536); !more.empty(); more = read_some(65536)) response.body += more;
  return response;
}

HttpResponse HttpClient::request(std::string_view method, std::string_view target,
                                 const std::vector<std::pair<std::string, std::string>>& headers,
                                 std::string_view body) {
  std::string bytes = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
  const auto given = [&](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& field) { return same_name(field.first, name); });
  };
  if (!given("Host")) bytes += "Host: " + authority_ + "\r\n";
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  const bool takes_body = method == "PUT" || method == "POST" || method == "PATCH";
  if ((!body.empty() || takes_body) && !given("Content-Length") && !given("Transfer-Encoding")) {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  bytes += "\r\n";
  bytes += body;
  // An early answer is read even if the server does not take the whole body.
  try_send(bytes);
  HttpResponse response = read_response(method);
  while (response.status == 100) response = read_response(method);
  return response;
}

std::string HttpClient::tls_version() const {
  return connection_->ssl == nullptr ? "" : SSL_get_version(connection_->ssl);
}

std::string HttpClient::alpn() const {
  if (connection_->ssl == nullptr) return {};
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(connection_->ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

bool HttpClient::session_reused() const {
  return connection_->ssl != nullptr && SSL_session_reused(connection_->ssl) == 1;
}

std::string HttpClient::peer_serial() const {
  if (connection_->ssl == nullptr) return {};
  X509* const certificate = SSL_get1_peer_certificate(connection_->ssl);
  if (certificate == nullptr) return {};
  BIGNUM* const number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* const hex = BN_bn2hex(number);
  std::string out(hex);
  OPENSSL_free(hex);
  BN_free(number);
  X509_free(certificate);
  return out;
}

int HttpClient::native_handle() const {
  return connection_->socket;
}

}  // namespace entrepot::test
