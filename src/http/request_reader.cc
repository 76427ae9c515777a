#include "http/request_reader.h"

#include <fmt/format.h>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <new>
#include <optional>

#include "base/encoding.h"
#include "http/request_checks.h"

namespace entrepot::http {
namespace {

namespace beast_http = boost::beast::http;
using Code = boost::system::error_code;
using Text = boost::beast::string_view;

constexpr std::size_t kMaxChunkExtension = 256;
constexpr std::size_t kMaxChunkExtensions = 16 * 1024;  // of one body

Method method_of(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::kGet;
    case beast_http::verb::head:
      return Method::kHead;
    case beast_http::verb::put:
      return Method::kPut;
    case beast_http::verb::post:
      return Method::kPost;
    case beast_http::verb::patch:
      return Method::kPatch;
    case beast_http::verb::delete_:
      return Method::kDelete;
    case beast_http::verb::options:
      return Method::kOptions;
    default:
      return Method::kOther;
  }
}

/// Beast's parser with our checks in its callbacks. Lives for one request: Beast's cannot be used again.
class Message final : public beast_http::basic_parser<true> {
 public:
  Message(Request& out, Framing& framing, Refusal& refusal) : out_(&out), framing_(&framing), refusal_(&refusal) {
    body_limit(boost::none);
    header_limit(1U << 30U);  // the scanner has looked at the size already
    out.headers.clear();
    out.host.clear();
    out.content_length.reset();
    framing = {};
  }

  std::string_view piece;  ///< of the body, set by put()
  bool ended = false;

 private:
  void refuse(unsigned status, std::string text, Code& code) {
    *refusal_ = {status, std::move(text)};
    code = beast_http::error::bad_value;
  }

  void on_request_impl(beast_http::verb verb, Text method, Text target, int version, Code& code) override {
    if (method.size() > kMaxMethod) return refuse(400, "the method is too long", code);
    out_->method = method_of(verb);
    out_->method_text.assign(method);
    out_->target.assign(target);
    framing_->http10 = version == 10;
  }
  void on_response_impl(int, Text, int, Code&) override {}

  void on_field_impl(beast_http::field field, Text name, Text value, Code& code) override {
    if (is_header_done()) return;  // trailers carry nothing that we use
    switch (field) {
      case beast_http::field::host:
        if (hosts_++ > 0) return refuse(400, "more than one Host", code);
        out_->host.assign(value);
        break;
      case beast_http::field::content_length:
        if (lengths_++ > 0) return refuse(400, "more than one Content-Length", code);
        if (!is_decimal(value)) return refuse(400, "Content-Length is not a number", code);
        break;
      case beast_http::field::transfer_encoding:
        if (encodings_++ > 0) return refuse(400, "more than one Transfer-Encoding", code);
        if (!same_text(value, "chunked")) return refuse(400, "a Transfer-Encoding other than chunked", code);
        break;
      case beast_http::field::expect:
        if (!same_text(value, "100-continue")) return refuse(417, "an Expect other than 100-continue", code);
        framing_->expects_continue = true;
        break;
      default:
        break;
    }
    out_->headers.add(std::string(name), std::string(value));
  }

  void on_header_impl(Code& code) override {
    if (framing_->http10 && encodings_ > 0) return refuse(400, "Transfer-Encoding in an HTTP/1.0 request", code);
    if (!framing_->http10 && hosts_ == 0) return refuse(400, "Host is missing", code);
    if (hosts_ > 0 && !is_host(out_->host)) return refuse(400, "Host is not a host name", code);
    if (auto problem = check_target(*out_)) return refuse(400, std::move(*problem), code);
    framing_->chunked = encodings_ > 0;
    framing_->expects_continue = framing_->expects_continue && !framing_->http10;
    framing_->keep_alive = keep_alive() && !framing_->http10;
    if (!framing_->chunked) {
      framing_->content_length = content_length().value_or(0);
      out_->content_length = framing_->content_length;
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override {
    piece = body;
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text extension, Code& code) override {
    extensions_ += extension.size();
    // Beast lets a quoted value hold anything, line feeds too.
    const bool odd = std::any_of(extension.begin(), extension.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (odd || extension.size() > kMaxChunkExtension || extensions_ > kMaxChunkExtensions) {
      code = beast_http::error::bad_chunk_extension;
    }
  }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override {
    piece = body;
    return body.size();
  }
  void on_finish_impl(Code&) override { ended = true; }

  Request* out_;
  Framing* framing_;
  Refusal* refusal_;
  unsigned hosts_ = 0;
  unsigned lengths_ = 0;
  unsigned encodings_ = 0;
  std::size_t extensions_ = 0;
};

std::string_view explain(const Code& code) {
  if (code == beast_http::error::bad_method) return "the method is malformed";
  if (code == beast_http::error::bad_target) return "the request target is malformed";
  if (code == beast_http::error::bad_field) return "a header name is malformed";
  if (code == beast_http::error::bad_value) return "a header value is malformed";
  if (code == beast_http::error::bad_content_length)
    return "Content-Length is malformed, or stands beside Transfer-Encoding";
  if (code == beast_http::error::bad_transfer_encoding) return "Transfer-Encoding stands beside Content-Length";
  if (code == beast_http::error::bad_version) return "the request line is malformed";
  return "the request is malformed";
}

/// Whether the request line is one of some version of HTTP.
bool names_a_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  return std::count(line.begin(), line.end(), ' ') == 2 && version.size() == 8 && version.starts_with("HTTP/");
}

}  // namespace

class RequestReader::Parser {
 public:
  Parser(std::size_t max_bytes, std::size_t max_fields) : scanner(max_bytes, max_fields) {}

  HeadScanner scanner;
  std::optional<Message> message;
  Framing framing;
  Refusal refusal;
};

RequestReader::RequestReader(std::size_t max_header_bytes, std::size_t max_header_fields)
    : parser_(std::make_unique<Parser>(max_header_bytes, max_header_fields)) {}
RequestReader::~RequestReader() = default;

void RequestReader::restart() {
  parser_->scanner.restart();
}
const Framing& RequestReader::framing() const {
  return parser_->framing;
}
std::size_t RequestReader::consumed() const {
  return parser_->scanner.head_end();
}
const Refusal& RequestReader::refusal() const {
  return parser_->refusal;
}

HeadScanner::Step RequestReader::read_head(std::string_view input, Request& out) {
  Parser& p = *parser_;
  const HeadScanner::Step step = p.scanner.scan(input);
  if (step == HeadScanner::Step::kRefused) p.refusal = p.scanner.refusal();
  if (step != HeadScanner::Step::kDone) return step;

  const std::string_view head = input.substr(0, p.scanner.head_end()).substr(p.scanner.head_begin());
  p.refusal = {0, {}};
  p.message.emplace(out, p.framing, p.refusal);
  Code code;
  const std::size_t used = p.message->put(boost::asio::buffer(head.data(), head.size()), code);
  if (!code && used == head.size()) return HeadScanner::Step::kDone;
  if (p.refusal.status == 0) {
    p.refusal = code == beast_http::error::bad_version && names_a_version(head)
                    ? Refusal{505, "the protocol version is neither HTTP/1.1 nor HTTP/1.0"}
                    : Refusal{400, std::string(explain(code))};
  }
  return HeadScanner::Step::kRefused;
}

RequestReader::Piece RequestReader::read_chunked(std::string_view input) {
  using Kind = Piece::Kind;
  Message& message = *parser_->message;
  std::size_t used = 0;
  while (!message.ended) {
    const std::string_view rest = input.substr(used);
    if (rest.empty()) return {Kind::kMore, used, {}};
    Code code;
    message.piece = {};
    const std::size_t n = message.put(boost::asio::buffer(rest.data(), rest.size()), code);
    used += n;
    if (!message.piece.empty()) return {Kind::kData, used, message.piece};
    const bool more = code == beast_http::error::need_more;
    if (n > kMaxChunkHead || (more && rest.size() >= kMaxChunkHead)) {
      return {Kind::kBad, used, "a chunk header or the trailers are too long"};
    }
    if (more) return {Kind::kMore, used, {}};
    if (code) return {Kind::kBad, used, "the chunked encoding is malformed"};
  }
  return {Kind::kEnd, used, {}};
}

}  // namespace entrepot::http
