#pragma once
// Waiting for something that a pool thread will do.

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

namespace entrepot::blob {

/// Resumes a suspended coroutine on its own executor. Call it once, from any thread.
using Resume = std::move_only_function<void()>;

/// Suspends the caller and hands `park` the way to resume it. Everything that `park` touches must live until then.
template <class Park>
boost::asio::awaitable<void> suspend(Park park) {
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [](auto handler, Park with) {
        auto executor = boost::asio::get_associated_executor(handler);
        // The guard keeps the executor's context running while nobody but a pool thread knows of this coroutine.
        with(Resume([executor, guard = boost::asio::make_work_guard(executor), done = std::move(handler)]() mutable {
          boost::asio::post(executor, [finish = std::move(done), kept = std::move(guard)]() mutable {
            kept.reset();
            std::move(finish)();
          });
        }));
      },
      boost::asio::use_awaitable, std::move(park));
}

}  // namespace entrepot::blob
