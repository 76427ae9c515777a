// Parts of an upload: their order, their ranges, and who sends them at the same time.

#include <functional>
#include <thread>

#include "tests/support/uploads_rig.h"

namespace entrepot::registry {
namespace {

using test::Body;
using test::must;
using test::run;

class AppendUploadTest : public test::UploadsRig {};

/// Gives its bytes only once the test has looked.
class Gated final : public async::ByteSource {
 public:
  explicit Gated(std::function<void()> look) : look_(std::move(look)) {}
  async::Task<async::Slice> next() override {
    if (!look_) co_return async::Slice{};
    std::exchange(look_, nullptr)();
    co_return async::Slice{.owner = nullptr, .bytes = as_bytes("hello")};
  }

 private:
  std::function<void()> look_;
};

/// Runs on a thread of its own, since the caller is inside a coroutine of this thread's context.
template <class T>
Result<T> run_elsewhere(async::Task<T> task) {
  std::optional<Result<T>> result;
  std::thread thread([&] { result = test::run(std::move(task)); });
  thread.join();
  return std::move(*result);
}

TEST_P(AppendUploadTest, PartsInOrderBecomeALayer) {
  const std::string id = start_upload();

  EXPECT_EQ(must(append(id, "hello ")), 6U);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 6U);
  EXPECT_EQ(must(append(id, "world", {.first_byte = 6, .last_byte = 10})), 11U);
  const auto finished = must(finish(id, "hello world"));

  EXPECT_EQ(finished.digest, test::digest_of("hello world"));
  EXPECT_EQ(finished.size, 11U);
  EXPECT_EQ(read("team/app", "hello world"), "hello world");
  const auto again = append(id, "more");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUploadNotFound) << "the session ends with the layer";
}

TEST_P(AppendUploadTest, RefusesAPartThatSkipsBytes) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto skipping = append(id, "world", {.first_byte = 9, .last_byte = 13});

  ASSERT_FALSE(skipping);
  EXPECT_EQ(skipping.error().kind(), ErrorKind::kLayerPartOutOfOrder);
  EXPECT_EQ(skipping.error().message(), "First byte of the layer part is 9 instead of 5");
  EXPECT_EQ(skipping.error().offset(), 5U);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 5U);
}

TEST_P(AppendUploadTest, APartThatIsShorterThanItsRangeIsForgotten) {
  const std::string id = start_upload();
  must(append(id, "hello "));

  const auto part = append(id, "wor", {.first_byte = 6, .last_byte = 10});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().message(), "The layer part has only 3 bytes, its range says 5");
  EXPECT_EQ(part.error().offset(), 6U);
  must(append(id, "world", {.first_byte = 6, .last_byte = 10}));
  must(finish(id, "hello world"));
}

TEST_P(AppendUploadTest, AFirstPartThatIsLongerThanItsRangeIsForgotten) {
  const std::string id = start_upload();

  const auto part = append(id, "hello world", {.first_byte = 0, .last_byte = 4});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().message(), "The layer part has at least 6 bytes, its range says 5");
  must(append(id, "hello", {.first_byte = 0, .last_byte = 4}));
  must(finish(id, "hello"));
}

TEST_P(AppendUploadTest, RefusesARangeThatEndsBeforeItBegins) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto part = append(id, "x", {.first_byte = 5, .last_byte = 4});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().kind(), ErrorKind::kLayerPartOutOfOrder);
}

TEST_P(AppendUploadTest, ABrokenBodyKeepsWhatCameAndTheClientGoesOn) {
  const std::string id = start_upload();
  Body breaking = Body::breaking("hello world", 7);

  const auto broken = run(uploads().append(scope(), "team/app", id, {}, breaking));

  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind(), ErrorKind::kUnavailable);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 7U);
  must(append(id, "orld", {.first_byte = 7, .last_byte = 10}));
  must(finish(id, "hello world"));
}

TEST_P(AppendUploadTest, ASecondRequestMeanwhileIsRefused) {
  const std::string id = start_upload();
  std::optional<Result<std::uint64_t>> second;
  Gated body([&] {
    Body other("other");
    second = run_elsewhere(uploads().append(scope(), "team/app", id, {}, other));
  });

  must(uploads().append(scope(), "team/app", id, {}, body));

  ASSERT_FALSE(*second);
  EXPECT_EQ(second->error().kind(), ErrorKind::kLayerPartOutOfOrder);
  must(finish(id, "hello"));
}

TEST_P(AppendUploadTest, ACancelMeanwhileEndsTheRequestThatWrites) {
  const std::string id = start_upload();
  Gated body([&] { must(run_elsewhere(uploads().cancel(scope(), "team/app", id))); });

  const auto appended = run(uploads().append(scope(), "team/app", id, {}, body));

  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_EQ(run(uploads().status(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
}

ENTREPOT_ON_EACH_ENGINE(AppendUploadTest);

}  // namespace
}  // namespace entrepot::registry
