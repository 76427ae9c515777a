#include "http/deadlines.h"

#include <sys/socket.h>

#include <ctime>
#include <limits>
#include <string>

namespace entrepot::http {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kFired = kNone - 1;
constexpr int kWaitBits = 3;

constexpr std::array<std::string_view, 6> kWaitNames{"idle", "handshake", "head", "body_in", "body_out", "linger"};

std::int64_t pack(Wait what, std::int64_t at_ms) {
  return at_ms << kWaitBits | static_cast<std::int64_t>(what);
}
Wait wait_of(std::int64_t state) {
  return static_cast<Wait>(state & ((1 << kWaitBits) - 1));
}

/// Only the receiving side, where there is still something to say to the peer.
int side_to_shut(Wait what) {
  return what == Wait::kHead || what == Wait::kBodyIn ? SHUT_RD : SHUT_RDWR;
}

bool holds_no_request(Wait what) {
  return what == Wait::kIdle || what == Wait::kHandshake || what == Wait::kLinger;
}

}  // namespace

std::int64_t Deadlines::now_ms() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

Watch::Watch(Deadlines& all, int socket) : state_(kNone), socket_(socket), all_(all) {
  const std::lock_guard lock(all_.mutex_);
  after_ = all_.first_;
  if (after_ != nullptr) after_->before_ = this;
  all_.first_ = this;
}

Watch::~Watch() {
  const std::lock_guard lock(all_.mutex_);
  if (before_ != nullptr) before_->after_ = after_;
  if (after_ != nullptr) after_->before_ = before_;
  if (all_.first_ == this) all_.first_ = after_;
}

void Watch::arm(Wait what, std::chrono::milliseconds limit) {
  arm_until(what, Deadlines::now_ms() + limit.count());
}

// Sequentially consistent: close_idle() relies on it that a connection that goes idle after the server began to stop
// sees the stop, or is seen.
void Watch::arm_until(Wait what, std::int64_t at_ms) {
  state_.store(pack(what, at_ms));
}

bool Watch::disarm() {
  return state_.exchange(kNone) != kFired;
}

Deadlines::Deadlines(observe::Metrics& metrics) {
  for (std::size_t i = 0; i < kWaitNames.size(); ++i) {
    expired_[i] = &metrics.counter("entrepot_http_timeouts_total", "Connections that waited too long, by what for.",
                                   {{"kind", std::string(kWaitNames[i])}});
  }
}

void Deadlines::sweep() {
  const std::int64_t now = now_ms();
  const std::lock_guard lock(mutex_);
  for (Watch* watch = first_; watch != nullptr; watch = watch->after_) {
    std::int64_t state = watch->state_.load(std::memory_order_relaxed);
    if (state >= kFired || state >> kWaitBits > now) continue;
    if (!watch->state_.compare_exchange_strong(state, kFired)) continue;
    expired_[static_cast<std::size_t>(wait_of(state))]->add();
    ::shutdown(watch->socket_, side_to_shut(wait_of(state)));
  }
}

void Deadlines::close_idle() {
  const std::lock_guard lock(mutex_);
  for (Watch* watch = first_; watch != nullptr; watch = watch->after_) {
    std::int64_t state = watch->state_.load();
    if (state >= kFired || !holds_no_request(wait_of(state))) continue;
    if (watch->state_.compare_exchange_strong(state, kFired)) ::shutdown(watch->socket_, SHUT_RDWR);
  }
}

void Deadlines::close_all() {
  const std::lock_guard lock(mutex_);
  for (Watch* watch = first_; watch != nullptr; watch = watch->after_) ::shutdown(watch->socket_, SHUT_RDWR);
}

}  // namespace entrepot::http
