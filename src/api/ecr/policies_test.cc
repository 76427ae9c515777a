// Policies in requests: what is taken, how it is answered, what is refused.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/get_lifecycle_policy_preview.h"
#include "api/ecr/put_lifecycle_policy.h"
#include "api/ecr/put_registry_policy.h"
#include "api/ecr/set_repository_policy.h"
#include "api/ecr/start_lifecycle_policy_preview.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

constexpr std::string_view kPull =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:BatchGetImage","Principal":"*"}})";
constexpr std::string_view kLife =
    R"({ "rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan",)"
    R"("countNumber":1},"action":{"type":"expire"}}]})";

json::Object with(std::string_view member, std::string_view text) {
  return {{"repositoryName", "team/app"}, {member, text}};
}

TEST(SetRepositoryPolicy, RewritesThePolicy) {
  const auto request = read_request<parse_set_repository_policy>("SetRepositoryPolicy", with("policyText", kPull));
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(
      request->policy,
      "{\n  \"Version\" : \"2012-10-17\",\n  \"Statement\" : [ {\n    \"Effect\" : \"Allow\",\n    \"Principal\" : "
      "\"*\",\n    \"Action\" : \"ecr:BatchGetImage\"\n  } ]\n}");
  EXPECT_EQ(request->target().repositories, std::vector<std::string>{"team/app"});
}

TEST(SetRepositoryPolicy, RefusesWhatIsNoPolicy) {
  const std::string wrong = invalid("PolicyText", "Invalid repository policy provided");
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy", with("policyText", ""))), wrong);
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy", with("policyText", "{}"))), wrong);
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy",
                                                              with("policyText", std::string(10'240, ' ')))),
            wrong);
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy",
                                                              with("policyText", std::string(10'241, ' ')))),
            invalid("policyText", "Member must have length less than or equal to 10240"));
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy",
                                                              object(R"({"repositoryName":"team/app"})"))),
            invalid("policyText", "Member must not be null"));
  json::Object forced = with("policyText", kPull);
  forced["force"] = "yes";
  EXPECT_EQ(refusal(read_request<parse_set_repository_policy>("SetRepositoryPolicy", forced)),
            "kSerialization: 'force' must be a boolean");
}

TEST(PutRegistryPolicy, NeedsResourcesInItsStatements) {
  EXPECT_EQ(refusal(read_request<parse_put_registry_policy>("PutRegistryPolicy", {{"policyText", kPull}})),
            invalid("PolicyText", "Invalid registry policy provided"));
  const auto request = read_request<parse_put_registry_policy>(
      "PutRegistryPolicy",
      {{"policyText", R"({"Statement":[{"Effect":"Allow","Action":"ecr:*","Principal":"*","Resource":"*"}]})"}});
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_TRUE(request->policy.starts_with("{\n  \"Version\" : \"2008-10-17\"")) << request->policy;
  EXPECT_TRUE(request->target().repositories.empty());
}

TEST(PutLifecyclePolicy, KeepsTheTextAsItIs) {
  const auto request =
      read_request<parse_put_lifecycle_policy>("PutLifecyclePolicy", with("lifecyclePolicyText", kLife));
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->text, kLife);
}

TEST(PutLifecyclePolicy, RefusesWhatIsNoPolicy) {
  const auto put = [](std::string_view text) {
    return refusal(read_request<parse_put_lifecycle_policy>("PutLifecyclePolicy", with("lifecyclePolicyText", text)));
  };
  EXPECT_EQ(put(std::string(30'721, ' ')),
            invalid("lifecyclePolicyText", "Member must have length less than or equal to 30720"));
  EXPECT_EQ(put("{}"),
            invalid("LifecyclePolicyText",
                    "Lifecycle policy validation failure: object has missing required properties ([\"rules\"])"));
}

TEST(StartLifecyclePolicyPreview, TheTextIsOptionalAndCheckedWhenThere) {
  EXPECT_FALSE(read_request<parse_start_lifecycle_policy_preview>("StartLifecyclePolicyPreview",
                                                                  object(R"({"repositoryName":"team/app"})"))
                   ->text);
  EXPECT_EQ(read_request<parse_start_lifecycle_policy_preview>("StartLifecyclePolicyPreview",
                                                               with("lifecyclePolicyText", kLife))
                ->text,
            kLife);
  EXPECT_EQ(refusal(read_request<parse_start_lifecycle_policy_preview>(
                "StartLifecyclePolicyPreview", with("lifecyclePolicyText", std::string(100, 'x')))),
            invalid("LifecyclePolicyText",
                    "Lifecycle policy validation failure: Could not map policyString into LifecyclePolicy."));
}

TEST(GetLifecyclePolicyPreview, TakesPagesOfAHundredOrImageIds) {
  const auto get = [](std::string_view more) {
    return refusal(read_request<parse_get_lifecycle_policy_preview>(
        "GetLifecyclePolicyPreview", object(fmt::format(R"({{"repositoryName":"team/app"{}}})", more))));
  };
  EXPECT_EQ(get(R"(,"maxResults":100,"filter":{"tagStatus":"TAGGED"})"), "accepted");
  EXPECT_EQ(get(R"(,"imageIds":[{"imageTag":"v1"}])"), "accepted");
  EXPECT_EQ(get(R"(,"maxResults":101)"), invalid("maxResults", "Member must have value less than or equal to 100"));
  EXPECT_EQ(get(R"(,"imageIds":[])"), invalid("imageIds", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(get(R"(,"imageIds":[{"imageTag":"v1"}],"maxResults":1)"),
            invalid("maxResults", "Member must be null when 'imageIds' is specified"));
  EXPECT_EQ(get(R"(,"filter":{"tagStatus":"SOME"})"),
            invalid("filter.tagStatus", "Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]"));
}

}  // namespace
}  // namespace entrepot::api::ecr
