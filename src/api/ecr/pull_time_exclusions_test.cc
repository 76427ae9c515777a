#include "api/ecr/pull_time_exclusions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::read_request;
using testing::refusal;

std::string with(const std::string& arn) {
  return refusal(read_request<parse_pull_time_exclusion>("DeregisterPullTimeUpdateExclusion", {{"principalArn", arn}}));
}

TEST(PullTimeExclusionRequests, TakeRolesAndUsers) {
  EXPECT_EQ(with("arn:aws:iam::123456789012:role/scanner"), "accepted");
  EXPECT_EQ(with("arn:aws:iam::123456789012:user/team/scanner"), "accepted");
  EXPECT_EQ(with("arn:aws:iam::123456789012:root"),
            invalid("principalArn",
                    R"(Member must satisfy regular expression pattern: ^arn:aws(-[a-z]+)*:iam::[0-9]{12}:(role|user)/)"
                    R"([\w+=,.@-]+(/[\w+=,.@-]+)*$)"));
  EXPECT_EQ(with("arn:aws:iam::123456789012:role/" + std::string(200, 'a')),
            invalid("principalArn", "Member must have length less than or equal to 200"));
  EXPECT_EQ(refusal(read_request<parse_pull_time_exclusion>("DeregisterPullTimeUpdateExclusion", {})),
            invalid("principalArn", "Member must not be null"));
}

TEST(PullTimeExclusionRequests, PagesHaveEcrsBounds) {
  EXPECT_EQ(
      refusal(read_request<parse_list_pull_time_exclusions>("ListPullTimeUpdateExclusions", {{"maxResults", 1000}})),
      "accepted");
  EXPECT_EQ(
      refusal(read_request<parse_list_pull_time_exclusions>("ListPullTimeUpdateExclusions", {{"maxResults", 1001}})),
      invalid("maxResults", "Member must have value less than or equal to 1000"));
}

}  // namespace
}  // namespace entrepot::api::ecr
