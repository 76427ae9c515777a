#include "api/ecr/signing_configuration.h"

#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::read_request;
using testing::refusal;

constexpr std::string_view kProfile = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/mine";

Result<PutSigningRequest> put(json::Array rules) {
  return read_request<parse_put_signing>("PutSigningConfiguration",
                                         {{"signingConfiguration", json::Object{{"rules", std::move(rules)}}}});
}
json::Object rule(std::string_view profile) {
  return {{"signingProfileArn", profile}};
}
std::string with(json::Array filters) {
  return refusal(put({json::Object{{"signingProfileArn", kProfile}, {"repositoryFilters", std::move(filters)}}}));
}

TEST(SigningRequests, TakeEveryMember) {
  const auto request =
      put({rule(kProfile),
           json::Object{{"signingProfileArn", kProfile},
                        {"repositoryFilters",
                         json::Array{json::Object{{"filter", "prod/*"}, {"filterType", "WILDCARD_MATCH"}}}}}});
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->configuration.rules[1], (model::SigningRule{std::string(kProfile), {"prod/*"}}));
  EXPECT_TRUE(request->configuration.rules[0].filters.empty());
  EXPECT_TRUE(put({}));
}

TEST(SigningRequests, FiltersHaveBounds) {
  const json::Object filter{{"filter", "a*"}, {"filterType", "WILDCARD_MATCH"}};
  EXPECT_EQ(with(json::Array(100, filter)), "accepted");
  EXPECT_EQ(with(json::Array(101, filter)), invalid("signingConfiguration.rules.1.member.repositoryFilters",
                                                    "Member must have length less than or equal to 100"));
  EXPECT_EQ(with({}), invalid("signingConfiguration.rules.1.member.repositoryFilters",
                              "Member must have length greater than or equal to 1"));
  EXPECT_EQ(refusal(read_request<parse_put_signing>("PutSigningConfiguration", {})),
            invalid("signingConfiguration", "Member must not be null"));
  EXPECT_EQ(
      refusal(read_request<parse_put_signing>("PutSigningConfiguration", {{"signingConfiguration", json::Object()}})),
      invalid("signingConfiguration.rules", "Member must not be null"));
}

TEST(SigningRequests, ProfilesAndFiltersHaveTheirForm) {
  EXPECT_EQ(refusal(put({rule("arn:aws:signer:us-east-1:123456789012:/signing-profiles/x")})),
            invalid("signingConfiguration.rules.1.member.signingProfileArn",
                    R"(Member must satisfy regular expression pattern: ^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:)"
                    R"([0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$)"));
  EXPECT_EQ(with({json::Object{{"filter", "a//b"}, {"filterType", "WILDCARD_MATCH"}}}),
            invalid("signingConfiguration.rules.1.member.repositoryFilters.1.member.filter",
                    "Member must satisfy regular expression pattern: "
                    "^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$"));
  EXPECT_EQ(with({json::Object{{"filter", "a"}, {"filterType", "WILDCARD"}}}),
            invalid("signingConfiguration.rules.1.member.repositoryFilters.1.member.filterType",
                    "Member must satisfy enum value set: [WILDCARD_MATCH]"));
}

}  // namespace
}  // namespace entrepot::api::ecr
