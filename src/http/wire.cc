#include "http/wire.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace entrepot::http {
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

boost::asio::awaitable<void> Wire::pause() {
  paused_at_ = received_ + sent_;
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
  if (owes_pause()) co_await pause();
  const std::int64_t begun = Deadlines::now_ms();
  const std::uint64_t before = received_;
  watch_.arm(Wait::kBodyIn, pace_in_.next_wait(limits_));
  const Fill filled = co_await fill(Stream::Arrival::kNow);
  pace_in_.waited(Deadlines::now_ms() - begun);
  pace_in_.moved(received_ - before);
  co_return filled;
}

Io Wire::try_send(Gather& data) {
  const std::size_t before = data.size();
  const Io io = stream_.write_now(data);
  sent_ += before - data.size();
  pace_out_.moved(before - data.size());
  return io;
}

boost::asio::awaitable<bool> Wire::send(Gather data) {
  const Io io = try_send(data);
  co_return io == Io::kDone || (io == Io::kBlocked && co_await finish_send(data));
}

boost::asio::awaitable<bool> Wire::finish_send(Gather data) {
  for (;;) {
    const std::int64_t begun = Deadlines::now_ms();
    watch_.arm(Wait::kBodyOut, pace_out_.next_wait(limits_));
    co_await stream_.wait_writable();
    if (!watch_.disarm()) co_return false;
    pace_out_.waited(Deadlines::now_ms() - begun);
    if (const Io io = try_send(data); io != Io::kBlocked) co_return io == Io::kDone;
  }
}

}  // namespace entrepot::http
