#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

class PullTimeExclusionsTest : public test::RegistryRig {
 protected:
  static std::string role(const std::string& name) { return "arn:aws:iam::123456789012:role/" + name; }
  PullTimeExclusions& exclusions() { return settings().exclusions; }
  bool covers(const std::string& principal) { return must(exclusions().covers(scope(), principal)); }
};

TEST_P(PullTimeExclusionsTest, CoverAPrincipalFromWhenTheyAreMadeUntilTheyAreRemoved) {
  EXPECT_FALSE(covers(role("scanner")));

  EXPECT_EQ(must(exclusions().add(scope(), role("scanner"))), clock_.now());
  EXPECT_TRUE(covers(role("scanner")));
  EXPECT_TRUE(covers("arn:aws:sts::123456789012:assumed-role/scanner/nightly"));
  EXPECT_FALSE(covers(role("other")));
  EXPECT_FALSE(must(exclusions().covers(scope_of("999999999999", "x"), role("scanner"))));

  must(exclusions().remove(scope(), role("scanner")));
  EXPECT_FALSE(covers(role("scanner")));
}

TEST_P(PullTimeExclusionsTest, AreThereOnceOrNot) {
  must(exclusions().add(scope(), role("a")));

  const auto again = run(exclusions().add(scope(), role("a")));
  const auto absent = run(exclusions().remove(scope(), role("b")));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kExclusionExists);
  EXPECT_EQ(again.error().message(),
            "The pull time update exclusion for the principal 'arn:aws:iam::123456789012:role/a' already exists in the "
            "registry with id '123456789012'");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind(), ErrorKind::kExclusionNotFound);
  EXPECT_EQ(absent.error().message(),
            "The pull time update exclusion for the principal 'arn:aws:iam::123456789012:role/b' does not exist in the "
            "registry with id '123456789012'");
}

TEST_P(PullTimeExclusionsTest, ComeInPages) {
  for (const char* name : {"c", "a", "b", "d", "e"}) must(exclusions().add(scope(), role(name)));

  std::vector<std::string> seen;
  PageRequest page{.after = {}, .limit = 2};
  do {
    const auto got = must(exclusions().list(scope(), page));
    EXPECT_LE(got.items.size(), 2U);
    seen.insert(seen.end(), got.items.begin(), got.items.end());
    page.after = got.next;
  } while (!page.after.empty());

  EXPECT_EQ(seen, (std::vector<std::string>{role("a"), role("b"), role("c"), role("d"), role("e")}));
  EXPECT_TRUE(must(exclusions().list(scope_of("999999999999", "x"), {})).items.empty());
}

TEST_P(PullTimeExclusionsTest, AreLimited) {
  config_.max_pull_time_exclusions = 2;
  start();
  must(exclusions().add(scope(), role("a")));
  must(exclusions().add(scope(), role("b")));

  const auto third = run(exclusions().add(scope(), role("c")));

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_EQ(third.error().message(),
            "The registry with id '123456789012' already has the maximum allowed number of pull time update exclusions "
            "which is '2'");
  EXPECT_FALSE(covers(role("c")));
  EXPECT_EQ(run(exclusions().add(scope(), role("a"))).error().kind(), ErrorKind::kExclusionExists);
}

TEST_P(PullTimeExclusionsTest, ThoseFromBeforeALowerLimitStillCount) {
  for (const char* name : {"a", "b", "c"}) must(exclusions().add(scope(), role(name)));
  config_.max_pull_time_exclusions = 1;
  start();

  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(covers(role(name))) << name;
  EXPECT_EQ(run(exclusions().add(scope(), role("d"))).error().kind(), ErrorKind::kLimitExceeded);
}

TEST_P(PullTimeExclusionsTest, ThePullsOfOthersAloneLeaveATime) {
  make_repository("team/app");
  push_image("team/app", "one", {"v1"});
  must(exclusions().add(scope(), role("scanner")));
  const auto pull_as = [&](const std::string& arn) {
    Scope by = scope();
    by.principal_arn = arn;
    must(images().get(by, "team/app", {.digest = std::nullopt, .tag = test::tag("v1")}));
    must(core().flush());
    return must(images().describe(scope(), "team/app", {{.digest = std::nullopt, .tag = "v1"}}))[0].last_pulled_at;
  };

  EXPECT_FALSE(pull_as(role("scanner"))) << "read from the database";
  EXPECT_FALSE(pull_as("arn:aws:sts::123456789012:assumed-role/scanner/nightly")) << "and from memory";
  EXPECT_EQ(pull_as(role("deployer")), clock_.now());

  const SysTime before = clock_.now();
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(pull_as(role("scanner")), before);
  must(exclusions().remove(scope(), role("scanner")));
  EXPECT_EQ(pull_as(role("scanner")), clock_.now());
}

ENTREPOT_ON_EACH_ENGINE(PullTimeExclusionsTest);

}  // namespace
}  // namespace entrepot::registry
