#pragma once
// The database port: transactions over prepared statements. sql/sqlite and sql/postgres implement it; both pass
// tests/contract/sql_contract.h. Holds no registry logic.
//
// One dialect is written: what SQLite 3.40 and PostgreSQL 15 (and what speaks its protocol) both take. Parameters are
// $1..$n, text of them without a zero byte. `FOR UPDATE`, `FOR SHARE` and `SKIP LOCKED` may be written at the end of a
// SELECT, of a sub-select too; the SQLite adapter, which has one writer, drops them. LIKE heeds case; write ESCAPE.
// Where PostgreSQL cannot see a parameter's type ($1 IS NULL, a NULL in INSERT .. SELECT $1), write $1::bigint: both
// take it. Migrations may use the column types {ID} (64-bit key made by the database, never used twice), {TEXT}
// (compared byte by byte), {INT} (64 bit) and {BLOB}; columns are strict, no other types.

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "async/task.h"

namespace entrepot::sql {

using Blob = std::vector<std::uint8_t>;
using Null = std::monostate;

/// A parameter or a column. Text and blobs of parameters are copied.
using Value = std::variant<Null, std::int64_t, std::string, Blob>;

/// A statement's text; must have static storage, it is the key of the prepared-statement cache.
struct Statement {
  const char* text;
};

/// Parameters in order: params(repo_id, name, std::optional<...>, Blob). Times are stored as microseconds (bind
/// `.time_since_epoch().count()`), booleans as 0 and 1.
using Params = std::vector<Value>;

inline Value to_value(Value v) {
  return v;
}
inline Value to_value(Null) {
  return Value(Null{});
}
inline Value to_value(std::integral auto n) {
  return Value(static_cast<std::int64_t>(n));
}
inline Value to_value(std::string v) {
  return Value(std::move(v));
}
inline Value to_value(std::string_view v) {
  return Value(std::string(v));
}
inline Value to_value(const char* v) {
  return Value(std::string(v));
}
inline Value to_value(Blob v) {
  return Value(std::move(v));
}
inline Value to_value(std::span<const std::uint8_t> v) {
  return Value(Blob(v.begin(), v.end()));
}
template <class T>
Value to_value(const std::optional<T>& v) {
  return v ? to_value(*v) : Value(Null{});
}
template <class... T>
Params params(T&&... v) {
  Params out;
  out.reserve(sizeof...(v));
  (out.push_back(to_value(std::forward<T>(v))), ...);
  return out;
}

/// One result row; columns from 0. Reading a column as the wrong type is a bug and aborts.
class Row {
 public:
  explicit Row(std::vector<Value> columns) : columns_(std::move(columns)) {}
  bool is_null(std::size_t column) const { return std::holds_alternative<Null>(columns_[column]); }
  std::int64_t integer(std::size_t column) const { return std::get<std::int64_t>(columns_[column]); }
  const std::string& text(std::size_t column) const { return std::get<std::string>(columns_[column]); }
  const Blob& blob(std::size_t column) const { return std::get<Blob>(columns_[column]); }
  std::optional<std::int64_t> maybe_integer(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
  std::optional<std::string> maybe_text(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
  }

 private:
  std::vector<Value> columns_;
};
using Rows = std::vector<Row>;

/// Valid only inside the function it was given to. One call at a time. After a call that failed the transaction is
/// over: further calls answer the same error, and so does write() even if fn returns a value (PostgreSQL allows nothing
/// else). So: not "insert, and look on a conflict", but INSERT .. ON CONFLICT DO NOTHING.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// Rows of a SELECT, or of a write with RETURNING. kConflict: the whole transaction must be run again (write() does).
  virtual async::Task<Rows> query(Statement statement, Params parameters = {}) = 0;
  /// Runs a write and says how many rows it changed. A violated foreign key or unique constraint is kConflict with the
  /// detail "constraint"; see is_constraint().
  virtual async::Task<std::int64_t> execute(Statement statement, Params parameters = {}) = 0;
};

/// True if the error is a violated constraint: never retried by write(), the caller decides what it means.
bool is_constraint(const Error& error);
/// True if the commit may or may not have happened: look at what is stored before saying anything.
bool is_outcome_unknown(const Error& error);

/// For adapters: the error of a violated constraint, with what the engine says about it for the log.
Error constraint_error(std::string detail);
/// For adapters: kInvalidParameter for text with a zero byte, which PostgreSQL cannot hold.
Result<void> check_parameter(const Value& value);
inline constexpr std::string_view kConstraintDetail = "constraint";
inline constexpr std::string_view kOutcomeUnknown = "outcome unknown";

/// Thread-safe. Callers' coroutines resume on their own executor, whose context must live until close() has returned: a
/// thread of the database may still be leaving it when the caller goes on.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs fn on one consistent snapshot; fn: Task<T>(Transaction&). Nothing may be written.
  template <class F>
  auto read(F fn) -> std::invoke_result_t<F&, Transaction&> {
    return run(Access::kRead, std::move(fn));
  }

  /// Runs fn in a transaction that is serialisable in effect, and durable when this returns a value. An error from fn
  /// rolls everything back. fn may be run several times (conflicts are retried, a bounded number of times), so it must
  /// not have effects outside the transaction. kUnavailable, of which is_outcome_unknown() is true, when the commit may
  /// or may not have happened: never to be reported as success.
  template <class F>
  auto write(F fn) -> std::invoke_result_t<F&, Transaction&> {
    return run(Access::kWrite, std::move(fn));
  }

  /// Brings the schema to the newest version; kUnavailable, saying what to do, when the stored one is newer.
  /// `versions[i]` are the statements that lead from version i to i+1; each version is one transaction.
  virtual async::Task<void> migrate(std::span<const std::vector<std::string>> versions) = 0;

  /// True when no other process can write: then a cache that the writer itself invalidates is right.
  virtual bool is_sole_writer() const = 0;

  /// Waits for running transactions and closes. Transactions asked for later answer kUnavailable.
  virtual void close() = 0;

 protected:
  enum class Access : std::uint8_t { kRead, kWrite };
  using Body = std::function<async::Task<void>(Transaction&)>;
  virtual async::Task<void> transact(Access access, Body body) = 0;

 private:
  template <class F>
  auto run(Access access, F fn) -> std::invoke_result_t<F&, Transaction&> {
    using Returned = typename std::invoke_result_t<F&, Transaction&>::value_type;  // Result<T>
    std::optional<Returned> out;
    const Result<void> done =
        co_await transact(access, [&](Transaction& transaction) { return keep<Returned>(fn, transaction, out); });
    if (!done) co_return std::unexpected(done.error());
    co_return std::move(*out);
  }

  template <class Returned, class F>
  static async::Task<void> keep(F& fn, Transaction& transaction, std::optional<Returned>& out) {
    Returned result = co_await fn(transaction);
    if (!result) co_return std::unexpected(std::move(result).error());
    out = std::move(result);
    co_return Result<void>{};
  }
};

}  // namespace entrepot::sql
