// PostgreSQL passes the contract, and keeps its promises when the server or the way to it fails.

#include <fmt/format.h>
#include <poll.h>

#include <thread>

#include "sql/postgres/postgres_database.h"
#include "tests/contract/sql_contract.h"
#include "tests/contract/sql_contract_bodies.h"
#include "tests/support/postgres_server.h"

namespace entrepot::sql::contract {
namespace {

using namespace std::chrono_literals;
using tests::PostgresServer;

class InPostgres final : public Place {
 public:
  explicit InPostgres(std::string conninfo) : conninfo_(std::move(conninfo)) {}
  Result<std::unique_ptr<Database>> open() override { return open_postgres({.conninfo = conninfo_}); }

 private:
  std::string conninfo_;
};

Engine in_postgres() {
  return {.name = "Server", .make = []() -> Result<std::unique_ptr<Place>> {
            const auto& server = PostgresServer::shared();
            if (!server) return std::unexpected(server.error());
            return std::make_unique<InPostgres>((*server)->fresh_database());
          }};
}

INSTANTIATE_TEST_SUITE_P(Postgres, SqlContract, testing::Values(in_postgres()), engine_name);

std::unique_ptr<Database> open_migrated(PostgresOptions options) {
  auto database = must(open_postgres(std::move(options)));
  must(async::run_blocking(database->migrate(versions())));
  return database;
}

async::Task<std::int64_t> count_things(Transaction& t) {
  ENTREPOT_CO_TRY(const Rows rows, co_await t.query({"SELECT count(*) FROM thing"}));
  co_return rows.at(0).integer(0);
}

/// Waits for something that the server does, at most half a minute.
template <class F>
void wait_for(F condition) {
  for (int i = 0; i < 3000 && !condition(); ++i) ::poll(nullptr, 0, 10);
  ASSERT_TRUE(condition());
}

TEST(Postgres, SaysSoWhenTheServerCannotBeReached) {
  const auto database = open_postgres({.conninfo = "host=127.0.0.1 port=1 user=nobody password=secret"});
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().kind(), ErrorKind::kUnavailable);
  EXPECT_EQ(database.error().message().find("127.0.0.1"), std::string_view::npos);
  EXPECT_EQ(database.error().detail().find("secret"), std::string_view::npos);
}

TEST(Postgres, GoesOnAfterTheServerWasRestarted) {
  ENTREPOT_NEEDS_POSTGRES(server);
  const auto database = open_migrated({.conninfo = server->fresh_database()});
  must(async::run_blocking(database->write([](Transaction& t) { return insert_thing(t, "a", 1); })));
  server->crash_and_restart();
  EXPECT_EQ(must(async::run_blocking(database->read(count_things))), 1) << "a read on a dead connection is tried again";
  server->crash_and_restart();
  must(async::run_blocking(database->write([](Transaction& t) { return insert_thing(t, "b", 1); })));
  EXPECT_EQ(must(async::run_blocking(database->read(count_things))), 2);
}

TEST(Postgres, MigratesOnceWhenTwoNodesStartTogether) {
  ENTREPOT_NEEDS_POSTGRES(server);
  for (int round = 0; round < 5; ++round) {
    const std::string conninfo = server->fresh_database();
    std::vector<std::thread> nodes;
    for (int i = 0; i < 4; ++i) nodes.emplace_back([&] { open_migrated({.conninfo = conninfo})->close(); });
    for (std::thread& node : nodes) node.join();
    const auto database = open_migrated({.conninfo = conninfo});
    EXPECT_EQ(must(async::run_blocking(database->read(count_things))), 0);
  }
}

TEST(Postgres, TurnsAsynchronousCommitOnAgain) {
  ENTREPOT_NEEDS_POSTGRES(server);
  const auto database =
      must(open_postgres({.conninfo = server->fresh_database() + " options='-c synchronous_commit=off'"}));
  const auto setting = async::run_blocking(
      database->read([](Transaction& t) { return t.query({"SELECT current_setting('synchronous_commit')"}); }));
  EXPECT_EQ(must(setting).at(0).text(0), "on");
}

TEST(Postgres, PlansAnewAfterAnotherNodeChangedTheSchema) {
  ENTREPOT_NEEDS_POSTGRES(server);
  const std::string conninfo = server->fresh_database();
  const auto database = open_migrated({.conninfo = conninfo, .connections = 1});
  const auto all = [&] {
    return must(async::run_blocking(database->read([](Transaction& t) { return t.query({"SELECT * FROM later"}); })));
  };
  must(async::run_blocking(
      database->write([](Transaction& t) { return t.execute({"INSERT INTO later (a, b) VALUES (1, 'x')"}); })));
  EXPECT_EQ(all().size(), 1u);
  auto longer = versions();
  longer.push_back({"ALTER TABLE later ADD COLUMN c {INT}"});
  must(async::run_blocking(must(open_postgres({.conninfo = conninfo}))->migrate(longer)));
  EXPECT_TRUE(all().at(0).is_null(2));
}

async::Task<void> sleep_long(Transaction& t) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto rows, co_await t.query({"SELECT 1 FROM pg_sleep(60)"}));
  co_return Result<void>{};
}
async::Task<void> sleep_long_unnoticed(Transaction& t) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto set,
                  co_await t.query({"SELECT set_config('statement_timeout', '0', true)"}));
  co_return co_await sleep_long(t);
}

TEST(Postgres, EndsAStatementThatTakesTooLong) {
  ENTREPOT_NEEDS_POSTGRES(server);
  const auto database =
      open_migrated({.conninfo = server->fresh_database(), .connections = 1, .statement_limit = 300ms});
  const auto by_server = async::run_blocking(database->read(sleep_long));
  ASSERT_FALSE(by_server);
  EXPECT_EQ(by_server.error().kind(), ErrorKind::kTimeout);
  const auto by_deadline = async::run_blocking(database->read(sleep_long_unnoticed));
  ASSERT_FALSE(by_deadline);
  EXPECT_EQ(by_deadline.error().kind(), ErrorKind::kTimeout) << by_deadline.error().detail();
  EXPECT_EQ(must(async::run_blocking(database->read(count_things))), 0) << "the abandoned connection was replaced";
}

async::Task<std::int64_t> read_inside(Transaction& t, Database& database) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto count, co_await count_things(t));
  co_return co_await database.read(count_things);
}

TEST(Postgres, RefusesWhoWaitsTooLongForAConnection) {
  ENTREPOT_NEEDS_POSTGRES(server);
  const auto database = open_migrated({.conninfo = server->fresh_database(), .connections = 1, .acquire_limit = 200ms});
  const auto nested = async::run_blocking(database->read([&](Transaction& t) { return read_inside(t, *database); }));
  ASSERT_FALSE(nested);
  EXPECT_EQ(nested.error().kind(), ErrorKind::kOverloaded);
  EXPECT_EQ(must(async::run_blocking(database->read(count_things))), 0);
}

/// A server whose synchronous standby is missing: a commit that asks for it waits for ever.
class PostgresWithoutItsStandby : public testing::Test {
 protected:
  void SetUp() override {
    ENTREPOT_NEEDS_POSTGRES(shared);
    static_cast<void>(shared);
    server_ = must(PostgresServer::start({"synchronous_standby_names=ghost", "synchronous_commit=local"}));
    name_ = "test_1";
    const std::string conninfo = server_->fresh_database();
    local_ = open_migrated({.conninfo = conninfo});
    zones_ = must(open_postgres(
        {.conninfo = conninfo + " options='-c synchronous_commit=on'", .connections = 2, .commit_limit = limit_}));
  }
  /// Writes while `meanwhile` is done to the waiting server process.
  Result<void> write_while(const std::string& meanwhile) {
    Result<void> written;
    std::thread writer(
        [&] { written = async::run_blocking(zones_->write([](Transaction& t) { return insert_thing(t, "a", 1); })); });
    if (!meanwhile.empty()) {
      const std::string waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
      wait_for([&] { return server_->run(name_, waiting) == "1"; });
      server_->run(name_, fmt::format("SELECT {}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", meanwhile));
    }
    writer.join();
    return written;
  }
  void expect_unknown(const Result<void>& written) {
    ASSERT_FALSE(written) << "an unconfirmed commit was reported as success";
    EXPECT_TRUE(is_outcome_unknown(written.error())) << written.error().detail();
    EXPECT_EQ(must(async::run_blocking(zones_->read([](Transaction& t) { return t.query({"SELECT 1"}); }))).size(), 1u)
        << "the next transaction gets another connection";
  }

  std::chrono::milliseconds limit_{30'000};
  std::unique_ptr<PostgresServer> server_;
  std::string name_;
  std::unique_ptr<Database> local_;
  std::unique_ptr<Database> zones_;
};

TEST_F(PostgresWithoutItsStandby, ACancelledCommitIsNoSuccess) {
  expect_unknown(write_while("pg_cancel_backend"));
  EXPECT_EQ(must(async::run_blocking(local_->read(count_things))), 1) << "unknown: here it had happened";
}

TEST_F(PostgresWithoutItsStandby, ACommitWhoseConnectionIsLostIsNoSuccess) {
  expect_unknown(write_while("pg_terminate_backend"));
}

class PostgresWithAShortLimit : public PostgresWithoutItsStandby {
 protected:
  PostgresWithAShortLimit() { limit_ = 300ms; }
};

TEST_F(PostgresWithAShortLimit, ACommitThatTakesTooLongIsNoSuccess) {
  expect_unknown(write_while(""));
}

}  // namespace
}  // namespace entrepot::sql::contract
