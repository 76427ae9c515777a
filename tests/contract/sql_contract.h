#pragma once
// What every implementation of sql::Database does. An adapter instantiates SqlContract with an Engine:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, SqlContract, testing::Values(Engine{"InMemory", make_place}), engine_name);

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "async/run_blocking.h"
#include "sql/database.h"

namespace entrepot::sql::contract {

/// Where one test's data lives.
class Place {
 public:
  virtual ~Place() = default;
  /// Opens the database; the one opened before is closed by now.
  virtual Result<std::unique_ptr<Database>> open() = 0;
  /// False when closing it forgets everything.
  virtual bool keeps_data() const { return true; }
};

struct Engine {
  std::string name;
  /// An empty place; kNotImplemented when the machine lacks the engine.
  std::function<Result<std::unique_ptr<Place>>()> make;
};
std::string engine_name(const testing::TestParamInfo<Engine>& info);
void PrintTo(const Engine& engine, std::ostream* out);

/// The schema that the tests use.
const std::vector<std::vector<std::string>>& versions();

/// The value; an exception, and so a failed test, when there is none.
template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(
        fmt::format("{}: {}: {}", to_string(result.error().kind()), result.error().message(), result.error().detail()));
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class SqlContract : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override;
  Database& database() { return *database_; }
  void reopen();

  template <class F>
  auto write(F fn) {
    return async::run_blocking(database_->write(std::move(fn)));
  }
  template <class F>
  auto read(F fn) {
    return async::run_blocking(database_->read(std::move(fn)));
  }
  /// One statement in a transaction of its own.
  Result<Rows> query(Statement statement, Params parameters = {});
  Result<std::int64_t> execute(Statement statement, Params parameters = {});
  std::int64_t number(Statement statement, Params parameters = {});

  /// For tests with other callers; they outlive the database, as the contract demands.
  boost::asio::thread_pool threads_{4};
  boost::asio::thread_pool lone_thread_{1};
  std::unique_ptr<Place> place_;
  std::unique_ptr<Database> database_;
};

}  // namespace entrepot::sql::contract
