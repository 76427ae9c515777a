#pragma once
// Many tasks at once.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>
#include <memory>
#include <vector>

#include "async/task.h"

namespace entrepot::sql::contract {

/// Runs tasks at the same time, on the threads of a pool, and collects how they ended.
class Crowd {
 public:
  explicit Crowd(boost::asio::thread_pool& threads) : threads_(threads) {}
  void add(async::Task<void> task) {
    auto ended = std::make_shared<std::promise<Result<void>>>();
    endings_.push_back(ended->get_future());
    boost::asio::co_spawn(threads_, std::move(task), [ended](std::exception_ptr thrown, Result<void> result) {
      thrown ? ended->set_exception(thrown) : ended->set_value(std::move(result));
    });
  }
  /// In the order of add().
  std::vector<Result<void>> wait() {
    std::vector<Result<void>> results;
    for (auto& ending : endings_) results.push_back(ending.get());
    return results;
  }
  std::size_t count_ok() {
    std::size_t ok = 0;
    for (const Result<void>& result : wait()) {
      ok += result ? 1 : 0;
      if (!result) last_error_ = result.error();
    }
    return ok;
  }
  const Error& last_error() const { return last_error_; }

 private:
  Error last_error_;
  std::vector<std::future<Result<void>>> endings_;
  boost::asio::thread_pool& threads_;
};

}  // namespace entrepot::sql::contract
