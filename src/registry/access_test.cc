// What decides about access is in memory, and never older than the last acknowledged change.

#include "registry/access.h"

#include "iam/policy.h"
#include "meta/documents.h"
#include "registry/access_cache.h"
#include "registry/core_impl.h"
#include "registry/policies.h"
#include "registry/registry_facts.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

constexpr const char* kRepositoryPolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:ListImages"}]})";
constexpr const char* kRegistryPolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*","Resource":"*"}]})";

class AccessFactsTest : public test::RegistryRig {
 protected:
  Policies policies() { return Policies(core()); }
  AccessFacts read(const std::string& repository) { return must(policies().read_access(scope().registry, repository)); }
  bool is_known(std::string_view repository) {
    return policies().known_access(scope().registry, repository).has_value();
  }
};

TEST_P(AccessFactsTest, AreReadOnceAndThenInMemory) {
  make_repository("team/app");
  must(policies().set_repository_policy(scope(), "team/app", kRepositoryPolicy));
  must(repositories().tag(scope(), "team/app", {{"team", "blue"}}));
  EXPECT_FALSE(is_known("team/app"));

  const AccessFacts facts = read("team/app");

  EXPECT_TRUE(facts.repository->exists);
  EXPECT_NE(facts.repository->policy, nullptr);
  EXPECT_EQ(facts.repository->tags, (std::vector<model::ResourceTag>{{"team", "blue"}}));
  EXPECT_EQ(facts.registry->policy, nullptr);
  EXPECT_TRUE(facts.registry->covers_every_action);
  EXPECT_EQ(policies().known_access(scope().registry, "team/app")->repository, facts.repository);
}

TEST_P(AccessFactsTest, AreThereForNamesWithoutARepository) {
  EXPECT_FALSE(read("team/none").repository->exists);
  EXPECT_TRUE(is_known("team/none"));

  make_repository("team/none");
  EXPECT_TRUE(read("team/none").repository->exists);
  must(repositories().remove(scope(), "team/none", Repositories::Contents::kMustBeEmpty));
  EXPECT_FALSE(read("team/none").repository->exists);
}

TEST_P(AccessFactsTest, AChangeIsSeenFromItsAnswerOn) {
  make_repository("team/app");
  EXPECT_EQ(read("team/app").repository->policy, nullptr);
  must(policies().set_repository_policy(scope(), "team/app", kRepositoryPolicy));
  EXPECT_NE(read("team/app").repository->policy, nullptr);
  must(policies().remove_repository_policy(scope(), "team/app"));
  EXPECT_EQ(read("team/app").repository->policy, nullptr);

  must(repositories().tag(scope(), "team/app", {{"team", "blue"}}));
  EXPECT_EQ(read("team/app").repository->tags.size(), 1U);
  must(repositories().untag(scope(), "team/app", {"team"}));
  EXPECT_TRUE(read("team/app").repository->tags.empty());

  must(policies().put_registry_policy(scope(), kRegistryPolicy));
  EXPECT_NE(read("").registry->policy, nullptr);
  must(settings().account.put(scope(), model::AccountSetting::kRegistryPolicyScope, "V1"));
  EXPECT_FALSE(read("").registry->covers_every_action);
  must(policies().remove_registry_policy(scope()));
  EXPECT_EQ(read("team/app").registry->policy, nullptr);
}

// Another node writes to the same database and cannot tell this one.
TEST_P(AccessFactsTest, AnotherNodesChangeIsSeenWithinASecond) {
  make_repository("team/app");
  (void)read("team/app");
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(is_known("team/app"), database().is_sole_writer())
      << "memory is believed for ever only without other nodes";
}

TEST_P(AccessFactsTest, ADamagedPolicyLetsNobodyIn) {
  make_repository("team/app");
  must(policies().set_repository_policy(scope(), "team/app", "no policy"));
  const auto facts = run(policies().read_access(scope().registry, "team/app"));
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().kind(), ErrorKind::kCorrupt);
}

TEST_P(AccessFactsTest, WhatWasReadBeforeAChangeIsNotKept) {
  AccessCache cache(clock_, true);
  const auto old = std::make_shared<const RepositoryAccess>();
  const auto before = cache.ticket(scope().registry, "team/app");
  cache.forget(scope().registry, "team/app");
  cache.insert(before, scope().registry, "team/app", old, 0);
  EXPECT_EQ(cache.find(scope().registry, "team/app"), nullptr);

  cache.insert(cache.ticket(scope().registry, "team/app"), scope().registry, "team/app", old, 0);
  EXPECT_EQ(cache.find(scope().registry, "team/app"), old);
  EXPECT_EQ(cache.find(scope_of("999999999999", "x").registry, "team/app"), nullptr);
}

TEST_P(AccessFactsTest, MemoryIsBounded) {
  AccessCache cache(clock_, true);
  const auto some = std::make_shared<const RepositoryAccess>();
  for (int i = 0; i < 2'000; ++i) {
    const std::string name = "team/" + std::to_string(i);
    cache.insert(cache.ticket(scope().registry, name), scope().registry, name, some, 10'240);
  }
  EXPECT_LE(cache.weight(), 64U << 20);
  EXPECT_GT(cache.weight(), 32U << 20);
}

TEST_P(AccessFactsTest, ATemplateTellsWhatAPushWouldMake) {
  EXPECT_FALSE(must(policies().access_if_pushed(scope(), "prod/app")));
  must(settings().templates.create(scope(), "prod",
                                   {.settings = {.tags = {{"stage", "prod"}}},
                                    .repository_policy = kRepositoryPolicy,
                                    .applied_for = {model::TemplateUse::kCreateOnPush}}));
  const auto access = must(policies().access_if_pushed(scope(), "prod/app"));
  ASSERT_TRUE(access);
  EXPECT_FALSE(access->exists);
  EXPECT_NE(access->policy, nullptr);
  EXPECT_EQ(access->tags, (std::vector<model::ResourceTag>{{"stage", "prod"}}));
}

ENTREPOT_ON_EACH_ENGINE(AccessFactsTest);

}  // namespace
}  // namespace entrepot::registry
