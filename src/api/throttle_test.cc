#include "api/throttle.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

namespace entrepot::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

model::RegistryId registry(std::size_t account, const char* region = "us-east-1") {
  return {*model::AccountId::parse(fmt::format("{:012}", account)), *model::Region::parse(region)};
}

constexpr OperationInfo kOperations[] = {{.service = "ecr", .operation = "PutImage", .per_second = 10},
                                         {.service = "ecr", .operation = "ListImages"},
                                         {.service = "ecr", .operation = "BatchGetImage", .per_second = 2'000}};

int taken(Throttle& throttle, const model::RegistryId& registry, std::string_view operation, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += throttle.take(registry, operation).has_value();
  return count;
}

TEST(Throttle, GivesASecondsWorthAtOnceAndThenTheRate) {
  FakeClock clock;
  Throttle throttle(clock, {{"PutImage", 10}});
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 50), 10);
  const Result<void> refused = throttle.take(registry(1), "PutImage");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kThrottled);
  EXPECT_EQ(refused.error().message(), "Rate exceeded");
  clock.advance(milliseconds(99));
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 0);
  clock.advance(milliseconds(1));
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 1);
  clock.advance(seconds(3'600));
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 50), 10) << "idleness is not saved up";
}

TEST(Throttle, EveryAccountRegionAndOperationHasItsOwn) {
  FakeClock clock;
  Throttle throttle(clock, {{"BatchGetImage", 3}, {"PutImage", 2}});
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 2);
  EXPECT_EQ(taken(throttle, registry(2), "PutImage", 5), 2);
  EXPECT_EQ(taken(throttle, registry(1, "eu-west-1"), "PutImage", 5), 2);
  EXPECT_EQ(taken(throttle, registry(1), "BatchGetImage", 5), 3);
  EXPECT_EQ(taken(throttle, registry(1), "ListImages", 500), 500) << "an operation without a rate";
}

TEST(Throttle, ARequestOfTheRegistryProtocolCountsForItsAction) {
  FakeClock clock;
  Throttle throttle(clock, {{"PutImage", 1}});
  EXPECT_TRUE(throttle.take(registry(1), "PutImage"));
  EXPECT_FALSE(throttle.take_action(registry(1), "ecr:PutImage"));
  EXPECT_TRUE(throttle.take_action(registry(1), ""));
}

TEST(Throttle, AClockThatGoesBackGivesNothing) {
  FakeClock clock;
  Throttle throttle(clock, {{"PutImage", 2}});
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 2);
  clock.advance(seconds(-100));
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 0);
  clock.advance(seconds(1));
  EXPECT_EQ(taken(throttle, registry(1), "PutImage", 5), 2);
}

TEST(Throttle, RemembersABoundedNumberOfRegistries) {
  FakeClock clock;
  Throttle throttle(clock, {{"PutImage", 1}});
  for (std::size_t i = 0; i < Throttle::kMaxRegistries; ++i) EXPECT_TRUE(throttle.take(registry(i), "PutImage"));
  EXPECT_EQ(throttle.size(), Throttle::kMaxRegistries);
  clock.advance(milliseconds(500));
  EXPECT_FALSE(throttle.take(registry(0), "PutImage"));
  clock.advance(milliseconds(600));
  EXPECT_TRUE(throttle.take(registry(Throttle::kMaxRegistries), "PutImage"));
  EXPECT_LE(throttle.size(), 2u) << "what is full again says nothing";
}

TEST(Throttle, ThreadsTakeNoMoreThanThereIs) {
  FakeClock clock;
  Throttle throttle(clock, {{"BatchGetImage", 1'000}});
  std::atomic<int> count = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { count += taken(throttle, registry(1), "BatchGetImage", 500); });
  threads.clear();
  EXPECT_EQ(count, 1'000);
}

TEST(Rates, ComeFromTheTableOfOperations) {
  EXPECT_EQ(rates_of(kOperations, ""), (Rates{{"BatchGetImage", 2'000}, {"PutImage", 10}}));
  EXPECT_EQ(rates_of(kOperations, "PutImage=20,ListImages=5,BatchGetImage=0"),
            (Rates{{"ListImages", 5}, {"PutImage", 20}}));
}

TEST(Rates, OverridesMustNameAnOperationAndANumber) {
  for (const char* bad : {"PutImage", "PutImage=", "PutImage=x", "PutImage=1x", "PutImage=-1", "=5", ",",
                          "PutImage=1,,", "PutImage=1000001", "Nothing=1"}) {
    const auto rates = rates_of(kOperations, bad);
    ASSERT_FALSE(rates) << bad;
    EXPECT_EQ(rates.error().kind(), ErrorKind::kInvalidParameter);
    EXPECT_TRUE(rates.error().message().starts_with("configuration: throttle_rates: ")) << rates.error().message();
  }
}

}  // namespace
}  // namespace entrepot::api
