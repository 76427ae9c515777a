#include "blob/slice_cache.h"

#include <gtest/gtest.h>

#include "async/run_blocking.h"

namespace entrepot::blob {
namespace {

class SliceCacheTest : public testing::Test {
 protected:
  std::shared_ptr<const PlainBytes> slice(std::size_t size) {
    auto plain = std::make_shared<PlainBytes>();
    plain->size = size;
    plain->memory = pool_->take(size);
    return plain;
  }
  /// As a reader does it; true if it was loaded for this one.
  bool load(const SliceKey& key, std::size_t size = 10'000) {
    auto [flight, is_new] = cache_.start(key);
    if (is_new) cache_.land(key, flight, slice(size));
    EXPECT_TRUE(async::run_blocking(Flight::wait(flight)));
    return is_new;
  }

  observe::Metrics metrics_;
  std::shared_ptr<BufferPool> pool_ = BufferPool::make(kSlice, 4);
  SliceCache cache_{100'000, metrics_};
};

TEST_F(SliceCacheTest, KeepsWhatWasReadLatelyAndNoMoreThanItMay) {
  EXPECT_TRUE(load({"a", 0}));
  for (std::uint64_t i = 0; i < 50; ++i) {
    load({"b", i});
    EXPECT_FALSE(load({"a", 0})) << "it is used all the time";
    EXPECT_LE(cache_.bytes(), 100'000u);
  }
  EXPECT_TRUE(load({"b", 0})) << "the oldest one has gone";
  EXPECT_FALSE(load({"b", 49}));
  EXPECT_TRUE(load({"other key", 49}));
}

TEST_F(SliceCacheTest, ASliceThatIsLargerThanTheCacheIsNotKept) {
  load({"a", 0});
  EXPECT_TRUE(load({"b", 0}, 200'000));
  EXPECT_TRUE(load({"b", 0}, 200'000));
  EXPECT_LE(cache_.bytes(), 100'000u);
}

TEST_F(SliceCacheTest, WhoAsksForTheSameSliceWaitsForTheSameFlight) {
  const auto first = cache_.start({"a", 0});
  const auto second = cache_.start({"a", 0});
  EXPECT_TRUE(first.is_new);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(first.flight, second.flight);

  boost::asio::io_context context(1);
  int landed = 0;
  const auto count = [&](std::exception_ptr, const SliceResult& result) { landed += result ? 1 : 100; };
  boost::asio::co_spawn(context, Flight::wait(first.flight), count);
  boost::asio::co_spawn(context, Flight::wait(second.flight), count);
  context.poll();
  EXPECT_EQ(landed, 0);
  cache_.land({"a", 0}, first.flight, slice(10));
  context.run();
  EXPECT_EQ(landed, 2);
}

TEST_F(SliceCacheTest, AFailedFlightIsToldToAllAndForgotten) {
  const auto first = cache_.start({"a", 0});
  const auto second = cache_.start({"a", 0});
  cache_.land({"a", 0}, first.flight, fail(ErrorKind::kCorrupt, "damaged"));
  for (const auto& flight : {first.flight, second.flight}) {
    EXPECT_EQ(async::run_blocking(Flight::wait(flight)).error().kind(), ErrorKind::kCorrupt);
  }
  EXPECT_EQ(cache_.find({"a", 0}), nullptr);
  EXPECT_TRUE(load({"a", 0}));
  EXPECT_NE(cache_.find({"a", 0}), nullptr);
}

TEST_F(SliceCacheTest, OneOfThoseWhoCouldLoadASliceClaimsIt) {
  const auto started = cache_.start({"a", 0});
  EXPECT_TRUE(started.flight->claim());
  EXPECT_FALSE(started.flight->claim());
  EXPECT_FALSE(cache_.start({"a", 0}).flight->claim()) << "it is the same flight";
  cache_.put({"b", 0}, slice(10));
  EXPECT_FALSE(cache_.find({"b", 0})->claim()) << "it has landed already";
}

TEST_F(SliceCacheTest, PutNeverReplacesAFlight) {
  const auto first = cache_.start({"a", 0});
  cache_.put({"a", 0}, slice(10));
  cache_.land({"a", 0}, first.flight, slice(20));
  EXPECT_EQ(async::run_blocking(Flight::wait(cache_.find({"a", 0}))).value()->size, 20u);
  cache_.put({"b", 0}, slice(30));
  EXPECT_FALSE(load({"b", 0}));
}

TEST(BufferPoolTest, RecyclesBlocksAndGivesBackTheRest) {
  const auto pool = BufferPool::make(kSlice, 2);
  std::uint8_t* first = nullptr;
  {
    const Buffer a = pool->take(kSlice);
    first = a.data();
    const Buffer b = pool->take(100'000);
    const Buffer c = pool->take(kSlice);
    EXPECT_EQ(b.capacity(), kSlice);
    EXPECT_EQ(pool->bytes(), 3 * kSlice);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 4096, 0u);
  }
  EXPECT_EQ(pool->bytes(), 2 * kSlice) << "two may wait";
  const Buffer again = pool->take(kSlice);
  EXPECT_EQ(pool->bytes(), 2 * kSlice);
  const Buffer small = pool->take(1000);
  EXPECT_EQ(pool->bytes(), 2 * kSlice + 1000) << "a small one has its own size";
}

}  // namespace
}  // namespace entrepot::blob
