// Settings that change after a repository was made: kept, and obeyed by the next push.

#include <atomic>
#include <thread>

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::TagMutability;
using test::must;
using test::run;

class ChangeRepositoryTest : public test::RegistryRig {
 protected:
  Result<PutResult> push(const std::string& content, const std::string& tag) {
    push_layer("team/app", "config of " + content);
    push_layer("team/app", "layer of " + content);
    return run(images().put(scope(), put_request("team/app", simple_manifest(content), {tag})));
  }
  void set(TagMutability mutability, std::vector<std::string> filters = {}) {
    must(repositories().set_mutability(scope(), "team/app", mutability, std::move(filters)));
  }
  model::RepositorySettings settings() { return must(repositories().find(scope(), {"team/app"}))[0].settings; }
};

TEST_P(ChangeRepositoryTest, MutabilityIsKeptAndNothingElseChanges) {
  make_repository("team/app", {.scan_on_push = true, .tags = {{"team", "web"}}});

  const Repository changed = must(
      repositories().set_mutability(scope(), "team/app", TagMutability::kImmutableWithExclusion, {"dev-*", "latest"}));

  EXPECT_EQ(changed.name, "team/app");
  EXPECT_EQ(changed.settings.mutability, TagMutability::kImmutableWithExclusion);
  EXPECT_EQ(settings().mutability, TagMutability::kImmutableWithExclusion);
  EXPECT_EQ(settings().exclusion_filters, (std::vector<std::string>{"dev-*", "latest"}));
  EXPECT_TRUE(settings().scan_on_push);
  EXPECT_EQ(settings().tags, (std::vector<model::ResourceTag>{{"team", "web"}}));

  set(TagMutability::kMutable);
  EXPECT_EQ(settings().mutability, TagMutability::kMutable);
  EXPECT_TRUE(settings().exclusion_filters.empty());
}

TEST_P(ChangeRepositoryTest, ScanOnPushIsKeptAndNothingElseChanges) {
  make_repository("team/app", {.mutability = TagMutability::kImmutable});

  EXPECT_TRUE(must(repositories().set_scan_on_push(scope(), "team/app", true)).settings.scan_on_push);
  EXPECT_TRUE(settings().scan_on_push);
  EXPECT_EQ(settings().mutability, TagMutability::kImmutable);
  must(repositories().set_scan_on_push(scope(), "team/app", false));
  EXPECT_FALSE(settings().scan_on_push);
}

TEST_P(ChangeRepositoryTest, TheNextPushObeysTheNewMutability) {
  make_repository("team/app");
  must(push("first", "v1"));
  must(push("first", "dev-1"));
  must(push("second", "v1"));

  set(TagMutability::kImmutableWithExclusion, {"dev-*"});
  const auto refused = push("first", "v1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kTagImmutable);
  EXPECT_TRUE(push("second", "dev-1"));

  set(TagMutability::kMutableWithExclusion, {"dev-*"});
  EXPECT_TRUE(push("first", "v1"));
  EXPECT_EQ(push("first", "dev-1").error().kind(), ErrorKind::kTagImmutable);
}

TEST_P(ChangeRepositoryTest, AnUnknownRepositoryIsNotFound) {
  const auto mutability = run(repositories().set_mutability(scope(), "team/none", TagMutability::kMutable, {}));
  ASSERT_FALSE(mutability);
  EXPECT_EQ(mutability.error().message(),
            "The repository with name 'team/none' does not exist in the registry with id '123456789012'");
  const auto scanning = run(repositories().set_scan_on_push(scope(), "team/none", true));
  ASSERT_FALSE(scanning);
  EXPECT_EQ(scanning.error().kind(), ErrorKind::kRepositoryNotFound);
}

TEST_P(ChangeRepositoryTest, OnceImmutabilityIsAcknowledgedNoRacingPushMovesATag) {
  make_repository("team/app");
  for (int i = 0; i < 2; ++i) must(push(std::to_string(i), "v1"));
  std::atomic<bool> is_done = false;
  std::atomic<int> moved = 0;
  std::jthread pusher([&] {
    for (int i = 0; !is_done; ++i) {
      if (run(images().put(scope(), put_request("team/app", simple_manifest(std::to_string(i % 2)), {"v1"})))) ++moved;
    }
  });
  while (moved < 5) std::this_thread::yield();

  set(TagMutability::kImmutable);
  const Digest then = get("team/app", "v1").digest;
  for (int i = 0; i < 50; ++i) ASSERT_EQ(get("team/app", "v1").digest, then);
  is_done = true;
  pusher.join();

  EXPECT_EQ(get("team/app", "v1").digest, then);
}

ENTREPOT_ON_EACH_ENGINE(ChangeRepositoryTest);

}  // namespace
}  // namespace entrepot::registry
