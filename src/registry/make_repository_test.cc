#include "meta/documents.h"
#include "registry/core_impl.h"
#include "registry/policies.h"
#include "registry/repository_documents.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::TemplateUse;
using test::must;
using test::run;

constexpr const char* kPolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:ListImages"}]})";

class MakeRepositoryTest : public test::RegistryRig {
 protected:
  void make_template(const std::string& prefix, model::CreationTemplate content) {
    if (content.applied_for.empty()) content.applied_for = {TemplateUse::kCreateOnPush};
    must(settings().templates.create(scope(), prefix, std::move(content)));
  }
  /// The tag that tells which template made the repository; "" for defaults, "absent" when none is made.
  std::string made_by(const std::string& name) {
    if (!must(Policies(core()).access_if_pushed(scope(), name))) {
      EXPECT_FALSE(run(repositories().make_on_push(scope(), must(model::RepositoryName::parse(name)))));
      return "absent";
    }
    must(repositories().make_on_push(scope(), must(model::RepositoryName::parse(name))));
    const auto found = must(repositories().find(scope(), {name}));
    return found[0].settings.tags.empty() ? "" : found[0].settings.tags[0].value;
  }
  static model::CreationTemplate named(const std::string& name) { return {.settings = {.tags = {{"by", name}}}}; }
  std::string document(const std::string& name, std::string_view kind) {
    return must(database().read([&](sql::Transaction& tx) { return read(tx, scope(), name, kind); }));
  }

 private:
  static async::Task<std::string> read(sql::Transaction& tx, Scope scope, std::string name, std::string_view kind) {
    ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name));
    ENTREPOT_CO_TRY(const auto found, co_await meta::find_document(tx, repository.key, kind));
    co_return found ? found->text : std::string("none");
  }
};

TEST_P(MakeRepositoryTest, WithoutATemplateNothingIsMade) {
  EXPECT_EQ(made_by("prod/app"), "absent");
  EXPECT_FALSE(run(repositories().find(scope(), {"prod/app"})));
}

TEST_P(MakeRepositoryTest, TheLongestPrefixWinsAndRootComesLast) {
  make_template("prod", named("prod"));
  make_template("prod/team/", named("team"));
  EXPECT_EQ(made_by("prod/team/app"), "team");
  EXPECT_EQ(made_by("prod/other/app"), "prod");
  EXPECT_EQ(made_by("prod/team"), "prod") << "the prefix means a slash behind it";
  EXPECT_EQ(made_by("prod"), "absent");
  EXPECT_EQ(made_by("prod-x/app"), "absent");

  make_template("ROOT", named("root"));
  EXPECT_EQ(made_by("production"), "root");
  EXPECT_EQ(made_by("prod/team/more"), "team");
}

TEST_P(MakeRepositoryTest, TemplatesForOtherUsesDoNotMatch) {
  model::CreationTemplate replication = named("replication");
  replication.applied_for = {TemplateUse::kReplication, TemplateUse::kPullThroughCache};
  make_template("prod/team", replication);
  EXPECT_EQ(made_by("prod/team/app"), "absent");

  make_template("prod", named("prod"));
  EXPECT_EQ(made_by("prod/team/app"), "prod");
}

TEST_P(MakeRepositoryTest, EverythingOfTheTemplateIsSet) {
  make_template("prod", {.description = "for production",
                         .settings = {.mutability = model::TagMutability::kImmutableWithExclusion,
                                      .exclusion_filters = {"dev-*"},
                                      .tags = {{"a", "1"}, {"b", "2"}}},
                         .repository_policy = kPolicy,
                         .lifecycle_policy = R"({"rules":[]})"});

  must(repositories().make_on_push(scope(), must(model::RepositoryName::parse("prod/app"))));

  const Repository made = must(repositories().find(scope(), {"prod/app"}))[0];
  EXPECT_EQ(made.created_at, clock_.now());
  EXPECT_EQ(made.settings.mutability, model::TagMutability::kImmutableWithExclusion);
  EXPECT_EQ(made.settings.exclusion_filters, std::vector<std::string>{"dev-*"});
  EXPECT_EQ(made.settings.tags, (std::vector<model::ResourceTag>{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(document("prod/app", kPolicyDocument), kPolicy);
  EXPECT_EQ(document("prod/app", kLifecycleDocument), R"({"rules":[]})");
}

TEST_P(MakeRepositoryTest, ARepositoryThatIsThereStaysAsItIs) {
  make_template("prod", named("prod"));
  make_repository("prod/app");

  must(repositories().make_on_push(scope(), must(model::RepositoryName::parse("prod/app"))));

  EXPECT_TRUE(must(repositories().find(scope(), {"prod/app"}))[0].settings.tags.empty());
  EXPECT_EQ(document("prod/app", kPolicyDocument), "none");
}

TEST_P(MakeRepositoryTest, TheConfigurationMakesWhatNoTemplateMatches) {
  config_.create_unmatched_on_push = true;
  start();
  make_template("prod", named("prod"));

  EXPECT_EQ(made_by("prod/app"), "prod");
  EXPECT_EQ(made_by("other/app"), "");
}

TEST_P(MakeRepositoryTest, TheLimitOfRepositoriesHolds) {
  config_.max_repositories = 1;
  start();
  make_template("ROOT", named("root"));
  make_repository("a1");

  const auto made = run(repositories().make_on_push(scope(), must(model::RepositoryName::parse("a2"))));

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_FALSE(run(repositories().find(scope(), {"a2"})));
}

TEST_P(MakeRepositoryTest, AnotherRegistrysTemplatesDoNotCount) {
  must(settings().templates.create(scope_of("999999999999", "x"), "ROOT",
                                   {.applied_for = {TemplateUse::kCreateOnPush}}));
  EXPECT_EQ(made_by("prod/app"), "absent");
}

ENTREPOT_ON_EACH_ENGINE(MakeRepositoryTest);

}  // namespace
}  // namespace entrepot::registry
