// What holds when requests race: run with threads, judged by what was acknowledged.

#include <atomic>
#include <thread>

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::digest_of;
using test::must;
using test::run;

class ConcurrencyTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }
  void push_blobs(const std::string& content) {
    push_layer("team/app", "config of " + content);
    push_layer("team/app", "layer of " + content);
  }
  Result<PutResult> put(const std::string& repository, const std::string& manifest, const char* tag) {
    return run(images().put(scope(), put_request(repository, manifest, {tag})));
  }
  bool has(const std::string& layer) { return run(layers().stat(scope(), "team/app", digest_of(layer))).has_value(); }
};

TEST_P(ConcurrencyTest, OfManyPushesToOneImmutableTagOneWins) {
  make_repository("team/fixed", {.mutability = model::TagMutability::kImmutable});
  constexpr int kPushes = 6;
  for (int i = 0; i < kPushes; ++i) {
    push_layer("team/fixed", fmt::format("config of {}", i));
    push_layer("team/fixed", fmt::format("layer of {}", i));
  }
  std::vector<std::optional<Result<PutResult>>> results(kPushes);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kPushes; ++i) {
      threads.emplace_back([&, i] { results[i] = put("team/fixed", simple_manifest(std::to_string(i)), "v1"); });
    }
  }
  std::vector<Digest> winners;
  for (const auto& result : results) {
    if (*result) {
      winners.push_back((*result)->digest);
    } else {
      EXPECT_EQ(result->error().kind(), ErrorKind::kTagImmutable) << result->error().detail();
    }
  }
  ASSERT_EQ(winners.size(), 1U);
  EXPECT_EQ(get("team/fixed", "v1").digest, winners[0]);
}

TEST_P(ConcurrencyTest, AMutableTagEndsWhereOneOfItsPushesPutIt) {
  constexpr int kPushes = 6;
  for (int i = 0; i < kPushes; ++i) push_blobs(std::to_string(i));
  std::atomic<int> succeeded{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kPushes; ++i) {
      threads.emplace_back([&, i] {
        if (put("team/app", simple_manifest(std::to_string(i)), "latest")) ++succeeded;
      });
    }
  }
  EXPECT_EQ(succeeded, kPushes);
  const Digest now = get("team/app", "latest").digest;
  start();
  EXPECT_EQ(get("team/app", "latest").digest, now) << "memory and database agree";
  static constexpr sql::Statement kVersion{"SELECT version FROM tag WHERE name = 'latest'"};
  const auto rows = must(database().read([](sql::Transaction& tx) { return tx.query(kVersion); }));
  EXPECT_EQ(rows[0].integer(0), kPushes) << "each move was counted";
}

TEST_P(ConcurrencyTest, ThePushOfAnImageAndTheCollectionOfItsLayersExcludeEachOther) {
  int pushed = 0;
  for (int round = 0; round < 12; ++round) {
    const std::string content = std::to_string(round);
    push_blobs(content);
    clock_.advance(config_.blob_lease + std::chrono::hours(1));  // both may go, and both may stay
    std::optional<Result<PutResult>> result;
    {
      const std::jthread push([&] { result = put("team/app", simple_manifest(content), "latest"); });
      const std::jthread collect([&] { must(core().collect()); });
    }
    if (*result) {
      ++pushed;
      EXPECT_TRUE(has("config of " + content) && has("layer of " + content)) << "what was acknowledged is whole";
    } else {
      EXPECT_EQ(result->error().kind(), ErrorKind::kLayersNotFound) << result->error().detail();
    }
    clock_.advance(std::chrono::hours(1));
    must(core().collect());
    if (*result) {
      auto opened = must(layers().open(scope(), "team/app", digest_of("layer of " + content), {}));
      EXPECT_EQ(as_text(must(opened.source->next()).bytes), "layer of " + content);
    }
  }
  RecordProperty("pushed", pushed);
}

TEST_P(ConcurrencyTest, AnIndexAndTheDeletionOfItsChildExcludeEachOther) {
  for (int round = 0; round < 12; ++round) {
    const std::string content = std::to_string(round);
    const Digest child = push_image("team/app", content);
    const std::string index = index_manifest({simple_manifest(content)});
    std::optional<Result<PutResult>> pushed;
    std::optional<Result<void>> deleted;
    {
      const std::jthread push([&] { pushed = put("team/app", index, "index"); });
      const std::jthread remove([&] { deleted = run(images().remove(scope(), "team/app", {child, std::nullopt})); });
    }
    EXPECT_NE(pushed->has_value(), deleted->has_value()) << "one of them, and not both";
    if (!*pushed) EXPECT_EQ(pushed->error().kind(), ErrorKind::kReferencedImagesNotFound) << pushed->error().detail();
    if (!*deleted) EXPECT_EQ(deleted->error().kind(), ErrorKind::kImageReferenced) << deleted->error().detail();
    EXPECT_EQ(try_get("team/app", child).has_value(), pushed->has_value());
  }
}

TEST_P(ConcurrencyTest, ADeletedImageIsNeverServedOnceTheDeleteWasAcknowledged) {
  std::atomic<bool> stop{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) static_cast<void>(try_get("team/app", "v1"));
    });
  }
  push_blobs("one");
  const Digest digest = digest_of(simple_manifest("one"));
  const int rounds = GetParam() == test::Engine::kSqlite ? 200 : 20;
  for (int round = 0; round < rounds; ++round) {
    push_manifest("team/app", simple_manifest("one"), {"v1"});
    EXPECT_TRUE(try_get("team/app", "v1"));

    must(images().remove(scope(), "team/app", {digest, std::nullopt}));

    EXPECT_FALSE(try_get("team/app", "v1")) << "round " << round;
    EXPECT_FALSE(try_get("team/app", digest)) << "round " << round;
  }
  stop = true;
}

TEST_P(ConcurrencyTest, ATagThatMovedIsNeverServedAsItWas) {
  std::atomic<bool> stop{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) static_cast<void>(try_get("team/app", "v1"));
    });
  }
  for (const char* content : {"one", "two"}) push_blobs(content);
  const int rounds = GetParam() == test::Engine::kSqlite ? 200 : 20;
  for (int round = 0; round < rounds; ++round) {
    const Digest digest = push_manifest("team/app", simple_manifest(round % 2 == 0 ? "one" : "two"), {"v1"});
    EXPECT_EQ(get("team/app", "v1").digest, digest) << "round " << round;
  }
  stop = true;
}

TEST_P(ConcurrencyTest, UploadsOfTheSameContentEndInOneObject) {
  constexpr int kUploads = 6;
  std::atomic<int> succeeded{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kUploads; ++i) {
      threads.emplace_back([&] {
        test::Body body("the same");
        if (run(uploads().put(scope(), "team/app", digest_of("the same"), body))) ++succeeded;
      });
    }
  }
  EXPECT_EQ(succeeded, kUploads);
  EXPECT_EQ(stored_objects().size(), 1U);
  auto opened = must(layers().open(scope(), "team/app", digest_of("the same"), {}));
  EXPECT_EQ(as_text(must(opened.source->next()).bytes), "the same");
}

TEST_P(ConcurrencyTest, APushAndTheDeletionOfItsRepositoryLeaveNothingBehind) {
  for (int round = 0; round < 8; ++round) {
    const std::string name = fmt::format("team/gone{}", round);
    make_repository(name);
    push_layer(name, "config of one");
    push_layer(name, "layer of one");
    std::optional<Result<PutResult>> pushed;
    {
      const std::jthread push([&] { pushed = put(name, simple_manifest("one"), "v1"); });
      const std::jthread remove(
          [&] { must(repositories().remove(scope(), name, Repositories::Contents::kDeleteToo)); });
    }
    if (!*pushed) EXPECT_EQ(pushed->error().kind(), ErrorKind::kRepositoryNotFound) << pushed->error().detail();
    EXPECT_EQ(try_get(name, "v1").error().kind(), ErrorKind::kRepositoryNotFound);
  }
  for (int i = 0; i < 3; ++i) {
    must(core().collect());
    clock_.advance(config_.blob_lease + std::chrono::hours(1));
  }
  EXPECT_TRUE(stored_objects().empty());
}

ENTREPOT_ON_EACH_ENGINE(ConcurrencyTest);

}  // namespace
}  // namespace entrepot::registry
