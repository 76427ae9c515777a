#include "api/ecr/cache_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

constexpr std::string_view kPrefix =
    R"(^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$)";
constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/puller";
constexpr std::string_view kSecret =
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";

Result<CreateCacheRuleRequest> create(std::string_view prefix, std::string_view url, std::string_view more = "") {
  return read_request<parse_create_cache_rule>(
      "CreatePullThroughCacheRule",
      object(fmt::format(R"({{"ecrRepositoryPrefix":"{}","upstreamRegistryUrl":"{}"{}}})", prefix, url, more)));
}

TEST(CacheRuleRequests, TheKindOfUpstreamFollowsFromItsUrl) {
  const auto request = create("quay", "https://Quay.io/");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->rule.upstream, model::Upstream::kQuay);
  EXPECT_EQ(request->rule.upstream_url, "quay.io");
  EXPECT_EQ(request->rule.upstream_prefix, "ROOT");
  EXPECT_EQ(refusal(create("quay", "quay.io", R"(,"upstreamRegistry":"quay")")), "accepted");
  EXPECT_EQ(
      refusal(create("quay", "quay.io", R"(,"upstreamRegistry":"k8s")")),
      invalid("upstreamRegistry", "'k8s' does not fit the upstream registry URL 'quay.io', which is that of 'quay'"));
  EXPECT_EQ(refusal(create("quay", "quay.io", R"(,"upstreamRegistry":"dockerhub")")),
            invalid("upstreamRegistry",
                    "Member must satisfy enum value set: [ecr, ecr-public, quay, k8s, docker-hub, "
                    "github-container-registry, azure-container-registry, gitlab-container-registry, chainguard]"));
  EXPECT_EQ(refusal(create("x1", "registry.example.com")),
            "kUnsupportedUpstream: The specified upstream registry isn't supported.");
}

TEST(CacheRuleRequests, PrefixesHaveEcrsForm) {
  EXPECT_EQ(refusal(create("a", "quay.io")),
            invalid("ecrRepositoryPrefix", "Member must have length greater than or equal to 2"));
  EXPECT_EQ(refusal(create(std::string(31, 'a'), "quay.io")),
            invalid("ecrRepositoryPrefix", "Member must have length less than or equal to 30"));
  EXPECT_EQ(refusal(create("Quay", "quay.io")),
            invalid("ecrRepositoryPrefix", fmt::format("Member must satisfy regular expression pattern: {}", kPrefix)));
  EXPECT_EQ(refusal(create("ROOT", "quay.io")), "accepted");
  EXPECT_EQ(refusal(create("team/quay/", "quay.io", R"(,"upstreamRepositoryPrefix":"org/sub")")), "accepted");
  EXPECT_EQ(refusal(create("ROOT", "quay.io", R"(,"upstreamRepositoryPrefix":"ROOT")")), "accepted");
  EXPECT_EQ(refusal(create("ROOT", "quay.io", R"(,"upstreamRepositoryPrefix":"org")")),
            invalid("upstreamRepositoryPrefix", "Member must be null when ecrRepositoryPrefix is ROOT"));
}

TEST(CacheRuleRequests, SecretsAndRolesHaveTheirForm) {
  EXPECT_EQ(
      create("hub", "registry-1.docker.io", fmt::format(R"(,"credentialArn":"{}")", kSecret))->rule.credential_arn,
      kSecret);
  EXPECT_EQ(
      refusal(create("hub", "registry-1.docker.io",
                     R"(,"credentialArn":"arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf")")),
      invalid("credentialArn", R"(Member must satisfy regular expression pattern: ^arn:aws(-\w+)*:secretsmanager:)"
                               R"([a-zA-Z0-9-:]+:secret:ecr\-pullthroughcache\/[a-zA-Z0-9\/_+=.@-]+$)"));
  EXPECT_EQ(refusal(create("hub", "registry-1.docker.io", R"(,"credentialArn":"arn")")),
            invalid("credentialArn", "Member must have length greater than or equal to 50"));
  EXPECT_EQ(refusal(create("hub", "quay.io", R"(,"customRoleArn":"puller")")),
            invalid("customRoleArn", "must be the ARN of an IAM role"));
}

TEST(CacheRuleRequests, AnUpdateNamesOneWayToSignIn) {
  const auto update = [](std::string_view more) {
    return refusal(read_request<parse_update_cache_rule>(
        "UpdatePullThroughCacheRule", object(fmt::format(R"({{"ecrRepositoryPrefix":"quay"{}}})", more))));
  };
  constexpr std::string_view kEither =
      "kInvalidParameter: Invalid input: Please set either credential arn or role arn to update the credentials";
  EXPECT_EQ(update(""), kEither);
  EXPECT_EQ(update(fmt::format(R"(,"credentialArn":"{}","customRoleArn":"{}")", kSecret, kRole)), kEither);
  EXPECT_EQ(update(fmt::format(R"(,"credentialArn":"{}")", kSecret)), "accepted");
  EXPECT_EQ(update(fmt::format(R"(,"customRoleArn":"{}")", kRole)), "accepted");
}

TEST(CacheRuleRequests, NamesExcludePaging) {
  EXPECT_EQ(refusal(read_request<parse_describe_cache_rules>(
                "DescribePullThroughCacheRules", object(R"({"ecrRepositoryPrefixes":["quay"],"maxResults":1})"))),
            invalid("maxResults", "Member must be null when 'ecrRepositoryPrefixes' is specified"));
  EXPECT_EQ(refusal(read_request<parse_describe_cache_rules>("DescribePullThroughCacheRules",
                                                             object(R"({"ecrRepositoryPrefixes":[]})"))),
            invalid("ecrRepositoryPrefixes", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(refusal(read_request<parse_cache_rule>("DeletePullThroughCacheRule", {})),
            invalid("ecrRepositoryPrefix", "Member must not be null"));
  EXPECT_EQ(read_request<parse_cache_rule>("DeletePullThroughCacheRule",
                                           object(R"({"ecrRepositoryPrefix":"quay","registryId":"999999999999"})"))
                ->target()
                .registry_id,
            "999999999999");
}

}  // namespace
}  // namespace entrepot::api::ecr
