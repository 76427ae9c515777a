// The tags of a repository as an AWS resource.

#include <thread>

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::ResourceTag;
using test::must;
using test::run;
using Tags = std::vector<ResourceTag>;

class TagRepositoryTest : public test::RegistryRig {
 protected:
  Tags tags() { return must(repositories().tags(scope(), "team/app")); }
  static Tags numbered(int from, int count) {
    Tags out;
    for (int i = from; i < from + count; ++i) out.push_back({fmt::format("key-{:02}", i), "v"});
    return out;
  }
};

TEST_P(TagRepositoryTest, AddsTagsAndReplacesValues) {
  make_repository("team/app", {.tags = {{"team", "web"}}});

  must(repositories().tag(scope(), "team/app", {{"stage", "test"}, {"Stage", "x"}, {"team", "api"}}));

  EXPECT_EQ(tags(), (Tags{{"Stage", "x"}, {"stage", "test"}, {"team", "api"}}));
  EXPECT_EQ(must(repositories().find(scope(), {"team/app"}))[0].settings.tags, tags());
}

TEST_P(TagRepositoryTest, RemovesKeysAndIgnoresThoseThatAreNotThere) {
  make_repository("team/app", {.tags = {{"a", "1"}, {"b", "2"}}});

  must(repositories().untag(scope(), "team/app", {"a", "none", "a"}));

  EXPECT_EQ(tags(), (Tags{{"b", "2"}}));
}

constexpr std::string_view kOverFifty =
    "The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a "
    "repository is 50.";

TEST_P(TagRepositoryTest, MoreThanFiftyAreRefusedAsAWhole) {
  make_repository("team/app");
  must(repositories().tag(scope(), "team/app", numbered(0, 49)));

  const auto refused = run(repositories().tag(scope(), "team/app", numbered(48, 3)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kTooManyTags);
  EXPECT_EQ(refused.error().message(), kOverFifty);
  EXPECT_EQ(tags().size(), 49U);

  must(repositories().tag(scope(), "team/app", numbered(40, 10)));
  EXPECT_EQ(tags().size(), 50U);
}

TEST_P(TagRepositoryTest, OneCallWithMoreThanFiftyIsRefusedWhateverIsThere) {
  const auto made =
      run(repositories().create(scope(), must(model::RepositoryName::parse("team/app")), {.tags = numbered(0, 51)}));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::kTooManyTags);
  EXPECT_EQ(made.error().message(), kOverFifty);
  EXPECT_EQ(run(repositories().tags(scope(), "team/app")).error().kind(), ErrorKind::kRepositoryNotFound);
  make_repository("team/app", {.tags = numbered(0, 50)});

  EXPECT_EQ(run(repositories().tag(scope(), "team/app", numbered(0, 51))).error().message(), kOverFifty);
  EXPECT_EQ(run(repositories().untag(scope(), "team/app", std::vector<std::string>(51, "key-00"))).error().message(),
            kOverFifty);
  EXPECT_EQ(tags().size(), 50U);
}

TEST_P(TagRepositoryTest, TheLimitIsConfigured) {
  config_.max_resource_tags = 2;
  start();
  make_repository("team/app", {.tags = numbered(0, 2)});

  const auto refused = run(repositories().tag(scope(), "team/app", numbered(2, 1)));

  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message().ends_with("can be applied to a repository is 2.")) << refused.error().message();
}

TEST_P(TagRepositoryTest, RacingCallsDoNotPassTheLimitTogether) {
  make_repository("team/app");
  must(repositories().tag(scope(), "team/app", numbered(0, 48)));
  std::vector<std::optional<Result<void>>> results(4);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] { results[i] = run(repositories().tag(scope(), "team/app", numbered(50 + i, 1))); });
    }
  }
  EXPECT_EQ(std::ranges::count_if(results, [](const auto& result) { return result->has_value(); }), 2);
  EXPECT_EQ(tags().size(), 50U);
}

TEST_P(TagRepositoryTest, AnUnknownRepositoryIsNotFound) {
  make_repository("team/app");
  const Scope other = scope_of("999999999999", "999999999999");
  EXPECT_EQ(run(repositories().tags(other, "team/app")).error().kind(), ErrorKind::kRepositoryNotFound);
  EXPECT_EQ(run(repositories().tag(scope(), "team/none", {})).error().kind(), ErrorKind::kRepositoryNotFound);
  EXPECT_EQ(run(repositories().untag(scope(), "team/none", {})).error().message(),
            "The repository with name 'team/none' does not exist in the registry with id '123456789012'");
}

ENTREPOT_ON_EACH_ENGINE(TagRepositoryTest);

}  // namespace
}  // namespace entrepot::registry
