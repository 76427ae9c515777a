// Many transactions at once.

#include <thread>

#include "tests/contract/crowd.h"
#include "tests/contract/sql_contract.h"
#include "tests/contract/sql_contract_bodies.h"

namespace entrepot::sql::contract {
namespace {

async::Task<void> insert_concurrently(Database& database, std::string name) {
  return database.write([name](Transaction& t) { return insert_thing(t, name, 1); });
}

TEST_P(SqlContract, CommitsTwoHundredConcurrentTransactions) {
  Crowd crowd(threads_);
  for (int i = 0; i < 200; ++i) crowd.add(insert_concurrently(database(), "t" + std::to_string(i)));
  EXPECT_EQ(crowd.count_ok(), 200u) << crowd.last_error().detail();
  EXPECT_EQ(number({"SELECT count(*) FROM thing"}), 200);
}

async::Task<void> increment_often(Database& database, int times) {
  for (int i = 0; i < times; ++i) {
    ENTREPOT_CO_CHECK_OK(co_await database.write([](Transaction& t) { return increment(t, "counter"); }));
  }
  co_return Result<void>{};
}

TEST_P(SqlContract, LosesNoUpdate) {
  must(write([](Transaction& t) { return insert_thing(t, "counter", 0); }));
  Crowd crowd(threads_);
  for (int i = 0; i < 16; ++i) crowd.add(increment_often(database(), 10));
  EXPECT_EQ(crowd.count_ok(), 16u) << crowd.last_error().detail();
  EXPECT_EQ(number({"SELECT number FROM thing WHERE name = 'counter'"}), 160);
}

/// Goes off duty if another one is on: with plain snapshots both of a pair would go (write skew).
async::Task<void> go_off_duty(Transaction& t, std::string pair, std::string name) {
  ENTREPOT_CO_TRY(const Rows rows,
                  co_await t.query({"SELECT count(*) FROM thing WHERE note = $1 AND number = 1"}, params(pair)));
  if (rows.at(0).integer(0) < 2) co_return Result<void>{};
  ENTREPOT_CO_TRY([[maybe_unused]] const auto changed,
                  co_await t.execute({"UPDATE thing SET number = 0 WHERE name = $1"}, params(name)));
  co_return Result<void>{};
}

async::Task<void> leave(Database& database, std::string pair, std::string name) {
  return database.write([pair, name](Transaction& t) { return go_off_duty(t, pair, name); });
}

TEST_P(SqlContract, PreventsWriteSkew) {
  constexpr Statement kInsert{"INSERT INTO thing (name, number, note) VALUES ($1, 1, $2)"};
  Crowd crowd(threads_);
  for (int i = 0; i < 20; ++i) {
    const std::string pair = "pair" + std::to_string(i);
    must(execute(kInsert, params(pair + "/left", pair)));
    must(execute(kInsert, params(pair + "/right", pair)));
  }
  for (int i = 0; i < 20; ++i) {
    const std::string pair = "pair" + std::to_string(i);
    for (const char* side : {"/left", "/right"}) crowd.add(leave(database(), pair, pair + side));
  }
  EXPECT_EQ(crowd.count_ok(), 40u) << crowd.last_error().detail();
  EXPECT_EQ(number({"SELECT count(*) FROM thing WHERE number = 1"}), 20) << "one of each pair stays";
}

async::Task<void> give_up_concurrently(Database& database, std::string name) {
  return database.write([name](Transaction& t) { return insert_and_give_up(t, name); });
}

TEST_P(SqlContract, KeepsTheNeighboursOfATransactionThatFails) {
  must(write([](Transaction& t) { return insert_thing(t, "taken", 1); }));
  Crowd crowd(threads_);
  for (int i = 0; i < 90; ++i) {
    if (i % 3 == 0) crowd.add(insert_concurrently(database(), "t" + std::to_string(i)));
    if (i % 3 == 1) crowd.add(insert_concurrently(database(), "taken"));
    if (i % 3 == 2) crowd.add(give_up_concurrently(database(), "t" + std::to_string(i)));
  }
  const std::vector<Result<void>> results = crowd.wait();
  for (int i = 0; i < 90; ++i) {
    const Result<void>& result = results[static_cast<std::size_t>(i)];
    ASSERT_EQ(result.has_value(), i % 3 == 0) << i;
    if (i % 3 == 1) EXPECT_TRUE(is_constraint(result.error())) << i;
    if (i % 3 == 2) EXPECT_EQ(result.error().kind(), ErrorKind::kImageNotFound) << i;
  }
  EXPECT_EQ(number({"SELECT count(*) FROM thing"}), 31);
}

/// Moves one from one row to the other, so that their sum stays.
async::Task<void> move_one(Transaction& t) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto a,
                  co_await t.execute({"UPDATE thing SET number = number - 1 WHERE name = 'a'"}));
  ENTREPOT_CO_TRY([[maybe_unused]] const auto b,
                  co_await t.execute({"UPDATE thing SET number = number + 1 WHERE name = 'b'"}));
  co_return Result<void>{};
}
async::Task<void> move_often(Database& database) {
  for (int i = 0; i < 10; ++i) ENTREPOT_CO_CHECK_OK(co_await database.write(move_one));
  co_return Result<void>{};
}
async::Task<std::int64_t> sum_in_two_steps(Transaction& t) {
  ENTREPOT_CO_TRY(const Rows a, co_await t.query({"SELECT number FROM thing WHERE name = 'a'"}));
  ENTREPOT_CO_TRY(const Rows b, co_await t.query({"SELECT number FROM thing WHERE name = 'b'"}));
  co_return a.at(0).integer(0) + b.at(0).integer(0);
}
async::Task<void> check_sum_often(Database& database) {
  for (int i = 0; i < 50; ++i) {
    ENTREPOT_CO_TRY(const std::int64_t sum, co_await database.read(sum_in_two_steps));
    if (sum != 100) co_return fail(ErrorKind::kCorrupt, "sum is " + std::to_string(sum));
  }
  co_return Result<void>{};
}

TEST_P(SqlContract, ShowsReadersNoHalfOfAWrite) {
  must(execute({"INSERT INTO thing (name, number) VALUES ('a', 100), ('b', 0)"}));
  Crowd crowd(threads_);
  for (int i = 0; i < 4; ++i) crowd.add(move_often(database()));
  for (int i = 0; i < 4; ++i) crowd.add(check_sum_often(database()));
  EXPECT_EQ(crowd.count_ok(), 8u) << crowd.last_error().message() << crowd.last_error().detail();
}

async::Task<void> check_executor(Database& database) {
  const auto mine = std::this_thread::get_id();
  for (int i = 0; i < 20; ++i) {
    ENTREPOT_CO_CHECK_OK(co_await insert_concurrently(database, "t" + std::to_string(i)));
    if (std::this_thread::get_id() != mine) co_return fail(ErrorKind::kInternal, "resumed somewhere else");
  }
  co_return Result<void>{};
}

TEST_P(SqlContract, ResumesTheCallerOnItsOwnExecutor) {
  Crowd alone(lone_thread_);
  alone.add(check_executor(database()));
  EXPECT_EQ(alone.count_ok(), 1u) << alone.last_error().message();
}

}  // namespace
}  // namespace entrepot::sql::contract
