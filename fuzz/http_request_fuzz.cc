// The bytes of a connection, as heads and bodies: whatever the pieces in which they arrive, the same requests come out,
// and what comes out keeps the promises of http/message.h.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_checks.h"
#include "http/request_reader.h"

namespace {

using entrepot::http::HeadScanner;
using entrepot::http::Request;
using entrepot::http::RequestReader;

constexpr std::size_t kMaxHeader = 2048;
constexpr std::size_t kMaxFields = 20;

void require(bool holds) {
  if (!holds) std::abort();
}

bool plain_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

void check(const Request& request, const entrepot::http::Framing& framing) {
  require(request.target.starts_with('/') && plain_text(request.target) &&
          request.target.find(' ') == std::string::npos);
  require(!request.method_text.empty() && request.headers.fields().size() <= kMaxFields);
  require(request.headers.count("Host") == (request.host.empty() ? 0 : 1));
  require(framing.http10 || entrepot::http::is_host(request.host));
  require(request.headers.count("Content-Length") + request.headers.count("Transfer-Encoding") <= 1);
  require(framing.chunked == (request.headers.count("Transfer-Encoding") == 1));
  require(framing.chunked != request.content_length.has_value());
  std::size_t size = 0;
  for (const auto& [name, value] : request.headers.fields()) {
    require(!name.empty() && plain_text(name) && plain_text(value) && name.find(' ') == std::string::npos);
    size += name.size() + value.size();
  }
  require(size <= kMaxHeader);
}

/// Feeds `bytes` in pieces of the given size and writes down what comes out, up to the first refusal.
class Feed {
 public:
  Feed(std::string_view bytes, std::size_t piece) : rest_(bytes), piece_(std::max<std::size_t>(piece, 1)) {}

  std::string run() {
    while (one_request()) {
    }
    return out_;
  }

 private:
  bool more() {
    if (rest_.empty()) return false;
    const std::size_t n = std::min(piece_, rest_.size());
    buffer_ += rest_.substr(0, n);
    rest_.remove_prefix(n);
    return true;
  }

  bool one_request() {
    reader_.restart();
    Request request;
    for (;;) {
      const HeadScanner::Step step = reader_.read_head(buffer_, request);
      if (step == HeadScanner::Step::kDone) break;
      if (step == HeadScanner::Step::kRefused) {
        require(reader_.refusal().status >= 400 && !reader_.refusal().text.empty());
        out_ += "refused\n";
        return false;
      }
      require(buffer_.size() <= kMaxHeader + 4);
      if (!more()) return false;
    }
    require(reader_.consumed() <= buffer_.size());
    buffer_.erase(0, reader_.consumed());
    check(request, reader_.framing());
    out_ += request.method_text + " " + request.target + "\n";
    return reader_.framing().chunked ? chunked_body() : counted_body(reader_.framing().content_length);
  }

  bool counted_body(std::uint64_t length) {
    while (buffer_.size() < length) {
      if (!more()) return false;
    }
    out_ += buffer_.substr(0, length) + "\n";
    buffer_.erase(0, length);
    return true;
  }

  bool chunked_body() {
    using Kind = RequestReader::Piece::Kind;
    for (;;) {
      const auto piece = reader_.read_chunked(buffer_);
      if (piece.kind == Kind::kBad) {
        out_ += "\nbad body\n";
        return false;
      }
      require(piece.consumed <= buffer_.size());
      if (piece.kind == Kind::kData) {
        require(!piece.data.empty() && piece.data.data() + piece.data.size() == buffer_.data() + piece.consumed);
        out_ += piece.data;
      }
      buffer_.erase(0, piece.consumed);
      if (piece.kind == Kind::kEnd) {
        out_ += "\n";
        return true;
      }
      require(piece.kind != Kind::kMore || buffer_.size() < RequestReader::kMaxChunkHead);
      if (piece.kind == Kind::kMore && !more()) return false;
    }
  }

  std::string_view rest_;
  const std::size_t piece_;
  std::string buffer_;
  std::string out_;
  RequestReader reader_{kMaxHeader, kMaxFields};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The bytes come first, so that seeds are readable; the last byte is the size of the pieces.
  const std::string_view bytes(reinterpret_cast<const char*>(data), size - 1);
  require(Feed(bytes, bytes.size()).run() == Feed(bytes, data[size - 1]).run());
  return 0;
}
