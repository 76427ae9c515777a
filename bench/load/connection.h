#pragma once
// One blocking client connection, plain or TLS, that does as little as possible: a load generator must not be what is
// measured. Failures end the program with a message: a benchmark with errors in it has no result.

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace load {

[[noreturn]] void die(std::string_view what);

/// "http://127.0.0.1:5000/v2/x" in parts. Only IPv4 loopback and "localhost" (taken as 127.0.0.1).
struct Url {
  bool secure = false;
  std::string authority;  ///< "localhost:5000"
  std::uint16_t port = 0;
  std::string target;  ///< "/v2/x?y"
};
Url parse_url(std::string_view text);
/// `location` as a Location header gives it: absolute or from the root.
Url resolve(const Url& base, std::string_view location);

struct Head {
  int status = 0;
  std::uint64_t length = 0;
  std::string location;
};

class Connection {
 public:
  explicit Connection(const Url& server);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  void send(std::span<const std::byte> bytes);
  void send(std::string_view text) { send(std::as_bytes(std::span(text))); }
  /// The head of the next answer.
  Head read_head();
  /// Reads and throws away `count` bytes of body.
  void discard(std::uint64_t count);

 private:
  std::size_t receive(std::byte* into, std::size_t room);

  int socket_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* tls_ = nullptr;
  std::string pending_;  ///< read with a head, not yet used
};

}  // namespace load
