#include "sql/sqlite/transaction.h"

#include <boost/asio/co_spawn.hpp>

namespace entrepot::sql::sqlite {
namespace {

// AUTOINCREMENT: without it SQLite gives the key of a deleted last row to the next one, PostgreSQL never does.
constexpr ColumnTypes kTypes{
    .id = "INTEGER PRIMARY KEY AUTOINCREMENT", .text = "TEXT", .integer = "INTEGER", .blob = "BLOB"};

/// Tables are STRICT, so that a value of the wrong type fails here as it does in PostgreSQL.
std::string made_strict(std::string statement) {
  const std::size_t end = statement.find_last_not_of(" \t\r\n;");
  const std::size_t begin = statement.find_first_not_of(" \t\r\n");
  if (end == std::string::npos || !std::string_view(statement).substr(begin).starts_with("CREATE TABLE")) {
    return statement;
  }
  statement.resize(end + 1);
  return statement + (statement.ends_with(')') ? " STRICT" : ", STRICT");
}

}  // namespace

Result<Outcome> SqliteTransaction::run(Statement statement, const Params& parameters) {
  if (failure_) return fail(*failure_);
  Result<Outcome> outcome = connection_.run(statement, parameters);
  if (!outcome) failure_ = outcome.error();
  return outcome;
}

async::Task<Rows> SqliteTransaction::query(Statement statement, Params parameters) {
  ENTREPOT_CO_TRY(Outcome outcome, run(statement, parameters));
  co_return std::move(outcome.rows);
}

async::Task<std::int64_t> SqliteTransaction::execute(Statement statement, Params parameters) {
  ENTREPOT_CO_TRY(const Outcome outcome, run(statement, parameters));
  co_return outcome.changed;
}

async::Task<void> SqliteTransaction::change(std::string statement) {
  if (failure_) co_return fail(*failure_);
  Result<void> done = connection_.run_text(made_strict(std::move(statement)));
  if (!done) failure_ = done.error();
  co_return done;
}

const ColumnTypes& SqliteTransaction::types() const {
  return kTypes;
}

Ending BodyRunner::run(const Body& body, Connection& connection) {
  SqliteTransaction transaction(connection);
  std::optional<Ending> ending;
  boost::asio::co_spawn(context_, body(transaction), [&](std::exception_ptr thrown, Result<void> result) {
    ending = Ending{.thrown = std::move(thrown), .result = std::move(result)};
  });
  context_.restart();
  while (!ending && context_.run_one() != 0) {
  }
  if (!ending) {  // it waits for something that is gone; its frame is freed with the context
    return {.thrown = nullptr, .result = fail(ErrorKind::kInternal, "a transaction was abandoned")};
  }
  if (!ending->thrown && ending->result && transaction.failure()) ending->result = fail(*transaction.failure());
  return std::move(*ending);
}

}  // namespace entrepot::sql::sqlite
