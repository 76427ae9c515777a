#pragma once
// Runs one coroutine to its end on the calling thread: for tests, the command line, and start-up.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "async/task.h"

namespace entrepot::async {

template <class T>
Result<T> run_blocking(boost::asio::io_context& context, Task<T> task) {
  std::optional<Result<T>> out;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr e, Result<T> value) {
    thrown = e;
    out = std::move(value);
  });
  context.restart();
  while (!out && context.run_one() != 0) {
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
