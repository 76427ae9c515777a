#pragma once
// Jobs that wait for a thread. Bounded, thread-safe.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "sql/sqlite/job.h"

namespace entrepot::sql::sqlite {

class JobQueue {
 public:
  explicit JobQueue(std::size_t limit) : limit_(limit) {}

  /// Takes the job, or answers it at once: kOverloaded when full, kUnavailable when closed.
  void push(Job job) {
    Error refused;
    {
      const std::lock_guard lock(mutex_);
      if (!closed_ && jobs_.size() < limit_) {
        jobs_.push_back(std::move(job));
        if (waiting_ > 0) arrived_.notify_one();
        return;
      }
      refused = closed_ ? Error(ErrorKind::kUnavailable, "the metadata store is closed")
                        : Error(ErrorKind::kOverloaded, "the server is busy; try again");
    }
    job.done({.thrown = nullptr, .result = fail(std::move(refused))});
  }

  /// Waits for a job; nothing once the queue is closed and empty.
  std::optional<Job> pop() {
    std::unique_lock lock(mutex_);
    wait(lock);
    if (jobs_.empty()) return std::nullopt;
    std::optional<Job> job(std::move(jobs_.front()));
    jobs_.pop_front();
    return job;
  }

  /// Waits for a job; then moves up to `most` to `out`. False once the queue is closed and empty.
  bool pop_some(std::size_t most, std::vector<Job>& out) {
    std::unique_lock lock(mutex_);
    wait(lock);
    if (jobs_.empty()) return false;
    move_out(most, out);
    return true;
  }

  /// What is there now, up to `most`.
  void pop_ready(std::size_t most, std::vector<Job>& out) {
    const std::lock_guard lock(mutex_);
    move_out(most, out);
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    arrived_.notify_all();
  }

 private:
  void wait(std::unique_lock<std::mutex>& lock) {
    ++waiting_;
    arrived_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    --waiting_;
  }
  void move_out(std::size_t most, std::vector<Job>& out) {
    for (; most > 0 && !jobs_.empty(); --most) {
      out.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
    }
  }

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Job> jobs_;
  std::size_t waiting_ = 0;
  bool closed_ = false;
};

}  // namespace entrepot::sql::sqlite
