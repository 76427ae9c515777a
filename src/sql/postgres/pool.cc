#include "sql/postgres/pool.h"

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "observe/log.h"

namespace entrepot::sql::postgres {
namespace {

constexpr observe::Logger kLog{"sql.postgres"};
/// How late a deadline may be noticed.
constexpr std::chrono::milliseconds kPatrolInterval{100};

using Clock = std::chrono::steady_clock;

std::unexpected<Error> busy() {
  return fail(ErrorKind::kOverloaded, "the metadata store is busy; try again");
}

}  // namespace

Lease::Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {}

Lease& Lease::operator=(Lease&& other) noexcept {
  give_back();
  pool_ = std::move(other.pool_);
  connection_ = std::move(other.connection_);
  return *this;
}

Lease::~Lease() {
  give_back();
}

void Lease::give_back() {
  if (pool_ == nullptr) return;
  pool_->take_back(std::move(connection_));
  pool_.reset();
}

void Lease::fill(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
  pool_->filled(connection_.get());
}

Pool::Pool(PostgresOptions options)
    : options_(std::move(options)), connectors_({.threads = 2, .max_queued = options_.connections + 1}) {
  patrol_ = std::thread([this] { patrol(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    patrol_wake_.notify_all();
  }
  patrol_.join();
}

boost::asio::awaitable<Result<Lease>> Pool::acquire() {
  Result<Lease> lease =
      co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Result<Lease>)>(
          [this](auto handler) {
            auto executor = boost::asio::get_associated_executor(handler);
            auto guard = boost::asio::make_work_guard(executor);
            ask([executor, guard = std::move(guard), done = std::move(handler)](Result<Lease> granted) mutable {
              boost::asio::post(
                  executor, [finish = std::move(done), kept = std::move(guard), value = std::move(granted)]() mutable {
                    kept.reset();
                    std::move(finish)(std::move(value));
                  });
            });
          },
          boost::asio::use_awaitable);
  if (!lease) co_return std::unexpected(std::move(lease).error());
  if (lease->is_empty()) {
    ENTREPOT_CO_TRY(auto connection, co_await connectors_.run([this] { return Connection::open(options_); }));
    lease->fill(std::move(connection));
  }
  (*lease)->attach(co_await boost::asio::this_coro::executor);
  co_return std::move(*lease);
}

void Pool::ask(Grant grant) {
  std::unique_lock lock(mutex_);
  if (closed_) {
    lock.unlock();
    grant(fail(ErrorKind::kUnavailable, "the metadata store is closed"));
  } else if (leases_ < options_.connections) {
    ++leases_;
    std::unique_ptr<Connection> connection;
    if (!idle_.empty()) {
      connection = std::move(idle_.back());  // the one used last: its server process is warm
      idle_.pop_back();
      lent_.push_back(connection.get());
    }
    if (patrol_sleeps_) patrol_wake_.notify_all();
    lock.unlock();
    grant(Lease(shared_from_this(), std::move(connection)));
  } else if (waiters_.size() < options_.max_waiting) {
    waiters_.push_back({.grant = std::move(grant), .until = Clock::now() + options_.acquire_limit});
  } else {
    lock.unlock();
    grant(busy());
  }
}

void Pool::filled(Connection* connection) {
  const std::lock_guard lock(mutex_);
  lent_.push_back(connection);
}

void Pool::add(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

void Pool::take_back(std::unique_ptr<Connection> connection) {
  if (connection) connection->detach();
  Grant next;
  std::unique_ptr<Connection> closing;  // outside the lock
  {
    const std::lock_guard lock(mutex_);
    if (connection) std::erase(lent_, connection.get());
    const bool usable = connection && connection->is_usable() && !closed_;
    if (!usable) closing = std::move(connection);
    if (!waiters_.empty()) {
      next = std::move(waiters_.front().grant);
      waiters_.pop_front();
      if (connection) lent_.push_back(connection.get());
    } else {
      --leases_;
      if (connection) idle_.push_back(std::move(connection));
      if (leases_ == 0) came_back_.notify_all();
    }
  }
  if (next) next(Lease(shared_from_this(), std::move(connection)));
}

void Pool::distrust_idle() {
  std::vector<std::unique_ptr<Connection>> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

void Pool::close(std::chrono::milliseconds limit) {
  std::vector<std::unique_ptr<Connection>> closing;
  std::unique_lock lock(mutex_);
  closed_ = true;
  if (!came_back_.wait_for(lock, limit, [this] { return leases_ == 0; })) {
    kLog.error("transactions_still_running", {{"count", leases_}});
  }
  closing.swap(idle_);
}

void Pool::patrol() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (leases_ == 0 && waiters_.empty()) {
      patrol_sleeps_ = true;
      patrol_wake_.wait(lock);
      patrol_sleeps_ = false;
      continue;
    }
    patrol_wake_.wait_for(lock, kPatrolInterval);
    for (Connection* connection : lent_) connection->expire_if_late(Clock::now());
    refuse_late_waiters(lock);
  }
}

void Pool::refuse_late_waiters(std::unique_lock<std::mutex>& lock) {
  while (!waiters_.empty() && waiters_.front().until <= Clock::now()) {
    Grant grant = std::move(waiters_.front().grant);
    waiters_.pop_front();
    lock.unlock();
    grant(busy());
    lock.lock();
  }
}

}  // namespace entrepot::sql::postgres
