#include <gtest/gtest.h>

#include <thread>

#include "async/blocking_pool.h"
#include "async/gate.h"
#include "async/run_blocking.h"

namespace entrepot::async {
namespace {

Task<int> answer_on_pool(BlockingPool& pool) {
  ENTREPOT_CO_TRY(const int value, co_await pool.run([]() -> Result<int> { return 42; }));
  co_return value;
}

TEST(BlockingPool, RunsTheWorkOnAnotherThreadAndComesBack) {
  BlockingPool pool({.threads = 1, .max_queued = 8});
  EXPECT_EQ(run_blocking(answer_on_pool(pool)).value(), 42);
}

struct NoDefault {
  explicit NoDefault(int v) : value(v) {}
  int value;
};

Task<NoDefault> without_default() {
  co_return NoDefault(7);
}

TEST(RunBlocking, TakesResultsThatCannotBeDefaultConstructed) {
  EXPECT_EQ(run_blocking(without_default())->value, 7);
}

TEST(BlockingPool, RefusesWhenTheQueueIsFull) {
  BlockingPool pool({.threads = 1, .max_queued = 0});
  EXPECT_EQ(run_blocking(answer_on_pool(pool)).error().kind(), ErrorKind::kOverloaded);
}

boost::asio::awaitable<void> throws() {
  throw std::runtime_error("bug");
  co_return;
}

TEST(Gate, ReportsABugAndDrains) {
  boost::asio::io_context context(1);
  std::string bug;
  Gate gate([&](const std::string& what) { bug = what; });
  ASSERT_TRUE(gate.spawn(context.get_executor(), throws()));
  context.run();
  EXPECT_EQ(bug, "bug");
  EXPECT_TRUE(gate.close_and_wait(std::chrono::seconds(1)));
  EXPECT_FALSE(gate.spawn(context.get_executor(), throws())) << "a closed gate lets nothing in";
}

}  // namespace
}  // namespace entrepot::async
