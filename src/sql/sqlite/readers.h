#pragma once
// Threads with a connection each, for transactions that read.

#include <memory>
#include <thread>
#include <vector>

#include "sql/sqlite/connection.h"
#include "sql/sqlite/health.h"
#include "sql/sqlite/job_queue.h"

namespace entrepot::sql::sqlite {

class Readers {
 public:
  Readers(std::vector<std::unique_ptr<Connection>> connections, std::size_t max_queued, const Health& health);
  ~Readers();

  void submit(Job job) { queue_.push(std::move(job)); }
  /// Answers what is queued, stops, and closes the connections.
  void close();

 private:
  void loop(Connection& connection);

  const Health& health_;
  std::vector<std::unique_ptr<Connection>> connections_;
  JobQueue queue_;
  std::vector<std::thread> threads_;
};

}  // namespace entrepot::sql::sqlite
