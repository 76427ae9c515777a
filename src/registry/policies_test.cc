// Policies are kept as texts, one of a kind, and go with what they belong to.

#include "registry/policies.h"

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

class PoliciesTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }
  Policies policies() { return Policies(core()); }
  template <class T>
  static std::string refusal(const Result<T>& result) {
    return result ? "done"
                  : std::string(to_string(result.error().kind())) + ": " + std::string(result.error().message());
  }
};

TEST_P(PoliciesTest, ARepositoryHasOnePolicy) {
  const std::string missing =
      "kRepositoryPolicyNotFound: Repository policy does not exist for the repository with name 'team/app' in the "
      "registry with id '123456789012'";
  EXPECT_EQ(refusal(run(policies().repository_policy(scope(), "team/app"))), missing);

  must(policies().set_repository_policy(scope(), "team/app", "one"));
  must(policies().set_repository_policy(scope(), "team/app", "two"));
  EXPECT_EQ(must(policies().repository_policy(scope(), "team/app")), "two");

  EXPECT_EQ(must(policies().remove_repository_policy(scope(), "team/app")), "two");
  EXPECT_EQ(refusal(run(policies().remove_repository_policy(scope(), "team/app"))), missing);
}

TEST_P(PoliciesTest, ARegistryHasOnePolicy) {
  const std::string missing =
      "kRegistryPolicyNotFound: Registry policy does not exist in the registry with id '999999999999'";
  const Scope other = scope_of("999999999999", "999999999999");
  must(policies().put_registry_policy(scope(), "one"));
  must(policies().put_registry_policy(scope(), "two"));

  EXPECT_EQ(must(policies().registry_policy(scope())), "two");
  EXPECT_EQ(refusal(run(policies().registry_policy(other))), missing);
  EXPECT_EQ(refusal(run(policies().remove_registry_policy(other))), missing);
  EXPECT_EQ(must(policies().remove_registry_policy(scope())), "two");
  EXPECT_FALSE(run(policies().registry_policy(scope())));
}

TEST_P(PoliciesTest, ALifecyclePolicyKnowsWhenItLastDecidedSomething) {
  EXPECT_EQ(refusal(run(policies().lifecycle_policy(scope(), "team/app"))),
            "kLifecyclePolicyNotFound: Lifecycle policy does not exist for the repository with name 'team/app' in the "
            "registry with id '123456789012'");
  must(policies().put_lifecycle_policy(scope(), "team/app", "{ \"rules\" : [] }"));

  EXPECT_EQ(must(policies().lifecycle_policy(scope(), "team/app")).text, "{ \"rules\" : [] }");
  EXPECT_EQ(must(policies().lifecycle_policy(scope(), "team/app")).last_evaluated_at, SysTime());

  EXPECT_EQ(must(policies().remove_lifecycle_policy(scope(), "team/app")).text, "{ \"rules\" : [] }");
  EXPECT_EQ(run(policies().remove_lifecycle_policy(scope(), "team/app")).error().kind(),
            ErrorKind::kLifecyclePolicyNotFound);
}

TEST_P(PoliciesTest, ARepositorysTwoPoliciesAreApart) {
  must(policies().put_lifecycle_policy(scope(), "team/app", "life"));
  EXPECT_FALSE(run(policies().repository_policy(scope(), "team/app")));
  must(policies().set_repository_policy(scope(), "team/app", "access"));
  must(policies().remove_repository_policy(scope(), "team/app"));
  EXPECT_EQ(must(policies().lifecycle_policy(scope(), "team/app")).text, "life");
}

TEST_P(PoliciesTest, ARepositoryMadeAnewHasNone) {
  must(policies().put_lifecycle_policy(scope(), "team/app", "life"));
  must(policies().set_repository_policy(scope(), "team/app", "access"));
  must(repositories().remove(scope(), "team/app", Repositories::Contents::kMustBeEmpty));
  make_repository("team/app");

  EXPECT_FALSE(run(policies().repository_policy(scope(), "team/app")));
  EXPECT_FALSE(run(policies().lifecycle_policy(scope(), "team/app")));
  must(core().collect());
}

TEST_P(PoliciesTest, AnUnknownRepositoryIsNotFound) {
  const std::string missing =
      "kRepositoryNotFound: The repository with name 'team/none' does not exist in the registry with id "
      "'123456789012'";
  EXPECT_EQ(refusal(run(policies().set_repository_policy(scope(), "team/none", "x"))), missing);
  EXPECT_EQ(refusal(run(policies().repository_policy(scope(), "team/none"))), missing);
  EXPECT_EQ(refusal(run(policies().remove_repository_policy(scope(), "team/none"))), missing);
  EXPECT_EQ(refusal(run(policies().put_lifecycle_policy(scope(), "team/none", "x"))), missing);
  EXPECT_EQ(refusal(run(policies().lifecycle_policy(scope(), "team/none"))), missing);
  EXPECT_EQ(refusal(run(policies().remove_lifecycle_policy(scope(), "team/none"))), missing);
}

ENTREPOT_ON_EACH_ENGINE(PoliciesTest);

}  // namespace
}  // namespace entrepot::registry
