// SQLite: what was acknowledged is there after kill -9, and would be there after a power cut.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "sql/sqlite/sqlite_database.h"
#include "tests/contract/crowd.h"
#include "tests/contract/sql_contract.h"
#include "tests/contract/sql_contract_bodies.h"
#include "tests/support/faulty_sqlite_vfs.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::sql::contract {
namespace {

async::Task<Rows> all_names(Transaction& t) {
  return t.query({"SELECT name FROM thing"});
}
async::Task<Rows> check_file(Transaction& t) {
  return t.query({"PRAGMA integrity_check"});
}

std::set<std::string> stored_names(Database& database) {
  std::set<std::string> names;
  for (const Row& row : must(async::run_blocking(database.read(all_names)))) names.insert(row.text(0));
  return names;
}

std::unique_ptr<Database> open_file(const std::filesystem::path& file, SqliteOptions options = {}) {
  options.file = file;
  auto database = must(open_sqlite(options));
  must(async::run_blocking(database->migrate(versions())));
  return database;
}

/// Starts the writer, reads `count` acknowledgements, kills it, and reads what it had still said.
std::vector<std::string> acknowledged_before_kill(const std::filesystem::path& file, int round, std::size_t count) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  const std::string name = "round" + std::to_string(round);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl(ENTREPOT_SQLITE_WRITER, ENTREPOT_SQLITE_WRITER, file.c_str(), name.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  bool killed = false;
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
    if (!killed && static_cast<std::size_t>(std::ranges::count(text, '\n')) >= count) {
      ::kill(child, SIGKILL);
      killed = true;
    }
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  std::vector<std::string> names;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    names.push_back(text.substr(at, end - at));
  }
  return names;
}

TEST(SqliteCrash, KeepsEveryAcknowledgedRowOverKillNine) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "metadata.db";
  open_file(file)->close();
  std::vector<std::string> acknowledged;
  for (int round = 0; round < 5; ++round) {
    const auto names = acknowledged_before_kill(file, round, 150 + 97 * static_cast<std::size_t>(round));
    ASSERT_GE(names.size(), 150u) << "the writer did not run";
    acknowledged.insert(acknowledged.end(), names.begin(), names.end());

    const auto database = open_file(file);
    const std::set<std::string> stored = stored_names(*database);
    for (const std::string& name : acknowledged) ASSERT_TRUE(stored.contains(name)) << name << " was lost";
    EXPECT_EQ(must(async::run_blocking(database->read(check_file))).at(0).text(0), "ok");
  }
}

/// A database on a disk that fails on demand.
class SqliteFault : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "metadata.db"; }
  Result<void> insert(Database& database, const std::string& name) {
    return async::run_blocking(database.write([&](Transaction& t) { return insert_thing(t, name, 1); }));
  }

  boost::asio::thread_pool threads_{4};
  tests::TemporaryFolder folder_;
  tests::TemporaryFolder synced_;
  tests::FaultySqliteVfs disk_{synced_.path()};
};

async::Task<void> insert_many(Database& database, std::string prefix, int count, std::set<std::string>& acknowledged) {
  for (int i = 0; i < count; ++i) {
    const std::string name = prefix + std::to_string(i);
    ENTREPOT_CO_CHECK_OK(co_await database.write([&](Transaction& t) { return insert_thing(t, name, i); }));
    acknowledged.insert(name);
  }
  co_return Result<void>{};
}

TEST_F(SqliteFault, LosesNothingAcknowledgedWhenThePowerFails) {
  for (const std::uint64_t checkpoint_bytes : {16_KiB, 64_MiB}) {
    const auto database = open_file(file(), {.checkpoint_bytes = checkpoint_bytes});
    std::array<std::set<std::string>, 4> acknowledged;
    Crowd crowd(threads_);
    for (std::size_t i = 0; i < 4; ++i) {
      crowd.add(insert_many(*database, fmt::format("{}-{}-", checkpoint_bytes, i), 50, acknowledged[i]));
    }
    ASSERT_EQ(crowd.count_ok(), 4u);

    // Taken now, while the database is still open, and a checkpoint may be under way.
    const tests::TemporaryFolder after;
    disk_.copy_synced(after.path());
    ASSERT_TRUE(std::filesystem::exists(after.path() / "metadata.db-wal"));
    const auto recovered = open_file(after.path() / "metadata.db");
    const std::set<std::string> stored = stored_names(*recovered);
    for (const auto& names : acknowledged) {
      for (const std::string& name : names) EXPECT_TRUE(stored.contains(name)) << name;
    }
    recovered->close();
    database->close();
  }
}

TEST_F(SqliteFault, SharesOneSyncAmongConcurrentTransactions) {
  const auto database = open_file(file(), {.checkpoint_bytes = 64_MiB});
  const int before = disk_.syncs();
  Crowd crowd(threads_);
  std::array<std::set<std::string>, 16> acknowledged;
  for (std::size_t i = 0; i < 16; ++i) crowd.add(insert_many(*database, std::to_string(i) + "-", 20, acknowledged[i]));
  ASSERT_EQ(crowd.count_ok(), 16u);
  EXPECT_LT(disk_.syncs() - before, 160) << "320 transactions";
}

TEST_F(SqliteFault, TakesAFailedSyncAsFinal) {
  auto database = open_file(file());
  ASSERT_TRUE(insert(*database, "before"));
  disk_.fail_syncs_of("-wal");

  const auto unknown = insert(*database, "unknown");
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(is_outcome_unknown(unknown.error())) << unknown.error().detail();

  disk_.fail_syncs_of("");  // the next sync would report success: it must not be believed
  const auto refused = insert(*database, "refused");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kUnavailable);
  EXPECT_FALSE(is_outcome_unknown(refused.error()));
  EXPECT_EQ(stored_names(*database), std::set<std::string>{"before"}) << "reads go on";

  database->close();
  database = open_file(file());
  EXPECT_TRUE(stored_names(*database).contains("before"));
  EXPECT_FALSE(stored_names(*database).contains("refused"));
  EXPECT_TRUE(insert(*database, "after"));
}

TEST_F(SqliteFault, KeepsItsLogWhenACheckpointFails) {
  auto database = open_file(file(), {.checkpoint_bytes = 16_KiB});
  disk_.fail_syncs_of(".db");
  std::set<std::string> acknowledged;
  // Sooner or later a checkpoint comes by; from then on writes are refused.
  const auto ended = async::run_blocking(insert_many(*database, "t", 100'000, acknowledged));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind(), ErrorKind::kUnavailable);
  database->close();
  disk_.fail_syncs_of("");
  database = open_file(file());
  const std::set<std::string> stored = stored_names(*database);
  EXPECT_TRUE(std::ranges::includes(stored, acknowledged));
}

TEST_F(SqliteFault, GoesOnWhenTheDiskHasRoomAgain) {
  const auto database = open_file(file());
  disk_.limit_log(0);
  const auto full = insert(*database, "full");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind(), ErrorKind::kStorageFull) << full.error().detail();
  disk_.limit_log(1 << 30);
  EXPECT_TRUE(insert(*database, "fits"));
  EXPECT_EQ(stored_names(*database), std::set<std::string>{"fits"});
}

async::Task<void> insert_large(Database& database, std::string name) {
  return database.write([name](Transaction& t) { return insert_large_thing(t, name); });
}

TEST_F(SqliteFault, KeepsTheSmallNeighboursOfALargeTransactionOnAFullDisk) {
  const auto database = open_file(file(), {.checkpoint_bytes = 64_MiB});
  disk_.limit_log(2 << 20);
  Crowd crowd(threads_);
  std::array<std::set<std::string>, 8> acknowledged;
  for (std::size_t i = 0; i < 8; ++i) {
    crowd.add(insert_many(*database, std::to_string(i) + "-", 5, acknowledged[i]));
    crowd.add(insert_large(*database, "large" + std::to_string(i)));
  }
  const std::vector<Result<void>> results = crowd.wait();
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (i % 2 == 0) EXPECT_TRUE(results[i]) << results[i].error().detail();
    if (i % 2 == 1) ASSERT_FALSE(results[i]);
    if (i % 2 == 1) EXPECT_EQ(results[i].error().kind(), ErrorKind::kStorageFull);
  }
  EXPECT_EQ(stored_names(*database).size(), 40u);
}

TEST(Sqlite, RefusesAFileThatIsInUse) {
  const tests::TemporaryFolder folder;
  const auto first = open_file(folder.path() / "metadata.db");
  const auto second = open_sqlite({.file = folder.path() / "metadata.db"});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::kUnavailable);
  first->close();
}

TEST(Sqlite, RefusesAFileThatIsNoDatabase) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "metadata.db";
  std::FILE* out = std::fopen(file.c_str(), "w");
  for (int i = 0; i < 1000; ++i) std::fputs("this is not a database\n", out);
  std::fclose(out);
  const auto opened = open_sqlite({.file = file});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::kCorrupt) << opened.error().detail();
}

TEST(Sqlite, AnswersOverloadedWhenItsQueueIsFull) {
  const tests::TemporaryFolder folder;
  open_file(folder.path() / "metadata.db")->close();
  const auto database = must(open_sqlite({.file = folder.path() / "metadata.db", .max_queued = 0}));
  EXPECT_EQ(async::run_blocking(database->read(all_names)).error().kind(), ErrorKind::kOverloaded);
  EXPECT_EQ(async::run_blocking(database->write(all_names)).error().kind(), ErrorKind::kOverloaded);
}

TEST(Sqlite, IsReadableByItsOwnerOnly) {
  const tests::TemporaryFolder folder;
  const auto database = open_file(folder.path() / "metadata.db");
  for (const char* name : {"metadata.db", "metadata.db-wal", "metadata.db.lock"}) {
    EXPECT_EQ(std::filesystem::status(folder.path() / name).permissions() & std::filesystem::perms(0077),
              std::filesystem::perms::none)
        << name;
  }
}

TEST(Sqlite, KeepsItsLogShortUnderSteadyWrites) {
  const tests::TemporaryFolder folder;
  boost::asio::thread_pool threads(4);
  const auto database = open_file(folder.path() / "metadata.db",
                                  {.checkpoint_bytes = 64_KiB, .idle_before_truncate = std::chrono::milliseconds(10)});
  Crowd crowd(threads);
  std::array<std::set<std::string>, 4> acknowledged;
  for (std::size_t i = 0; i < 4; ++i) crowd.add(insert_many(*database, std::to_string(i) + "-", 300, acknowledged[i]));
  ASSERT_EQ(crowd.count_ok(), 4u);
  const std::filesystem::path log = folder.path() / "metadata.db-wal";
  EXPECT_LT(std::filesystem::file_size(log), 4_MiB) << "about 16 MiB were written to it";
  for (int i = 0; i < 3000 && std::filesystem::file_size(log) != 0; ++i) ::usleep(10'000);
  EXPECT_EQ(std::filesystem::file_size(log), 0u) << "once idle, it is emptied";
}

}  // namespace
}  // namespace entrepot::sql::contract
