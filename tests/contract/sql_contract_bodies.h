#pragma once
// Bodies of transactions that several contract tests share.

#include "sql/database.h"

namespace entrepot::sql::contract {

inline async::Task<Rows> query_once(Transaction& t, Statement statement, Params parameters) {
  return t.query(statement, std::move(parameters));
}
inline async::Task<std::int64_t> execute_once(Transaction& t, Statement statement, Params parameters) {
  return t.execute(statement, std::move(parameters));
}

/// Reads a number and writes it back one larger: loses updates unless transactions are serialisable.
inline async::Task<void> increment(Transaction& t, std::string name) {
  ENTREPOT_CO_TRY(const Rows rows,
                  co_await t.query({"SELECT number FROM thing WHERE name = $1 FOR UPDATE"}, params(name)));
  ENTREPOT_CO_TRY(
      [[maybe_unused]] const auto changed,
      co_await t.execute({"UPDATE thing SET number = $2 WHERE name = $1"}, params(name, rows.at(0).integer(0) + 1)));
  co_return Result<void>{};
}

inline async::Task<void> insert_thing(Transaction& t, std::string name, std::int64_t number) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto changed,
                  co_await t.execute({"INSERT INTO thing (name, number) VALUES ($1, $2)"}, params(name, number)));
  co_return Result<void>{};
}

/// 5 MiB, as large as a manifest may be.
inline async::Task<void> insert_large_thing(Transaction& t, std::string name) {
  ENTREPOT_CO_TRY(
      [[maybe_unused]] const auto changed,
      co_await t.execute({"INSERT INTO thing (name, bytes) VALUES ($1, $2)"}, params(name, Blob(5 << 20, 7))));
  co_return Result<void>{};
}

/// Inserts, then fails for a reason of its own.
inline async::Task<void> insert_and_give_up(Transaction& t, std::string name) {
  ENTREPOT_CO_CHECK_OK(co_await insert_thing(t, name, 1));
  co_return fail(ErrorKind::kImageNotFound, "changed my mind");
}

}  // namespace entrepot::sql::contract
