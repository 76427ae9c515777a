#pragma once
// Threads for work that blocks: disk, SQLite, big hashes. Bounded: a full queue answers kOverloaded.

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <type_traits>

#include "async/task.h"

namespace entrepot::async {

class BlockingPool {
 public:
  struct Options {
    std::size_t threads = 4;
    std::size_t max_queued = 4096;
  };
  explicit BlockingPool(Options options) : max_queued_(options.max_queued), pool_(options.threads) {}
  /// Waits for the running work.
  ~BlockingPool() { pool_.join(); }

  /// Runs `fn` (returning Result<T>) on a pool thread and resumes the caller on its own executor.
  /// kOverloaded when max_queued calls wait already. `fn` must not throw.
  template <class F, class R = std::invoke_result_t<F&>>
  boost::asio::awaitable<R> run(F fn) {
    if (queued_.fetch_add(1, std::memory_order_relaxed) >= max_queued_) {
      queued_.fetch_sub(1, std::memory_order_relaxed);
      co_return fail(ErrorKind::kOverloaded, "the server is busy; try again");
    }
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(R)>(
        [this](auto handler, F work) {
          auto executor = boost::asio::get_associated_executor(handler);
          boost::asio::post(pool_, [this, executor, guard = boost::asio::make_work_guard(executor),
                                    done = std::move(handler), task = std::move(work)]() mutable {
            queued_.fetch_sub(1, std::memory_order_relaxed);
            R result = task();
            // The guard goes along: once the caller has resumed, its context may be gone.
            boost::asio::post(executor,
                              [finish = std::move(done), value = std::move(result), kept = std::move(guard)]() mutable {
                                kept.reset();
                                std::move(finish)(std::move(value));
                              });
          });
        },
        boost::asio::use_awaitable, std::move(fn));
  }

  /// How many calls wait for a thread: a metric.
  std::size_t queued() const { return queued_.load(std::memory_order_relaxed); }

  /// For plain work that nobody waits for (prefetching); the caller must outlive it or own what it touches.
  boost::asio::thread_pool::executor_type executor() { return pool_.get_executor(); }

 private:
  const std::size_t max_queued_;
  std::atomic<std::size_t> queued_{0};
  boost::asio::thread_pool pool_;
};

}  // namespace entrepot::async
