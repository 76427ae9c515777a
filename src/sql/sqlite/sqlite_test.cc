#include <gtest/gtest.h>

#include "async/run_blocking.h"
#include "sql/sqlite/lock_clauses.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::sql {
namespace {

TEST(LockClauses, AreDroppedAtTheEndAndInSubSelects) {
  using sqlite::drop_lock_clauses;
  EXPECT_EQ(drop_lock_clauses("SELECT a FROM t FOR UPDATE"), "SELECT a FROM t ");
  EXPECT_EQ(drop_lock_clauses("SELECT a FROM t for share of t, u skip locked"), "SELECT a FROM t ");
  EXPECT_EQ(drop_lock_clauses("UPDATE t SET a = 1 WHERE b IN (SELECT b FROM t FOR UPDATE SKIP LOCKED) RETURNING a"),
            "UPDATE t SET a = 1 WHERE b IN (SELECT b FROM t ) RETURNING a");
  EXPECT_EQ(drop_lock_clauses("SELECT a FROM t\nFOR NO KEY UPDATE NOWAIT;"), "SELECT a FROM t\n;");
}

TEST(LockClauses, LeaveEverythingElse) {
  using sqlite::drop_lock_clauses;
  for (const char* text : {"SELECT 'x FOR UPDATE' FROM t", "SELECT \"FOR UPDATE\" FROM t", "SELECT a_for FROM t",
                           "SELECT formula FROM t", "SELECT a FROM t FOR UPDATES"}) {
    EXPECT_EQ(drop_lock_clauses(text), text);
  }
}

std::unique_ptr<Database> in_memory() {
  return std::move(open_sqlite({.file = {}}).value());
}

async::Task<std::int64_t> insert(Transaction& t, std::string name) {
  ENTREPOT_CO_TRY(const Rows rows,
                  co_await t.query({"INSERT INTO thing (name) VALUES ($1) RETURNING id"}, params(name)));
  co_return rows.at(0).integer(0);
}
async::Task<std::int64_t> count(Transaction& t) {
  ENTREPOT_CO_TRY(const Rows rows, co_await t.query({"SELECT count(*) FROM thing FOR UPDATE"}));
  co_return rows.at(0).integer(0);
}
const std::vector<std::vector<std::string>> kVersions{{"CREATE TABLE thing (id {ID}, name {TEXT} NOT NULL UNIQUE)"}};

TEST(Sqlite, WritesAndReads) {
  const auto database = in_memory();
  ASSERT_TRUE(async::run_blocking(database->migrate(kVersions)));
  const auto id = async::run_blocking(database->write([](Transaction& t) { return insert(t, "one"); }));
  ASSERT_TRUE(id) << id.error().detail();
  EXPECT_EQ(async::run_blocking(database->read(count)).value(), 1);
}

TEST(Sqlite, RefusesAWriteInsideARead) {
  const auto database = in_memory();
  ASSERT_TRUE(async::run_blocking(database->migrate(kVersions)));
  const auto id = async::run_blocking(database->read([](Transaction& t) { return insert(t, "one"); }));
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind(), ErrorKind::kInternal);
}

}  // namespace
}  // namespace entrepot::sql
