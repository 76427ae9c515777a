#pragma once
// The transaction that a body sees. BEGIN goes out together with the first statement.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>

#include "sql/migration.h"
#include "sql/postgres/connection.h"

namespace entrepot::sql::postgres {

enum class Mode : std::uint8_t { kRead, kWrite, kMigrate };

class PostgresTransaction final : public Transaction, public SchemaTransaction {
 public:
  PostgresTransaction(Connection& connection, Mode mode, std::chrono::milliseconds statement_limit)
      : connection_(connection), mode_(mode), statement_limit_(statement_limit) {}
  /// Rolls back what was not ended; the body threw.
  ~PostgresTransaction() override;

  async::Task<Rows> query(Statement statement, Params parameters) override;
  async::Task<std::int64_t> execute(Statement statement, Params parameters) override;

  Transaction& transaction() override { return *this; }
  async::Task<void> change(std::string statement) override;
  const ColumnTypes& types() const override;

  /// The first statement's failure: nothing can be committed after it.
  const std::optional<Failure>& failure() const { return failure_; }
  /// Ends a read, without waiting, and commits a write.
  boost::asio::awaitable<Outcome<void>> commit(std::chrono::milliseconds limit);
  void roll_back();

 private:
  boost::asio::awaitable<Result<Answer>> run(Statement statement, const Params& parameters);
  Result<Answer> keep(Outcome<Answer> outcome);
  /// BEGIN the first time, then null.
  const char* opening();

  Connection& connection_;
  const Mode mode_;
  const std::chrono::milliseconds statement_limit_;
  bool begun_ = false;
  bool ended_ = false;
  std::optional<Failure> failure_;
};

}  // namespace entrepot::sql::postgres
