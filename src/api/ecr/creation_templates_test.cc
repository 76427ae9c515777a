#include "api/ecr/creation_templates.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using model::TemplateUse;
using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

Result<CreateTemplateRequest> create(std::string_view more) {
  return read_request<parse_create_template>(
      "CreateRepositoryCreationTemplate",
      object(fmt::format(R"({{"prefix":"prod","appliedFor":["CREATE_ON_PUSH"]{}}})", more)));
}
Result<UpdateTemplateRequest> update(std::string_view more) {
  return read_request<parse_update_template>("UpdateRepositoryCreationTemplate",
                                             object(fmt::format(R"({{"prefix":"prod"{}}})", more)));
}

TEST(TemplateRequests, DefaultsAreEcrs) {
  const auto request = create("");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->content, (model::CreationTemplate{.applied_for = {TemplateUse::kCreateOnPush}}));
  EXPECT_EQ(request->target().also, std::vector<std::string_view>{"ecr:CreateRepository"});
}

TEST(TemplateRequests, TakeEveryMember) {
  const auto request =
      create(R"(,"description":"all","encryptionConfiguration":{"encryptionType":"AES256"},"resourceTags":)"
             R"([{"Key":"team","Value":"web"}],"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION",)"
             R"("imageTagMutabilityExclusionFilters":[{"filterType":"WILDCARD","filter":"dev-*"}],)"
             R"("customRoleArn":"arn:aws:iam::123456789012:role/maker")");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->content.description, "all");
  EXPECT_EQ(request->content.settings.tags, (std::vector<model::ResourceTag>{{"team", "web"}}));
  EXPECT_EQ(request->content.settings.mutability, model::TagMutability::kImmutableWithExclusion);
  EXPECT_EQ(request->content.settings.exclusion_filters, std::vector<std::string>{"dev-*"});
  EXPECT_EQ(request->content.custom_role_arn, "arn:aws:iam::123456789012:role/maker");
}

TEST(TemplateRequests, SettingPoliciesNeedsTheRightsToDoSo) {
  const auto request = update(R"(,"repositoryPolicy":"","lifecyclePolicy":"")");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->target().also, (std::vector<std::string_view>{"ecr:CreateRepository", "ecr:SetRepositoryPolicy",
                                                                   "ecr:PutLifecyclePolicy"}));
}

TEST(TemplateRequests, AppliedForSaysWhatForOnceEach) {
  const auto twice = read_request<parse_create_template>(
      "CreateRepositoryCreationTemplate",
      object(R"({"prefix":"ROOT","appliedFor":["REPLICATION","PULL_THROUGH_CACHE","REPLICATION"]})"));
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->content.applied_for, (std::vector{TemplateUse::kReplication, TemplateUse::kPullThroughCache}));
  const auto with = [](std::string_view uses) {
    return refusal(read_request<parse_create_template>(
        "CreateRepositoryCreationTemplate", object(fmt::format(R"({{"prefix":"prod","appliedFor":{}}})", uses))));
  };
  EXPECT_EQ(with(R"(["PUSH"])"), invalid("appliedFor",
                                         "Member must satisfy constraint: [Member must satisfy enum value set: "
                                         "[REPLICATION, PULL_THROUGH_CACHE, CREATE_ON_PUSH]]"));
  EXPECT_EQ(with("[]"), invalid("appliedFor", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(with("null"), invalid("appliedFor", "Member must not be null"));
}

TEST(TemplateRequests, AnUpdateTellsAbsentFromEmpty) {
  const auto nothing = update("");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->change.description || nothing->change.mutability || nothing->change.tags ||
               nothing->change.repository_policy || nothing->change.lifecycle_policy || nothing->change.applied_for ||
               nothing->change.custom_role_arn);
  const auto empty =
      update(R"(,"description":"","resourceTags":[],"repositoryPolicy":"","lifecyclePolicy":"","customRoleArn":"")");
  ASSERT_TRUE(empty) << empty.error().message();
  EXPECT_EQ(empty->change.description, "");
  EXPECT_EQ(empty->change.tags, std::vector<model::ResourceTag>());
  EXPECT_EQ(empty->change.repository_policy, "");
  EXPECT_EQ(empty->change.lifecycle_policy, "");
  EXPECT_EQ(empty->change.custom_role_arn, "");
}

TEST(TemplateRequests, MembersHaveTheirLimits) {
  EXPECT_EQ(refusal(create(fmt::format(R"(,"description":"{}")", std::string(257, 'd')))),
            invalid("description", "Member must have length less than or equal to 256"));
  EXPECT_EQ(refusal(create(fmt::format(R"(,"repositoryPolicy":"{}")", std::string(10'241, ' ')))),
            invalid("repositoryPolicy", "Member must have length less than or equal to 10240"));
  EXPECT_EQ(refusal(create(fmt::format(R"(,"lifecyclePolicy":"{}")", std::string(30'721, ' ')))),
            invalid("lifecyclePolicy", "Member must have length less than or equal to 30720"));
  EXPECT_EQ(refusal(create(R"(,"customRoleArn":"maker")")), invalid("customRoleArn", "must be the ARN of an IAM role"));
  EXPECT_EQ(refusal(create(R"(,"resourceTags":[{"Key":"aws:x","Value":""}])")),
            invalid("resourceTags", "The tag key 'aws:x' begins with 'aws:', which is reserved"));
  EXPECT_EQ(refusal(create(R"(,"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION")")),
            invalid("imageTagMutabilityExclusionFilters",
                    "ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as "
                    "IMMUTABLE_WITH_EXCLUSION"));
  EXPECT_EQ(
      refusal(create(R"(,"encryptionConfiguration":{"encryptionType":"KMS"})")),
      invalid("encryptionType", "KMS needs keys of KMS, which this version of entrepot does not have; use AES256"));
}

TEST(TemplateRequests, PrefixesHaveEcrsForm) {
  const auto with = [](std::string_view prefix) {
    return refusal(read_request<parse_delete_template>("DeleteRepositoryCreationTemplate", {{"prefix", prefix}}));
  };
  for (const char* prefix : {"a", "prod/team/", "ROOT"}) EXPECT_EQ(with(prefix), "accepted") << prefix;
  EXPECT_EQ(with(""), invalid("prefix", "Member must have length greater than or equal to 1"));
  EXPECT_TRUE(
      with("Prod").starts_with("kInvalidParameter: Invalid parameter at 'prefix' failed to satisfy constraint: "
                               "'Member must satisfy regular expression pattern: "));
  EXPECT_EQ(with(std::string(257, 'a')), invalid("prefix", "Member must have length less than or equal to 256"));
  EXPECT_EQ(refusal(read_request<parse_describe_templates>("DescribeRepositoryCreationTemplates",
                                                           object(R"({"prefixes":["prod"],"nextToken":"x"})"))),
            invalid("nextToken", "Member must be null when 'prefixes' is specified"));
}

TEST(TemplateRequests, PoliciesAreCheckedWhenTheyAreSet) {
  EXPECT_NE(refusal(create(R"(,"repositoryPolicy":"not json")")), "accepted");
  EXPECT_NE(refusal(create(R"(,"lifecyclePolicy":"not json")")), "accepted");
  EXPECT_NE(refusal(update(R"(,"lifecyclePolicy":"{}")")), "accepted");
}

}  // namespace
}  // namespace entrepot::api::ecr
