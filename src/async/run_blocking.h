#pragma once
// Runs one coroutine to its end on the calling thread: for tests, the command line, and start-up.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "async/task.h"

namespace entrepot::async {
namespace detail {

// co_spawn default-constructs the result of what it spawns, and not every T can be: so the result is kept aside.
template <class T>
boost::asio::awaitable<void> keep_result(Task<T> task, std::optional<Result<T>>& out) {
  out.emplace(co_await std::move(task));
}

}  // namespace detail

template <class T>
Result<T> run_blocking(boost::asio::io_context& context, Task<T> task) {
  std::optional<Result<T>> out;
  std::exception_ptr thrown;
  bool done = false;
  boost::asio::co_spawn(context, detail::keep_result(std::move(task), out), [&](std::exception_ptr e) {
    thrown = e;
    done = true;
  });
  context.restart();
  while (!done && context.run_one() != 0) {
  }
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*out);
}

/// With a context of this thread, which outlives the pool threads that are still handing over a result.
template <class T>
Result<T> run_blocking(Task<T> task) {
  thread_local boost::asio::io_context context(1);
  return run_blocking(context, std::move(task));
}

}  // namespace entrepot::async
