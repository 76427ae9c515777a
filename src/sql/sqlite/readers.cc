#include "sql/sqlite/readers.h"

#include "sql/sqlite/transaction.h"

namespace entrepot::sql::sqlite {

Readers::Readers(std::vector<std::unique_ptr<Connection>> connections, std::size_t max_queued, const Health& health)
    : health_(health), connections_(std::move(connections)), queue_(max_queued) {
  for (const auto& connection : connections_) threads_.emplace_back([this, &connection] { loop(*connection); });
}

Readers::~Readers() {
  close();
}

void Readers::close() {
  queue_.close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (!health_.is_good()) {
    for (const auto& connection : connections_) connection->forbid_checkpoints();
  }
  connections_.clear();
}

void Readers::loop(Connection& connection) {
  BodyRunner runner;
  while (std::optional<Job> job = queue_.pop()) {
    Ending ending;
    if (Result<void> begun = connection.control("BEGIN"); !begun) {
      ending.result = std::move(begun);
    } else {
      ending = runner.run(*job->body, connection);
      const Result<void> ended = connection.control("ROLLBACK");  // nothing was written
      if (!ended && !ending.thrown && ending.result) ending.result = ended;
    }
    job->done(std::move(ending));
  }
}

}  // namespace entrepot::sql::sqlite
