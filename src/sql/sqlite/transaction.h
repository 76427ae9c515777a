#pragma once
// The transaction that a body sees, and the running of bodies on a thread of the database.

#include <boost/asio/io_context.hpp>
#include <optional>

#include "sql/migration.h"
#include "sql/sqlite/connection.h"
#include "sql/sqlite/job.h"

namespace entrepot::sql::sqlite {

class SqliteTransaction final : public Transaction, public SchemaTransaction {
 public:
  explicit SqliteTransaction(Connection& connection) : connection_(connection) {}

  async::Task<Rows> query(Statement statement, Params parameters) override;
  async::Task<std::int64_t> execute(Statement statement, Params parameters) override;

  Transaction& transaction() override { return *this; }
  async::Task<void> change(std::string statement) override;
  const ColumnTypes& types() const override;

  /// The error of the first statement that failed: nothing may be committed after it.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  Result<Outcome> run(Statement statement, const Params& parameters);
  Connection& connection_;
  std::optional<Error> failure_;
};

/// Runs bodies, one after the other, on the calling thread.
class BodyRunner {
 public:
  /// Until the body has returned. A body that ignored a failed statement has failed.
  Ending run(const Body& body, Connection& connection);

 private:
  boost::asio::io_context context_{1};
};

}  // namespace entrepot::sql::sqlite
