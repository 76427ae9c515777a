#pragma once
// The bytes in front of a response's body.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace entrepot::http {

std::string_view reason_phrase(unsigned status) noexcept;

/// "Sun, 06 Nov 1994 08:49:37 GMT", of this second.
std::string_view http_date() noexcept;

/// How the end of a body can be known.
enum class BodyFraming : std::uint8_t {
  kNone,      ///< no body, and nothing said about one (204, 304, HEAD of unknown length)
  kLength,    ///< Content-Length
  kChunked,   ///< Transfer-Encoding: chunked
  kUntilEnd,  ///< to the end of the connection: for HTTP/1.0
};

struct HeadShape {
  unsigned status = 200;
  BodyFraming framing = BodyFraming::kLength;
  std::uint64_t length = 0;  ///< with kLength
  bool close = false;
};

/// Replaces `out` by status line, Date, framing, Connection and the given fields; those that the server sets itself are
/// left out of `fields`. False, with `out` unusable, when a field could not stand in a header (control bytes, bad
/// name).
bool write_head(const HeadShape& shape, const Headers& fields, std::string& out);

/// A whole short text answer that closes the connection.
std::string closing_answer(unsigned status, std::string_view text);

}  // namespace entrepot::http
