#pragma once
// Requests and responses as handlers see them. Knows no registry, and drags in no Beast.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "async/byte_source.h"

namespace entrepot::http {

enum class Method : std::uint8_t { kGet, kHead, kPut, kPost, kPatch, kDelete, kOptions, kOther };
std::string_view to_string(Method method) noexcept;

/// Header fields in arrival order. Names compare without case.
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value);
  /// The first value, or nullopt.
  std::optional<std::string_view> find(std::string_view name) const;
  /// How many times it occurs.
  std::size_t count(std::string_view name) const;
  void clear() { fields_.clear(); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Peer {
  std::string address;  ///< "127.0.0.1" or "::1"
  std::uint16_t port = 0;
  bool secure = false;  ///< came over TLS
  /// Listen::listener of the socket that accepted it.
  std::uint32_t listener = 0;
};

/// A request whose head has been read and checked: one Host, one framing, sizes inside the limits.
struct Request {
  Method method = Method::kOther;
  std::string method_text;
  std::string target;  ///< as on the wire: path and query, undecoded; always begins with '/'
  Headers headers;
  std::string host;  ///< the Host field as sent
  Peer peer;
  std::string id;                               ///< unique, safe to show: goes into logs and answers
  std::optional<std::uint64_t> content_length;  ///< nullopt: chunked
  /// The body. Never null. Reading it answers "100 Continue" first when the client waits for that. Errors: kTimeout for
  /// a sender that is too slow, kInvalidParameter for bad framing or a body shorter than its Content-Length.
  async::ByteSource* body = nullptr;
  /// For the handler's own bookkeeping; the server does not look at it.
  static constexpr std::uint32_t kNoRoute = UINT32_MAX;
  std::uint32_t route = kNoRoute;

  /// The path, undecoded, without the query.
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  /// The query, undecoded, without the '?'; empty if there is none.
  std::string_view query() const {
    const auto at = target.find('?');
    return at == std::string::npos ? std::string_view() : std::string_view(target).substr(at + 1);
  }
};

/// What to answer. Content-Length (or chunked), Date and Connection are set by the server; a HEAD request gets the
/// headers only.
struct Response {
  unsigned status = 200;
  Headers headers;
  /// Nothing; text; text that is shared (cached); or a stream of `length` bytes.
  struct Stream {
    std::unique_ptr<async::ByteSource> source;
    std::optional<std::uint64_t> length;  ///< nullopt: chunked
  };
  std::variant<std::monostate, std::string, std::shared_ptr<const std::string>, Stream> body;
  /// For HEAD: the length that GET would have, when the body is not made.
  std::optional<std::uint64_t> head_length;
  /// Close the connection afterwards.
  bool close = false;
};

/// Reads a whole body of at most `limit` bytes; kTooLarge beyond.
async::Task<std::string> read_all(async::ByteSource& body, std::size_t limit);

}  // namespace entrepot::http
