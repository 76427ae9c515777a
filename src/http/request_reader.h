#pragma once
// Turns bytes into requests: the head into a Request, a chunked body into its pieces. No sockets, no waiting; the
// connection feeds it. Beast parses, the scanner and the checks here refuse what Beast would let pass.

#include <cstdint>
#include <memory>
#include <string_view>

#include "http/head_scanner.h"
#include "http/message.h"

namespace entrepot::http {

/// What the head says on how to go on.
struct Framing {
  bool chunked = false;
  bool keep_alive = false;
  bool http10 = false;
  bool expects_continue = false;
  std::uint64_t content_length = 0;  ///< 0 when chunked
};

class RequestReader {
 public:
  RequestReader(std::size_t max_header_bytes, std::size_t max_header_fields);
  ~RequestReader();

  /// Before each request.
  void restart();

  /// `input`: everything unread, from the first byte of the request; called again with more on kMore. On kDone `out`
  /// and framing() are filled, and consumed() bytes of the input are used up. On kRefused the connection must be
  /// closed.
  HeadScanner::Step read_head(std::string_view input, Request& out);
  const Framing& framing() const;
  std::size_t consumed() const;
  const Refusal& refusal() const;

  /// One piece of a chunked body.
  struct Piece {
    enum class Kind { kMore, kData, kEnd, kBad };
    Kind kind = Kind::kMore;
    std::size_t consumed = 0;  ///< of the input, with all kinds but kBad
    std::string_view data;     ///< kData: a part of the input; kBad: what is wrong
  };
  /// `input` is everything unread. kMore: call again with consumed() bytes dropped and at least one more byte added;
  /// chunk headers and trailers are bounded, so that kMaxChunkHead bytes of input never give kMore.
  Piece read_chunked(std::string_view input);
  static constexpr std::size_t kMaxChunkHead = 4096;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace entrepot::http
