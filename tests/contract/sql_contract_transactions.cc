// Transactions: all or nothing, and as if one after the other.

#include <stdexcept>

#include "tests/contract/sql_contract.h"
#include "tests/contract/sql_contract_bodies.h"

namespace entrepot::sql::contract {
namespace {

constexpr Statement kCountThings{"SELECT count(*) FROM thing"};

async::Task<std::int64_t> write_and_read(Transaction& t) {
  ENTREPOT_CO_CHECK_OK(co_await insert_thing(t, "a", 41));
  ENTREPOT_CO_TRY([[maybe_unused]] const auto changed,
                  co_await t.execute({"UPDATE thing SET number = number + 1 WHERE name = $1"}, params("a")));
  ENTREPOT_CO_TRY(const Rows rows, co_await t.query({"SELECT number FROM thing WHERE name = $1"}, params("a")));
  co_return rows.at(0).integer(0);
}

TEST_P(SqlContract, SeesItsOwnWrites) {
  EXPECT_EQ(must(write(write_and_read)), 42);
  EXPECT_EQ(number({"SELECT number FROM thing WHERE name = 'a'"}), 42) << "and so does who comes after it";
}

TEST_P(SqlContract, RollsBackWhenTheBodyFails) {
  const auto result = write([](Transaction& t) { return insert_and_give_up(t, "a"); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::kImageNotFound) << "the body's own error comes back";
  EXPECT_EQ(number(kCountThings), 0);
}

async::Task<void> insert_and_throw(Transaction& t) {
  ENTREPOT_CO_CHECK_OK(co_await insert_thing(t, "a", 1));
  throw std::logic_error("bug");
}

TEST_P(SqlContract, RollsBackAndRethrowsWhenTheBodyThrows) {
  EXPECT_THROW(static_cast<void>(write(insert_and_throw)), std::logic_error);
  EXPECT_EQ(number(kCountThings), 0);
}

TEST_P(SqlContract, CountsTheRowsThatAWriteChanged) {
  EXPECT_EQ(must(execute({"INSERT INTO thing (name, number) VALUES ('a', 1), ('b', 1), ('c', 2)"})), 3);
  EXPECT_EQ(must(execute({"UPDATE thing SET number = 5 WHERE number = $1"}, params(1))), 2);
  EXPECT_EQ(must(execute({"DELETE FROM thing WHERE number = $1"}, params(77))), 0);
  EXPECT_EQ(must(execute({"DELETE FROM thing"})), 3);
}

TEST_P(SqlContract, InsertsOnceOnConflictDoNothing) {
  constexpr Statement kOnce{"INSERT INTO thing (name, number) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};
  EXPECT_EQ(must(execute(kOnce, params("a", 1))), 1);
  EXPECT_EQ(must(execute(kOnce, params("a", 2))), 0);
  EXPECT_EQ(number({"SELECT number FROM thing"}), 1);
}

TEST_P(SqlContract, UpsertsAndReturnsWhatIsStored) {
  constexpr Statement kUpsert{
      "INSERT INTO thing (name, number) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET number = thing.number + 1 "
      "RETURNING number, name"};
  EXPECT_EQ(must(query(kUpsert, params("a"))).at(0).integer(0), 1);
  const Rows rows = must(query(kUpsert, params("a")));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].integer(0), 2);
  EXPECT_EQ(rows[0].text(1), "a");
  EXPECT_EQ(must(query({"DELETE FROM thing RETURNING name"})).size(), 1u);
}

TEST_P(SqlContract, MakesKeysAndNeverUsesOneTwice) {
  constexpr Statement kInsert{"INSERT INTO parent (name) VALUES ($1) RETURNING id"};
  const std::int64_t first = must(query(kInsert, params("a"))).at(0).integer(0);
  const std::int64_t second = must(query(kInsert, params("b"))).at(0).integer(0);
  EXPECT_GT(second, first);
  must(execute({"DELETE FROM parent WHERE id = $1"}, params(second)));
  EXPECT_GT(must(query(kInsert, params("c"))).at(0).integer(0), second);
}

async::Task<void> insert_parent(Transaction& t, std::string name, int& runs) {
  ++runs;
  ENTREPOT_CO_TRY([[maybe_unused]] const auto changed,
                  co_await t.execute({"INSERT INTO parent (name) VALUES ($1)"}, params(name)));
  co_return Result<void>{};
}

TEST_P(SqlContract, TellsAViolatedUniqueConstraintAndDoesNotRetryIt) {
  int runs = 0;
  must(write([&](Transaction& t) { return insert_parent(t, "a", runs); }));
  runs = 0;
  const auto again = write([&](Transaction& t) { return insert_parent(t, "a", runs); });
  ASSERT_FALSE(again);
  EXPECT_TRUE(is_constraint(again.error())) << again.error().detail();
  EXPECT_EQ(again.error().message().find("INSERT"), std::string_view::npos) << "the message may go to a client";
  EXPECT_EQ(runs, 1);
}

TEST_P(SqlContract, RestrictsTheDeleteOfARowThatIsReferredTo) {
  const std::int64_t parent = must(query({"INSERT INTO parent (name) VALUES ('p') RETURNING id"})).at(0).integer(0);
  must(execute({"INSERT INTO child (parent_id, name) VALUES ($1, 'c')"}, params(parent)));

  const auto removed = execute({"DELETE FROM parent WHERE id = $1"}, params(parent));
  ASSERT_FALSE(removed);
  EXPECT_TRUE(is_constraint(removed.error())) << removed.error().detail();
  const auto orphan = execute({"INSERT INTO child (parent_id) VALUES ($1)"}, params(parent + 1000));
  ASSERT_FALSE(orphan);
  EXPECT_TRUE(is_constraint(orphan.error()));

  must(execute({"DELETE FROM child"}));
  EXPECT_EQ(must(execute({"DELETE FROM parent WHERE id = $1"}, params(parent))), 1);
}

async::Task<void> ignore_an_error(Transaction& t, bool& second_failed) {
  ENTREPOT_CO_CHECK_OK(co_await insert_thing(t, "a", 1));
  const auto ignored = co_await insert_thing(t, "a", 2);
  const auto after = co_await t.query({"SELECT 1"});
  second_failed = !ignored && !after && is_constraint(after.error());
  co_return Result<void>{};
}

TEST_P(SqlContract, IsOverAfterAStatementThatFailed) {
  bool second_failed = false;
  const auto result = write([&](Transaction& t) { return ignore_an_error(t, second_failed); });
  EXPECT_TRUE(second_failed) << "every later call answers the same error";
  ASSERT_FALSE(result) << "and the transaction cannot succeed";
  EXPECT_TRUE(is_constraint(result.error()));
  EXPECT_EQ(number(kCountThings), 0);
}

TEST_P(SqlContract, RefusesToWriteInARead) {
  const auto result = read([](Transaction& t) { return insert_thing(t, "a", 1); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::kInternal);
  EXPECT_EQ(number(kCountThings), 0);
}

TEST_P(SqlContract, GoesOnAfterAMistakenStatement) {
  const auto result = query({"SELECT nothing FROM nowhere"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind(), ErrorKind::kInternal);
  EXPECT_EQ(number({"SELECT 1"}), 1);
}

async::Task<std::vector<std::int64_t>> count_around_a_write(Transaction& t, Database& database) {
  std::vector<std::int64_t> counts;
  ENTREPOT_CO_TRY(const Rows before, co_await t.query(kCountThings));
  counts.push_back(before.at(0).integer(0));
  ENTREPOT_CO_CHECK_OK(co_await database.write([](Transaction& w) { return insert_thing(w, "late", 1); }));
  ENTREPOT_CO_TRY(const Rows after, co_await t.query(kCountThings));
  counts.push_back(after.at(0).integer(0));
  co_return counts;
}

TEST_P(SqlContract, ReadsOneSnapshotWhileOthersWrite) {
  const auto counts = must(read([&](Transaction& t) { return count_around_a_write(t, database()); }));
  EXPECT_EQ(counts, (std::vector<std::int64_t>{0, 0}));
  EXPECT_EQ(number(kCountThings), 1) << "the next read sees the write";
}

TEST_P(SqlContract, TakesWorkFromAQueueWithSkipLocked) {
  must(execute({"INSERT INTO thing (name, number) VALUES ('a', 1), ('b', 2), ('c', 3)"}));
  const Rows taken = must(
      query({"UPDATE thing SET note = 'mine' WHERE name IN (SELECT name FROM thing WHERE note IS NULL ORDER BY number "
             "LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING name"},
            params(2)));
  EXPECT_EQ(taken.size(), 2u);
}

TEST_P(SqlContract, MigratesOnceAndThenNothing) {
  must(async::run_blocking(database().migrate(versions())));
  EXPECT_EQ(number({"SELECT version FROM schema_version"}), 2);
  auto longer = versions();
  longer.push_back({"ALTER TABLE later ADD COLUMN c {INT}"});
  must(async::run_blocking(database().migrate(longer)));
  EXPECT_EQ(number({"SELECT version FROM schema_version"}), 3);
  must(execute({"INSERT INTO later (a, c) VALUES (1, 2)"}));
  EXPECT_EQ(must(query({"SELECT b FROM later"})).at(0).text(0), "{}");
}

TEST_P(SqlContract, RefusesASchemaThatIsNewer) {
  const std::vector<std::vector<std::string>> older(versions().begin(), versions().begin() + 1);
  const auto migrated = async::run_blocking(database().migrate(older));
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().kind(), ErrorKind::kUnavailable);
  EXPECT_NE(migrated.error().message().find("version 2"), std::string_view::npos) << migrated.error().message();
  EXPECT_NE(migrated.error().message().find("up to 1"), std::string_view::npos) << migrated.error().message();
}

TEST_P(SqlContract, LeavesNothingOfAMigrationThatFails) {
  auto broken = versions();
  broken.push_back({"CREATE TABLE half (a {INT})", "CREATE TABLE half (a {INT})"});
  EXPECT_FALSE(async::run_blocking(database().migrate(broken)));
  EXPECT_EQ(number({"SELECT version FROM schema_version"}), 2);
  EXPECT_FALSE(query({"SELECT a FROM half"}));
}

TEST_P(SqlContract, KeepsItsDataOverAReopenUnlessInMemory) {
  must(write([](Transaction& t) { return insert_thing(t, "a", 7); }));
  reopen();
  must(async::run_blocking(database().migrate(versions())));
  EXPECT_EQ(number({"SELECT count(*) FROM thing WHERE number = 7"}), place_->keeps_data() ? 1 : 0);
}

TEST_P(SqlContract, ClosesWhileIdle) {
  EXPECT_EQ(number(kCountThings), 0);
  database().close();
  const auto refused = query({"SELECT 1"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kUnavailable) << "and answers those who come too late";
}

}  // namespace
}  // namespace entrepot::sql::contract
