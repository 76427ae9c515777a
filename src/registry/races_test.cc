// Sixteen clients at once: one winner, no update lost, nothing left behind.

#include <atomic>
#include <barrier>
#include <thread>

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::digest_of;
using test::must;
using test::run;

constexpr int kClients = 16;

class RacesTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }

  /// All begin at the same moment.
  static void at_once(const std::function<void(int client)>& act) {
    std::barrier start(kClients);
    std::vector<std::jthread> threads;
    for (int client = 0; client < kClients; ++client) {
      threads.emplace_back([&, client] {
        start.arrive_and_wait();
        act(client);
      });
    }
  }

  void push_blobs(const std::string& content, const std::string& repository = "team/app") {
    push_layer(repository, "config of " + content);
    push_layer(repository, "layer of " + content);
  }
  Result<PutResult> put(const std::string& content, const std::string& tag, PutImage::Door door,
                        const std::string& repository = "team/app") {
    auto request = put_request(repository, simple_manifest(content), {tag});
    request.door = door;
    return run(images().put(scope(), std::move(request)));
  }
  std::int64_t number(sql::Statement statement) {
    const auto rows = must(database().read([&](sql::Transaction& tx) { return tx.query(statement); }));
    return rows[0].integer(0);
  }
  /// Deletes all and collects: nothing is left in any table or store.
  void expect_nothing_left() {
    must(repositories().remove(scope(), "team/app", Repositories::Contents::kDeleteToo));
    for (int i = 0; i < 3; ++i) {
      must(core().collect());
      clock_.advance(config_.blob_lease + std::chrono::hours(1));
    }
    static constexpr sql::Statement kRows{
        "SELECT (SELECT count(*) FROM image) + (SELECT count(*) FROM image_blob) + (SELECT count(*) FROM tag)"
        " + (SELECT count(*) FROM image_storage) + (SELECT count(*) FROM blob_move) + (SELECT count(*) FROM blob)"
        " + (SELECT count(*) FROM archived_blob) + (SELECT count(*) FROM repository_blob)"};
    EXPECT_EQ(number(kRows), 0);
    EXPECT_TRUE(stored_objects().empty());
    EXPECT_TRUE(archived_objects().empty());
  }
  int rounds() const { return GetParam() == test::Engine::kSqlite ? 20 : 4; }
};

TEST_P(RacesTest, MovingOneTagLosesNoMove) {
  for (int client = 0; client < kClients; ++client) push_blobs(std::to_string(client));
  std::atomic<int> moved{0};

  at_once([&](int client) {
    for (int round = 0; round < rounds(); ++round) {
      if (put(std::to_string(client), "latest", PutImage::Door::kOci)) ++moved;
    }
  });

  EXPECT_EQ(moved, kClients * rounds());
  // Putting what the tag points to already is no move, so the version counts at most the puts; each client moved it
  // once at least.
  static constexpr sql::Statement kVersion{"SELECT version FROM tag WHERE name = 'latest'"};
  EXPECT_GE(number(kVersion), kClients);
  EXPECT_LE(number(kVersion), kClients * rounds());
  const Digest now = get("team/app", "latest").digest;
  static constexpr sql::Statement kImages{"SELECT count(*) FROM image"};
  EXPECT_EQ(number(kImages), kClients) << "who lost the tag is still there";
  start();
  EXPECT_EQ(get("team/app", "latest").digest, now) << "memory and database agree";
  expect_nothing_left();
}

TEST_P(RacesTest, OfThoseWhoPutTheSameImageOneWins) {
  push_blobs("one");
  std::atomic<int> won{0};
  std::atomic<int> told{0};

  at_once([&](int) {
    const auto result = put("one", "v1", PutImage::Door::kAws);
    if (result) ++won;
    if (!result && result.error().kind() == ErrorKind::kImageExists) ++told;
  });

  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, kClients - 1);
  expect_nothing_left();
}

TEST_P(RacesTest, TheSameImageUnderManyTagsIsOneImage) {
  push_blobs("one");
  std::atomic<int> won{0};

  at_once([&](int client) {
    if (put("one", fmt::format("v{}", client), PutImage::Door::kAws)) ++won;
  });

  EXPECT_EQ(won, kClients);
  const auto page = must(images().describe_all(scope(), "team/app", {}, {}));
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].tags.size(), static_cast<std::size_t>(kClients));
  expect_nothing_left();
}

TEST_P(RacesTest, AnImageThatIsPutAndDeletedIsThereOrNot) {
  push_blobs("one");
  const Digest digest = digest_of(simple_manifest("one"));
  std::atomic<int> made{0};
  std::atomic<int> deleted{0};

  at_once([&](int client) {
    for (int round = 0; round < rounds(); ++round) {
      if (client % 2 == 0) {
        const auto result = put("one", "v1", PutImage::Door::kAws);
        if (result) ++made;
        if (!result) EXPECT_EQ(result.error().kind(), ErrorKind::kImageExists) << result.error().detail();
      } else {
        const auto result = run(images().remove(scope(), "team/app", {digest, std::nullopt}));
        if (result) ++deleted;
        if (!result) EXPECT_EQ(result.error().kind(), ErrorKind::kImageNotFound) << result.error().detail();
      }
    }
  });

  const bool is_there = try_get("team/app", "v1").has_value();
  EXPECT_EQ(made - deleted, is_there ? 1 : 0) << "each made it once, each deleted it once";
  EXPECT_EQ(try_get("team/app", digest).has_value(), is_there);
  expect_nothing_left();
}

TEST_P(RacesTest, AnImmutableTagFromBothDoorsGoesToOneImage) {
  make_repository("team/fixed", {.mutability = model::TagMutability::kImmutable});
  for (int round = 0; round < rounds() / 2; ++round) {
    const std::string tag = fmt::format("v{}", round);
    for (const char* side : {"left", "right"}) push_blobs(side + tag, "team/fixed");
    std::array<std::atomic<int>, 2> won{};

    at_once([&](int client) {
      const bool is_left = client % 2 == 0;
      const auto door = client % 4 < 2 ? PutImage::Door::kOci : PutImage::Door::kAws;
      const auto result = put((is_left ? "left" : "right") + tag, tag, door, "team/fixed");
      if (result) ++won[is_left ? 0 : 1];
      if (!result && result.error().kind() != ErrorKind::kImageExists) {
        EXPECT_EQ(result.error().kind(), ErrorKind::kTagImmutable) << result.error().detail();
      }
    });

    EXPECT_NE(won[0] == 0, won[1] == 0) << "one side has it, the other never had";
    const Digest winner = digest_of(simple_manifest((won[0] != 0 ? "left" : "right") + tag));
    EXPECT_EQ(get("team/fixed", tag).digest, winner);
  }
}

TEST_P(RacesTest, ArchivingPushingAndMovingLoseNoByte) {
  push_blobs("one");
  const Digest digest = push_manifest("team/app", simple_manifest("one"), {"v1"});
  const ImageId id{.digest = digest.text(), .tag = std::nullopt};

  at_once([&](int client) {
    for (int round = 0; round < rounds(); ++round) {
      if (client == 0) {
        must(core().move());
      } else if (client % 3 == 0) {
        EXPECT_TRUE(put("one", "v1", PutImage::Door::kOci));
      } else {
        const auto target = client % 3 == 1 ? StorageClass::kArchive : StorageClass::kStandard;
        const auto result = run(images().set_storage_class(scope(), "team/app", id, target));
        if (!result) EXPECT_EQ(result.error().kind(), ErrorKind::kStorageClassUnsupported) << result.error().detail();
      }
    }
  });

  must(images().set_storage_class(scope(), "team/app", id, StorageClass::kStandard));
  for (int i = 0; i < 3; ++i) {
    must(core().move());
    clock_.advance(std::chrono::minutes(11));
    must(core().collect());
  }
  EXPECT_EQ(get("team/app", "v1").digest, digest);
  for (const char* layer : {"config of one", "layer of one"}) {
    auto opened = must(layers().open(scope(), "team/app", digest_of(layer), {}));
    EXPECT_EQ(as_text(must(opened.source->next()).bytes), layer);
  }
  EXPECT_TRUE(archived_objects().empty());
  EXPECT_EQ(stored_objects().size(), 2U);
  expect_nothing_left();
}

TEST_P(RacesTest, AnArchivedImageIsNeverServedOnceThatWasAcknowledged) {
  push_blobs("one");
  const Digest digest = push_manifest("team/app", simple_manifest("one"), {"v1"});
  const ImageId id{.digest = digest.text(), .tag = std::nullopt};
  std::atomic<bool> stop{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) static_cast<void>(try_get("team/app", "v1"));
    });
  }
  for (int round = 0; round < 5 * rounds(); ++round) {
    must(images().set_storage_class(scope(), "team/app", id, StorageClass::kArchive));
    EXPECT_FALSE(try_get("team/app", "v1")) << "round " << round;
    EXPECT_FALSE(try_get("team/app", digest)) << "round " << round;
    push_manifest("team/app", simple_manifest("one"), {"v1"});
    EXPECT_TRUE(try_get("team/app", "v1")) << "round " << round;
  }
  stop = true;
}

ENTREPOT_ON_EACH_ENGINE(RacesTest);

}  // namespace
}  // namespace entrepot::registry
