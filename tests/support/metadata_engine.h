#pragma once
// The databases that tests of metadata run on: SQLite always, PostgreSQL where it is installed.
//
//   class MyTest : public test::OnEachEngine { ... database() ... };
//   TEST_P(MyTest, DoesSomething) { ... }
//   ENTREPOT_ON_EACH_ENGINE(MyTest);
//
// In CMake: entrepot_sql_sqlite, entrepot_sql_postgres, entrepot_postgres_server.

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <ostream>
#include <vector>

#include "async/run_blocking.h"
#include "sql/database.h"
#include "sql/postgres/postgres_database.h"
#include "sql/sqlite/sqlite_database.h"
#include "tests/support/postgres_server.h"

namespace entrepot::test {

enum class Engine : std::uint8_t { kSqlite, kPostgres };

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kSqlite ? "Sqlite" : "Postgres";
}
inline std::ostream& operator<<(std::ostream& out, Engine engine) {
  return out << (engine == Engine::kSqlite ? "Sqlite" : "Postgres");
}

/// Runs the task and throws, which fails the test by name, if it fails.
template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(std::string(to_string(result.error().kind())) + ": " +
                             std::string(result.error().message()) + " (" + std::string(result.error().detail()) + ")");
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
/// The calling thread's context. It outlives the thread, since a thread of the database may still be leaving it when a
/// task is done.
inline boost::asio::io_context& context_of_this_thread() {
  static std::mutex mutex;
  static std::vector<std::unique_ptr<boost::asio::io_context>> idle;
  struct Lent {
    Lent() {
      const std::scoped_lock lock(mutex);
      if (idle.empty()) idle.push_back(std::make_unique<boost::asio::io_context>(1));
      context = std::move(idle.back());
      idle.pop_back();
    }
    ~Lent() {
      const std::scoped_lock lock(mutex);
      idle.push_back(std::move(context));
    }
    std::unique_ptr<boost::asio::io_context> context;
  };
  thread_local Lent lent;
  return *lent.context;
}
/// On the calling thread, whichever it is; not from inside another task.
template <class T>
Result<T> run(async::Task<T> task) {
  return async::run_blocking(context_of_this_thread(), std::move(task));
}
template <class T>
T must(async::Task<T> task) {
  return must(run(std::move(task)));
}

/// An empty database of its own for each test.
class OnEachEngine : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::kSqlite) {
      database_ = must(sql::open_sqlite({.readers = 2}));
      return;
    }
    ENTREPOT_NEEDS_POSTGRES(server);
    database_ = must(sql::open_postgres({.conninfo = server->fresh_database(), .connections = 4}));
  }
  void TearDown() override {
    if (database_) database_->close();
  }
  sql::Database& database() { return *database_; }

 private:
  std::unique_ptr<sql::Database> database_;
};

}  // namespace entrepot::test

#define ENTREPOT_ON_EACH_ENGINE(suite)                                                                              \
  INSTANTIATE_TEST_SUITE_P(Engines, suite,                                                                          \
                           testing::Values(::entrepot::test::Engine::kSqlite, ::entrepot::test::Engine::kPostgres), \
                           ::entrepot::test::engine_name)

#define ENTREPOT_ON_ENGINE(suite, engine)                                                     \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(::entrepot::test::Engine::engine), \
                           ::entrepot::test::engine_name)
