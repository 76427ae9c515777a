#include "http/response_writer.h"

#include <fmt/format.h>

#include <array>

#include "observe/log.h"

namespace entrepot::http {
namespace {

constexpr observe::Logger kLog{"http"};

using Outcome = ResponseWriter::Outcome;

bool has_no_body(unsigned status) {
  return status == 204 || status == 304;
}

std::string_view text_of(const Response& response) {
  if (const auto* own = std::get_if<std::string>(&response.body)) return *own;
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) {
    return *shared ? std::string_view(**shared) : std::string_view();
  }
  return {};
}

/// How a response without a stream is framed.
HeadShape shape_of(const Response& response, const ResponseWriter::Plan& plan) {
  HeadShape shape{.status = response.status, .close = plan.close};
  const bool nothing = std::holds_alternative<std::monostate>(response.body);
  shape.length = text_of(response).size();
  if (nothing && response.head_length && (plan.head_only || response.status == 304)) {
    shape.length = *response.head_length;
  } else if (has_no_body(response.status) || (nothing && plan.head_only)) {
    shape.framing = BodyFraming::kNone;
  }
  return shape;
}

/// A source that throws has a bug; its response ends like that of any other that fails.
async::Task<async::Slice> next_slice(async::ByteSource& source) {
  std::string what;
  try {
    co_return co_await source.next();
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "unknown exception";
  }
  co_return fail(Error(ErrorKind::kInternal, "the response body threw").because(std::move(what)));
}

void log_broken(std::string_view event, const Error& why, std::string_view request_id) {
  kLog.error(
      event,
      {{"request", request_id}, {"kind", to_string(why.kind())}, {"message", why.message()}, {"detail", why.detail()}});
}

}  // namespace

boost::asio::awaitable<Outcome> ResponseWriter::write(Response& response, Plan plan, std::string_view request_id) {
  if (response.status < 200 || response.status > 599) {
    co_return co_await replace(Error(ErrorKind::kInternal, fmt::format("status {} from a handler", response.status)),
                               request_id);
  }
  if (auto* stream = std::get_if<Response::Stream>(&response.body)) {
    HeadShape shape{.status = response.status, .length = stream->length.value_or(0), .close = plan.close};
    if (!stream->length) shape.framing = plan.http10 ? BodyFraming::kUntilEnd : BodyFraming::kChunked;
    if (has_no_body(response.status)) shape.framing = BodyFraming::kNone;
    if (plan.head_only || has_no_body(response.status)) stream->source.reset();
    co_return co_await write_stream(response, shape, request_id);
  }
  const HeadShape shape = shape_of(response, plan);
  if (!write_head(shape, response.headers, head_)) {
    co_return co_await replace(Error(ErrorKind::kInternal, "a malformed header from a handler"), request_id);
  }
  Gather data;
  data.add(head_);
  if (!plan.head_only && !has_no_body(response.status)) data.add(text_of(response));
  const Io io = wire_.try_send(data);  // nearly always all of it: no coroutine for that
  co_return io == Io::kDone || (io == Io::kBlocked && co_await wire_.finish_send(data)) ? Outcome::kSent
                                                                                        : Outcome::kGone;
}

boost::asio::awaitable<Outcome> ResponseWriter::send_head() {
  Gather data;
  data.add(head_);
  co_return co_await wire_.send(data) ? Outcome::kSent : Outcome::kGone;
}

boost::asio::awaitable<Outcome> ResponseWriter::replace(const Error& why, std::string_view request_id) {
  log_broken("response_replaced", why, request_id);
  head_ = closing_answer(500, "the server failed to answer");
  co_return co_await send_head() == Outcome::kSent ? Outcome::kReplaced : Outcome::kGone;
}

boost::asio::awaitable<Outcome> ResponseWriter::write_stream(Response& response, HeadShape shape,
                                                             std::string_view request_id) {
  if (!write_head(shape, response.headers, head_)) {
    co_return co_await replace(Error(ErrorKind::kInternal, "a malformed header from a handler"), request_id);
  }
  const bool nothing_follows = shape.framing == BodyFraming::kLength && shape.length == 0;
  if (nothing_follows || !std::get<Response::Stream>(response.body).source) co_return co_await send_head();
  co_return co_await write_slices(response, shape, request_id);
}

boost::asio::awaitable<Outcome> ResponseWriter::write_slices(Response& response, HeadShape shape,
                                                             std::string_view request_id) {
  async::ByteSource& source = *std::get<Response::Stream>(response.body).source;
  const bool counted = shape.framing == BodyFraming::kLength;
  const bool chunked = shape.framing == BodyFraming::kChunked;
  std::array<char, 20> size_line;
  std::uint64_t sent = 0;
  bool begun = false;
  for (;;) {
    auto slice = co_await next_slice(source);
    if (slice && counted && (slice->bytes.empty() || slice->bytes.size() > shape.length - sent)) {
      slice = fail(ErrorKind::kInternal, fmt::format("the response body has not the promised {} bytes", shape.length));
    }
    if (!slice) {
      if (!begun) co_return co_await replace(slice.error(), request_id);
      log_broken("response_cut", slice.error(), request_id);
      co_return Outcome::kCut;
    }
    Gather data;
    if (!begun) data.add(head_);
    const bool last = slice->bytes.empty();
    if (chunked && last) data.add(std::string_view("0\r\n\r\n"));
    if (chunked && !last) {
      const auto end = fmt::format_to_n(size_line.data(), size_line.size(), "{:x}\r\n", slice->bytes.size());
      data.add(std::string_view(size_line.data(), end.size));
    }
    data.add(slice->bytes);
    if (chunked && !last) data.add(std::string_view("\r\n"));
    const Io io = data.empty() ? Io::kDone : wire_.try_send(data);
    if (io == Io::kGone || (io == Io::kBlocked && !co_await wire_.finish_send(data))) co_return Outcome::kGone;
    if (wire_.owes_pause()) co_await wire_.pause();
    begun = true;
    sent += slice->bytes.size();
    if (last || (counted && sent == shape.length)) co_return Outcome::kSent;
  }
}

}  // namespace entrepot::http
