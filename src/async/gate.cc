#include "async/gate.h"

#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace entrepot::async {

bool Gate::spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    ++inside_;
  }
  boost::asio::co_spawn(executor, std::move(task), [this](std::exception_ptr thrown) {
    if (thrown) {
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& e) {
        on_bug_(e.what());
      } catch (...) {
        on_bug_("unknown exception");
      }
    }
    const std::lock_guard lock(mutex_);
    --inside_;
    left_.notify_all();
  });
  return true;
}

bool Gate::close_and_wait(std::chrono::steady_clock::duration limit) {
  std::unique_lock lock(mutex_);
  closed_ = true;
  return left_.wait_for(lock, limit, [this] { return inside_ == 0; });
}

std::size_t Gate::inside() const {
  const std::lock_guard lock(mutex_);
  return inside_;
}

}  // namespace entrepot::async
