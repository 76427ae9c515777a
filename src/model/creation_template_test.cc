#include "model/creation_template.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(CreationTemplate, UsesHaveEcrsWords) {
  for (const TemplateUse use :
       {TemplateUse::kReplication, TemplateUse::kPullThroughCache, TemplateUse::kCreateOnPush}) {
    EXPECT_EQ(parse_template_use(to_string(use)), use);
  }
  EXPECT_FALSE(parse_template_use("PUSH"));
}

TEST(CreationTemplate, AChangeLeavesWhatItDoesNotName) {
  const CreationTemplate before{.description = "old",
                                .settings = {.mutability = TagMutability::kImmutableWithExclusion,
                                             .exclusion_filters = {"dev-*"},
                                             .tags = {{"team", "a"}}},
                                .repository_policy = "{}",
                                .lifecycle_policy = "{\"rules\":[]}",
                                .applied_for = {TemplateUse::kCreateOnPush},
                                .custom_role_arn = "arn:aws:iam::123456789012:role/a"};
  CreationTemplate after = before;
  TemplateChange{}.apply_to(after);
  EXPECT_EQ(after, before);

  TemplateChange{.description = "",
                 .mutability = TemplateChange::Mutability{TagMutability::kImmutable, {}},
                 .tags = std::vector<ResourceTag>(),
                 .repository_policy = "",
                 .lifecycle_policy = {},
                 .applied_for = std::vector{TemplateUse::kReplication},
                 .custom_role_arn = {}}
      .apply_to(after);

  EXPECT_EQ(after.description, "");
  EXPECT_EQ(after.settings.mutability, TagMutability::kImmutable);
  EXPECT_TRUE(after.settings.exclusion_filters.empty());
  EXPECT_TRUE(after.settings.tags.empty());
  EXPECT_EQ(after.repository_policy, "");
  EXPECT_EQ(after.lifecycle_policy, before.lifecycle_policy);
  EXPECT_TRUE(after.is_applied_for(TemplateUse::kReplication));
  EXPECT_FALSE(after.is_applied_for(TemplateUse::kCreateOnPush));
  EXPECT_EQ(after.custom_role_arn, before.custom_role_arn);
}

}  // namespace
}  // namespace entrepot::model
