#include "audit/log.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <thread>

#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::audit {
namespace {

class LogTest : public ::testing::Test {
 protected:
  std::unique_ptr<Log> open(Log::Options options = {}) {
    options.folder = temporary_.path() / "audit";
    options.pause = std::chrono::milliseconds(5);
    auto log = Log::open(std::move(options), clock_, metrics_);
    if (!log) throw std::runtime_error(std::string(log.error().message()));
    return std::move(*log);
  }
  static Record call(std::string name) {
    return {.at = {}, .source = "ecr.amazonaws.com", .operation = std::move(name)};
  }
  std::vector<boost::json::object> lines() const {
    std::vector<boost::json::object> out;
    for (const auto& entry : std::filesystem::directory_iterator(temporary_.path() / "audit")) {
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) out.push_back(boost::json::parse(line).as_object());
    }
    return out;
  }
  std::uint64_t counted(const char* name) { return metrics_.counter(name, "").value(); }

  tests::TemporaryFolder temporary_;
  FakeClock clock_;
  observe::Metrics metrics_;
};

TEST_F(LogTest, WritesWhatWasAddedInOrder) {
  const auto log = open();
  for (const char* name : {"A", "B", "C"}) log->add(call(name));
  ASSERT_TRUE(log->flush());
  const auto all = lines();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].at("eventName"), "A");
  EXPECT_EQ(all[2].at("eventName"), "C");
  EXPECT_EQ(counted("entrepot_audit_records_total"), 3u);
}

TEST_F(LogTest, WritesWhatIsQueuedWhenItEnds) {
  open()->add(call("Last"));
  EXPECT_EQ(lines().size(), 1u);
}

TEST_F(LogTest, RecordsOfManyThreadsAreAllThereWithAnIdEach) {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kEach = 2'000;
  {
    const auto log = open({.max_file_bytes = 200'000, .files = 100});
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i)
      threads.emplace_back([&log] {
        for (std::size_t n = 0; n < kEach; ++n) {
          log->add(call("Call"));
          if (n % 500 == 0) static_cast<void>(log->flush());
        }
      });
  }
  std::set<std::string> ids;
  for (const auto& line : lines()) ids.insert(std::string(line.at("eventID").as_string()));
  EXPECT_EQ(ids.size(), kThreads * kEach);
}

TEST_F(LogTest, WithAFullDiskCallsGoOnAndTheLostRecordsAreCounted) {
  const auto log = open({.when_full = WhenFull::kDrop, .max_queued = 10});
  {
    const tests::FileSizeLimit full_disk(0);
    log->add(call("A"));
    EXPECT_FALSE(log->flush(std::chrono::milliseconds(200)));
    for (int i = 0; i < 15; ++i) {
      EXPECT_TRUE(log->accepts());
      log->add(call("B"));
    }
  }
  EXPECT_TRUE(log->flush());
  EXPECT_EQ(lines().size(), 11u) << "the one that waited for the disk, and those that the queue holds";
  EXPECT_EQ(counted("entrepot_audit_dropped_total"), 5u);
  EXPECT_GE(counted("entrepot_audit_errors_total"), 1u);
  EXPECT_EQ(counted("entrepot_audit_records_total"), 11u);
}

TEST_F(LogTest, WithAFullDiskCallsAreRefusedIfSoConfigured) {
  const auto log = open({.when_full = WhenFull::kRefuse, .max_queued = 10});
  {
    const tests::FileSizeLimit full_disk(0);
    EXPECT_TRUE(log->accepts());
    log->add(call("A"));
    EXPECT_FALSE(log->flush(std::chrono::milliseconds(200)));
    EXPECT_FALSE(log->accepts());
    log->add(call("B"));  // had begun before
  }
  EXPECT_TRUE(log->flush());
  EXPECT_TRUE(log->accepts());
  EXPECT_EQ(lines().size(), 2u);
  EXPECT_EQ(counted("entrepot_audit_refused_total"), 1u);
  EXPECT_EQ(counted("entrepot_audit_dropped_total"), 0u);
}

TEST_F(LogTest, ADiskThatWorksAgainIsNoticedWithoutARecord) {
  const auto log = open({.when_full = WhenFull::kRefuse});
  {
    const tests::FileSizeLimit full_disk(0);
    log->add(call("A"));
    EXPECT_FALSE(log->flush(std::chrono::milliseconds(200)));
  }
  for (int i = 0; i < 200 && !log->accepts(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(log->accepts());
}

TEST_F(LogTest, AQueueThatIsFullOfBytesIsFull) {
  const auto log = open({.when_full = WhenFull::kDrop, .max_queued_bytes = 10'000});
  {
    const tests::FileSizeLimit full_disk(0);
    log->add(call("A"));
    EXPECT_FALSE(log->flush(std::chrono::milliseconds(200)));
    for (int i = 0; i < 5; ++i) log->add(call(std::string(5'000, 'x')));
  }
  EXPECT_TRUE(log->flush());
  EXPECT_EQ(lines().size(), 3u);
  EXPECT_EQ(counted("entrepot_audit_dropped_total"), 3u);
}

}  // namespace
}  // namespace entrepot::audit
