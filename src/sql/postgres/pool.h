#pragma once
// Connections, lent to one transaction at a time, and the thread that ends waits which take too long.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "async/blocking_pool.h"
#include "sql/postgres/connection.h"

namespace entrepot::sql::postgres {

class Pool;

/// A connection on loan; goes back, or is closed if it is of no use any more, in the destructor.
class Lease {
 public:
  Lease() = default;
  Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection);
  Lease(Lease&&) = default;
  Lease& operator=(Lease&& other) noexcept;
  ~Lease();
  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }
  /// A permit to open a connection, when there is none yet.
  bool is_empty() const { return connection_ == nullptr; }
  void fill(std::unique_ptr<Connection> connection);

 private:
  void give_back();
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Connection> connection_;
};

/// Thread-safe. Held by shared_ptr: leases keep it alive.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  explicit Pool(PostgresOptions options);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  /// A connection, attached to the caller's executor. kOverloaded when too many wait, or for too long; kUnavailable
  /// when the server cannot be reached.
  boost::asio::awaitable<Result<Lease>> acquire();
  /// Puts an open connection in.
  void add(std::unique_ptr<Connection> connection);
  /// Closes the connections that nobody uses: one was lost, they are likely to be of the same dead server.
  void distrust_idle();
  /// Refuses newcomers and waits until all leases are back, for `limit` at most.
  void close(std::chrono::milliseconds limit);

 private:
  friend class Lease;
  using Grant = std::move_only_function<void(Result<Lease>)>;
  struct Waiter {
    Grant grant;
    std::chrono::steady_clock::time_point until;
  };
  /// Grants at once, or queues.
  void ask(Grant grant);
  void take_back(std::unique_ptr<Connection> connection);
  void filled(Connection* connection);
  void patrol();
  void refuse_late_waiters(std::unique_lock<std::mutex>& lock);

  const PostgresOptions options_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::condition_variable patrol_wake_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::vector<Connection*> lent_;
  std::size_t leases_ = 0;  // lent connections and permits
  std::deque<Waiter> waiters_;
  bool closed_ = false;
  bool stop_ = false;
  bool patrol_sleeps_ = false;  // until there is something to watch
  async::BlockingPool connectors_;
  std::thread patrol_;
};

}  // namespace entrepot::sql::postgres
