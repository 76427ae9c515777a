#pragma once
// A transaction on its way to a thread of the database, and back to its caller.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <functional>
#include <utility>

#include "sql/database.h"

namespace entrepot::sql::sqlite {

using Body = std::function<async::Task<void>(Transaction&)>;

/// How a transaction ended: an exception is a bug of its body and goes to the caller.
struct Ending {
  std::exception_ptr thrown;
  Result<void> result;
};

struct Job {
  Body* body = nullptr;  // in the caller's frame, which waits
  std::move_only_function<void(Ending)> done;
};

/// Resumes `handler` on its own executor, from any thread, once.
template <class Handler>
std::move_only_function<void(Ending)> resume_on_own_executor(Handler handler) {
  auto executor = boost::asio::get_associated_executor(handler);
  auto guard = boost::asio::make_work_guard(executor);
  return [executor, guard = std::move(guard), handler = std::move(handler)](Ending ending) mutable {
    // The guard goes along: once the caller has resumed, its context may be gone.
    boost::asio::post(executor,
                      [finish = std::move(handler), end = std::move(ending), kept = std::move(guard)]() mutable {
                        kept.reset();
                        std::move(finish)(std::move(end.thrown), std::move(end.result));
                      });
  };
}

}  // namespace entrepot::sql::sqlite
