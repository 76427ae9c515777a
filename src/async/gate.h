#pragma once
// Counts what was spawned, so that stopping can wait for it. The only place that detaches a coroutine.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace entrepot::async {

/// Thread-safe. Must outlive every coroutine that passed it: call close_and_wait() before destroying.
class Gate {
 public:
  /// Called with the text of an exception that left a spawned coroutine: a bug, to be logged.
  using OnBug = std::function<void(const std::string& what)>;
  explicit Gate(OnBug on_bug) : on_bug_(std::move(on_bug)) {}

  /// Starts `task` on `executor`; false (and nothing started) once the gate is closed.
  bool spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> task);

  /// Lets nothing in any more and waits until all have left; false when `limit` passed first.
  bool close_and_wait(std::chrono::steady_clock::duration limit);

  std::size_t inside() const;

 private:
  OnBug on_bug_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::size_t inside_ = 0;
  bool closed_ = false;
};

}  // namespace entrepot::async
