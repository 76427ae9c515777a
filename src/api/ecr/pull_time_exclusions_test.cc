#include "api/ecr/pull_time_exclusions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::refusal;

std::string with(const std::string& arn) {
  return refusal(parse_pull_time_exclusion({{"principalArn", arn}}));
}

TEST(PullTimeExclusionRequests, TakeRolesAndUsers) {
  EXPECT_EQ(with("arn:aws:iam::123456789012:role/scanner"), "accepted");
  EXPECT_EQ(with("arn:aws:iam::123456789012:user/team/scanner"), "accepted");
  EXPECT_EQ(with("arn:aws:iam::123456789012:root"),
            invalid("principalArn",
                    R"(must satisfy regular expression '^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)/[\w+=,.@-]+)"
                    R"((/[\w+=,.@-]+)*$')"));
  EXPECT_EQ(with("arn:aws:iam::123456789012:role/" + std::string(200, 'a')),
            invalid("principalArn", "Member must have length less than or equal to 200"));
  EXPECT_EQ(refusal(parse_pull_time_exclusion({})), invalid("principalArn", "Member must not be null"));
}

TEST(PullTimeExclusionRequests, PagesHaveEcrsBounds) {
  EXPECT_EQ(refusal(parse_list_pull_time_exclusions({{"maxResults", 1000}})), "accepted");
  EXPECT_EQ(refusal(parse_list_pull_time_exclusions({{"maxResults", 1001}})),
            invalid("maxResults", "Member must have value less than or equal to 1000"));
}

}  // namespace
}  // namespace entrepot::api::ecr
