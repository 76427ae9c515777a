#pragma once
// A tiny blocking HTTP client over a raw socket, plain or under TLS: it sends exactly the bytes it is told, and reads
// answers strictly. For tests.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrepot::test {

struct HttpResponse {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool chunked = false;

  /// The value, or "" if the header is missing; names in any case.
  std::string header(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Everything that goes wrong is thrown as this: connect, time-out, broken framing, an early end.
struct HttpClientError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class HttpClient {
 public:
  struct Tls {
    std::string ca_file;  ///< trusted; the certificate must be valid for server_name
    std::string server_name = "localhost";
    std::vector<std::string> alpn = {"http/1.1"};
    int min_version = 0;  ///< TLS1_2_VERSION...; 0: any
    int max_version = 0;
  };
  struct Options {
    std::string address = "127.0.0.1";
    std::optional<Tls> tls{};
    std::chrono::milliseconds timeout = std::chrono::seconds(20);  ///< of each read and write
    int receive_buffer = 0;                                        ///< SO_RCVBUF; 0: the system's
  };

  /// Connects at once, with the handshake if any.
  explicit HttpClient(std::uint16_t port) : HttpClient(port, Options{}) {}
  HttpClient(std::uint16_t port, Options options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Bytes as they are.
  void send(std::string_view bytes);
  /// True if the peer took them all; false when the connection is gone.
  bool try_send(std::string_view bytes);
  /// Says that nothing follows (plain only).
  void end_sending();

  /// The next answer. `to` is the method it answers: HEAD has no body. 1xx answers are returned too.
  HttpResponse read_response(std::string_view to = "GET");
  /// Only status line and headers; the body stays unread.
  HttpResponse read_head();
  /// At most `limit` bytes that are there or come next; "" at the end of the connection.
  std::string read_some(std::size_t limit);
  /// Waits for the end: true for a clean end (FIN; under TLS a close_notify), false for a reset or a torn connection.
  /// Bytes before it are thrown away.
  bool ends_cleanly();

  /// One request with Host, Content-Length and the given headers, and its answer. Skips 100 Continue.
  HttpResponse request(std::string_view method, std::string_view target,
                       const std::vector<std::pair<std::string, std::string>>& headers = {},
                       std::string_view body = {});

  /// What TLS agreed on: "TLSv1.3", and the ALPN protocol or "".
  std::string tls_version() const;
  std::string alpn() const;
  bool session_reused() const;
  /// Serial number in hex of the peer's certificate.
  std::string peer_serial() const;

  int native_handle() const;

 private:
  struct Connection;
  std::string read_line();
  std::string read_exactly(std::size_t n);

  std::unique_ptr<Connection> connection_;
  std::string buffer_;
  std::string authority_;
};

}  // namespace entrepot::test
