#pragma once
// The one writer: takes every queued transaction, runs each in a savepoint of one transaction, commits once for all
// (group commit: one sync), and only then answers them.

#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "sql/sqlite/checkpointer.h"
#include "sql/sqlite/connection.h"
#include "sql/sqlite/health.h"
#include "sql/sqlite/job_queue.h"
#include "sql/sqlite/transaction.h"

namespace entrepot::sql::sqlite {

struct WriterLimits {
  std::size_t max_queued;
  std::size_t max_batch;
};

class Writer {
 public:
  Writer(std::unique_ptr<Connection> connection, WriterLimits limits, Checkpointer& checkpointer, Health& health);
  ~Writer();

  void submit(Job job) { queue_.push(std::move(job)); }
  /// Answers what is queued, stops, and closes the connection.
  void close();

 private:
  void loop();
  /// Runs jobs_ (and those that arrive meanwhile) in one transaction and answers them.
  void run_batch();
  Result<void> attempt(std::vector<Job>& jobs, std::vector<Ending>& endings);
  Result<void> run_all(std::vector<Job>& jobs, std::vector<Ending>& endings);
  Result<void> run_one(const Job& job, Ending& ending);
  Result<void> commit();
  void roll_back();
  void run_alone();
  static int on_commit(void* self, sqlite3* db, const char* name, int log_pages);

  std::unique_ptr<Connection> connection_;
  const WriterLimits limits_;
  Checkpointer& checkpointer_;
  Health& health_;
  JobQueue queue_;
  BodyRunner runner_;
  std::vector<Job> jobs_;
  std::vector<Ending> endings_;
  std::thread thread_;
};

}  // namespace entrepot::sql::sqlite
