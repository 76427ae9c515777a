#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::TemplateUse;
using test::must;
using test::run;

class CreationTemplatesTest : public test::RegistryRig {
 protected:
  CreationTemplates& templates() { return settings().templates; }
  static model::CreationTemplate full() {
    return {.description = "all of it",
            .settings = {.mutability = model::TagMutability::kMutableWithExclusion,
                         .exclusion_filters = {"v*", "release"},
                         .tags = {{"team", "web"}, {"empty", ""}}},
            .repository_policy = "{\"a\": \"\\\"quoted\\\" and \u00e4\"}",
            .lifecycle_policy = "{\"rules\":[]}",
            .applied_for = {TemplateUse::kCreateOnPush, TemplateUse::kReplication},
            .custom_role_arn = "arn:aws:iam::123456789012:role/maker"};
  }
};

TEST_P(CreationTemplatesTest, ATemplateIsFoundAsItWasMade) {
  const auto made = must(templates().create(scope(), "prod/", full()));

  const auto found = must(templates().find(scope(), {"none", "prod"}));

  ASSERT_EQ(found.size(), 1U) << "unknown prefixes are left out";
  EXPECT_EQ(found[0].prefix, "prod/") << "as it was given";
  EXPECT_EQ(found[0].content, full());
  EXPECT_EQ(found[0].created_at, clock_.now());
  EXPECT_EQ(found[0].updated_at, clock_.now());
  EXPECT_EQ(made.content, full());
}

TEST_P(CreationTemplatesTest, APrefixHasOneTemplateWithOrWithoutItsSlash) {
  must(templates().create(scope(), "prod", full()));

  const auto again = run(templates().create(scope(), "prod/", full()));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kTemplateExists);
  EXPECT_EQ(again.error().message(),
            "The repository creation template with prefix 'prod/' already exists in the registry with id "
            "'123456789012'");
  EXPECT_TRUE(run(templates().create(scope_of("999999999999", "x"), "prod", full())));
}

TEST_P(CreationTemplatesTest, AnUpdateChangesWhatItNames) {
  must(templates().create(scope(), "prod", full()));
  clock_.advance(std::chrono::hours(1));

  const auto changed = must(templates().update(scope(), "prod/", {.description = "new", .repository_policy = ""}));

  model::CreationTemplate expected = full();
  expected.description = "new";
  expected.repository_policy.clear();
  EXPECT_EQ(changed.content, expected);
  EXPECT_EQ(changed.updated_at, clock_.now());
  EXPECT_EQ(changed.created_at, clock_.now() - std::chrono::hours(1));
  EXPECT_EQ(must(templates().find(scope(), {"prod"}))[0].content, expected);
}

TEST_P(CreationTemplatesTest, ADeleteGivesWhatWasThere) {
  must(templates().create(scope(), "prod", full()));

  EXPECT_EQ(must(templates().remove(scope(), "prod/")).content, full());

  for (const Error& error :
       {run(templates().remove(scope(), "prod")).error(), run(templates().update(scope(), "prod", {})).error()}) {
    EXPECT_EQ(error.kind(), ErrorKind::kTemplateNotFound);
    EXPECT_EQ(error.message(),
              "The repository creation template with prefix 'prod' does not exist in the registry with id "
              "'123456789012'");
  }
}

TEST_P(CreationTemplatesTest, ComeInPagesByPrefix) {
  for (const char* prefix : {"b", "a/", "ROOT", "a/b", "c"}) must(templates().create(scope(), prefix, full()));

  std::vector<std::string> seen;
  PageRequest page{.after = {}, .limit = 2};
  do {
    const auto got = must(templates().list(scope(), page));
    EXPECT_LE(got.items.size(), 2U);
    for (const auto& each : got.items) seen.push_back(each.prefix);
    page.after = got.next;
  } while (!page.after.empty());

  EXPECT_EQ(seen, (std::vector<std::string>{"ROOT", "a/", "a/b", "b", "c"}));
}

TEST_P(CreationTemplatesTest, ManyPrefixesAreFoundAtOnce) {
  std::vector<std::string> prefixes;
  for (int i = 0; i < 40; ++i) prefixes.push_back(fmt::format("p{:02}", i));
  for (const auto& prefix : prefixes) must(templates().create(scope(), prefix, full()));

  const auto found = must(templates().find(scope(), prefixes));

  ASSERT_EQ(found.size(), 40U);
  EXPECT_EQ(found[39].prefix, "p39");
}

TEST_P(CreationTemplatesTest, AreLimited) {
  config_.max_creation_templates = 2;
  start();
  must(templates().create(scope(), "a", full()));
  must(templates().create(scope(), "b", full()));

  const auto third = run(templates().create(scope(), "c", full()));

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_TRUE(must(templates().find(scope(), {"c"})).empty());
}

TEST_P(CreationTemplatesTest, HoldNoMoreTagsThanARepositoryMayHave) {
  config_.max_resource_tags = 2;
  start();
  must(templates().create(scope(), "a", full()));
  model::CreationTemplate content = full();
  content.settings.tags.push_back({"third", ""});

  const auto made = run(templates().create(scope(), "b", content));
  const auto changed = run(templates().update(scope(), "a", {.tags = content.settings.tags}));

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_EQ(made.error().message(),
            "Invalid parameter at 'resourceTags' failed to satisfy constraint: 'The list of tags on the repository is "
            "over the limit. The maximum number of tags that can be applied to a repository is 2.'");
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().message(), made.error().message());
  EXPECT_EQ(must(templates().find(scope(), {"a"}))[0].content, full());
}

ENTREPOT_ON_EACH_ENGINE(CreationTemplatesTest);

}  // namespace
}  // namespace entrepot::registry
