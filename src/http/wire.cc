#include "http/wire.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace entrepot::http {
namespace {

// A peer that is always ready must not keep one thread from all others.
constexpr std::uint64_t kPauseAfter = 4_MiB;

}  // namespace

std::chrono::milliseconds Pace::next_wait(const Limits& limits) const {
  std::int64_t wait = limits.body_timeout.count();
  if (limits.min_body_rate > 0) {
    const auto earned =
        static_cast<std::int64_t>(std::min<std::uint64_t>(bytes_, 1ULL << 50U) * 1000 / limits.min_body_rate);
    wait = std::min(wait, std::max<std::int64_t>(limits.rate_grace.count(), earned) - waited_ms_);
  }
  return std::chrono::milliseconds(std::max<std::int64_t>(wait, 0));
}

void Wire::restart_paces() {
  pace_in_.restart();
  pace_out_.restart();
}

void Wire::shrink() {
  in_.shrink();
  stream_.shrink();
}

boost::asio::awaitable<void> Wire::yield_sometimes(std::uint64_t bytes) {
  without_pause_ += bytes;
  if (without_pause_ < kPauseAfter) co_return;
  without_pause_ = 0;
  co_await boost::asio::post(boost::asio::use_awaitable);
}

boost::asio::awaitable<Wire::Fill> Wire::fill(Stream::Arrival arrival) {
  const std::size_t n = co_await stream_.read_some(in_.space(), arrival);
  in_.added(n);
  received_ += n;
  if (!watch_.disarm()) co_return Fill::kExpired;
  co_return n == 0 ? Fill::kEnded : Fill::kOk;
}

boost::asio::awaitable<Wire::Fill> Wire::fill_body() {
  co_await yield_sometimes(in_.size());
  const std::int64_t begun = Deadlines::now_ms();
  const std::uint64_t before = received_;
  watch_.arm(Wait::kBodyIn, pace_in_.next_wait(limits_));
  const Fill filled = co_await fill(Stream::Arrival::kNow);
  pace_in_.waited(Deadlines::now_ms() - begun);
  pace_in_.moved(received_ - before);
  co_return filled;
}

boost::asio::awaitable<bool> Wire::send(Gather data) {
  const std::size_t all = data.size();
  switch (stream_.write_now(data)) {
    case Io::kDone:
      sent_ += all;
      pace_out_.moved(all);
      co_await yield_sometimes(all);
      co_return true;
    case Io::kGone:
      co_return false;
    case Io::kBlocked:
      break;
  }
  sent_ += all - data.size();
  pace_out_.moved(all - data.size());
  co_return co_await send_slowly(data);
}

boost::asio::awaitable<bool> Wire::send_slowly(Gather data) {
  for (;;) {
    const std::int64_t begun = Deadlines::now_ms();
    watch_.arm(Wait::kBodyOut, pace_out_.next_wait(limits_));
    co_await stream_.wait_writable();
    if (!watch_.disarm()) co_return false;
    pace_out_.waited(Deadlines::now_ms() - begun);
    const std::size_t before = data.size();
    const Io io = stream_.write_now(data);
    sent_ += before - data.size();
    pace_out_.moved(before - data.size());
    if (io != Io::kBlocked) co_return io == Io::kDone;
  }
}

}  // namespace entrepot::http
