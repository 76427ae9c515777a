#include "http/request_body.h"

#include <algorithm>

namespace entrepot::http {

void RequestBody::restart(const Framing& framing, Counted& place) {
  chunked_ = framing.chunked;
  remaining_ = framing.content_length;
  place_ = chunked_ || remaining_ > kSmall ? nullptr : &place;
  awaits_invitation_ = framing.expects_continue;
  is_draining_ = false;
  handed_out_ = 0;
  state_ = chunked_ || remaining_ > 0 ? State::kReading : State::kComplete;
}

bool RequestBody::worth_draining() const {
  if (state_ == State::kComplete) return true;
  return state_ == State::kReading && !awaits_invitation_ && (chunked_ || remaining_ <= kMaxDrained);
}

bool RequestBody::release() {
  wire_.in().consume(std::exchange(handed_out_, 0));
  return state_ == State::kComplete;
}

boost::asio::awaitable<bool> RequestBody::drain() {
  place_ = nullptr;
  is_draining_ = true;
  std::uint64_t drained = 0;
  while (state_ == State::kReading && drained <= kMaxDrained) {
    const auto slice = co_await next();
    if (slice) drained += slice->bytes.size();
  }
  co_return release();
}

async::Task<async::Slice> RequestBody::next() {
  if (release()) co_return async::Slice{};
  if (state_ == State::kFailed) co_return fail(ErrorKind::kInvalidParameter, "the request body ended too early");
  if (awaits_invitation_) ENTREPOT_CO_CHECK_OK(co_await invite());
  if (chunked_) co_return co_await next_chunked();

  if (wire_.in().empty()) {
    if (remaining_ > kSmall && !is_draining_) wire_.in().enlarge();
    ENTREPOT_CO_CHECK_OK(co_await fill());
  }
  handed_out_ = static_cast<std::size_t>(std::min<std::uint64_t>(wire_.in().size(), remaining_));
  remaining_ -= handed_out_;
  if (remaining_ == 0) state_ = State::kComplete;
  co_return async::Slice{nullptr, wire_.in().bytes().first(handed_out_)};
}

async::Task<async::Slice> RequestBody::next_chunked() {
  using Kind = RequestReader::Piece::Kind;
  if (!is_draining_) wire_.in().enlarge();
  for (;;) {
    const auto piece = reader_.read_chunked(wire_.in().text());
    switch (piece.kind) {
      case Kind::kData:
        // The piece is the last part of what was consumed; framing before it may go.
        wire_.in().consume(piece.consumed - piece.data.size());
        handed_out_ = piece.data.size();
        co_return async::Slice{nullptr, wire_.in().bytes().first(handed_out_)};
      case Kind::kEnd:
        wire_.in().consume(piece.consumed);
        state_ = State::kComplete;
        co_return async::Slice{};
      case Kind::kBad:
        state_ = State::kFailed;
        co_return fail(ErrorKind::kInvalidParameter, std::string(piece.data));
      case Kind::kMore:
        wire_.in().consume(piece.consumed);
        ENTREPOT_CO_CHECK_OK(co_await fill());
        break;
    }
  }
}

boost::asio::awaitable<Result<void>> RequestBody::invite() {
  awaits_invitation_ = false;
  if (!wire_.in().empty()) co_return Result<void>();  // it did not wait after all
  Gather data;
  data.add(std::string_view("HTTP/1.1 100 Continue\r\n\r\n"));
  if (co_await wire_.send(data)) co_return Result<void>();
  state_ = State::kFailed;
  co_return fail(ErrorKind::kInvalidParameter, "the client went away before it sent the request body");
}

boost::asio::awaitable<Result<void>> RequestBody::fill() {
  if (place_ != nullptr) place_->suspend();
  const Wire::Fill filled = co_await wire_.fill_body();
  if (place_ != nullptr) place_->resume();
  switch (filled) {
    case Wire::Fill::kOk:
      co_return Result<void>();
    case Wire::Fill::kEnded:
      state_ = State::kFailed;
      co_return fail(ErrorKind::kInvalidParameter, "the request body ended too early");
    case Wire::Fill::kExpired:
      state_ = State::kFailed;
      co_return fail(ErrorKind::kTimeout, "the request body came too slowly");
  }
  co_return fail(ErrorKind::kInternal, "unreachable");
}

}  // namespace entrepot::http
