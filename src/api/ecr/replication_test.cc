#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/replication_backfills.h"
#include "api/ecr/replication_configuration.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

json::Object destination(std::string_view account, std::string_view region) {
  return {{"region", region}, {"registryId", account}};
}
Result<PutReplicationRequest> put(json::Array rules) {
  return read_request<parse_put_replication>("PutReplicationConfiguration",
                                             {{"replicationConfiguration", json::Object{{"rules", std::move(rules)}}}});
}
std::string with_filters(json::Array filters) {
  return refusal(put({json::Object{{"destinations", json::Array{destination("123456789012", "eu-west-1")}},
                                   {"repositoryFilters", std::move(filters)}}}));
}

TEST(ReplicationRequests, TakeEveryMember) {
  const auto request = read_request<parse_put_replication>(
      "PutReplicationConfiguration",
      object(
          R"({"replicationConfiguration":{"rules":[{"destinations":[{"region":"eu-west-1","registryId":"123456789012"},)"
          R"({"region":"us-east-1","registryId":"999999999999"}],"repositoryFilters":)"
          R"([{"filter":"prod/","filterType":"PREFIX_MATCH"}]},{"destinations":[]}]}})"));
  ASSERT_TRUE(request) << request.error().message();
  ASSERT_EQ(request->configuration.rules.size(), 2u);
  EXPECT_EQ(request->configuration.rules[0].destinations.size(), 2u);
  EXPECT_EQ(request->configuration.rules[0].destinations[1].account.text(), "999999999999");
  EXPECT_EQ(request->configuration.rules[0].prefixes, std::vector<std::string>{"prod/"});
  EXPECT_FALSE(request->configuration.rules[0].replicates_deletes);
  EXPECT_TRUE(put({})) << "no rules switch it off";
  for (const bool enabled : {true, false}) {
    const auto with =
        put({json::Object{{"destinations", json::Array()}, {"deleteReplication", json::Object{{"enabled", enabled}}}}});
    EXPECT_EQ(with->configuration.rules[0].replicates_deletes, enabled);
  }
  EXPECT_EQ(refusal(put({json::Object{{"destinations", json::Array()}, {"deleteReplication", json::Object()}}})),
            invalid("replicationConfiguration.rules.1.member.deleteReplication.enabled", "Member must not be null"));
}

TEST(ReplicationRequests, FiltersHaveBounds) {
  const json::Object filter{{"filter", "prod"}, {"filterType", "PREFIX_MATCH"}};
  EXPECT_EQ(with_filters(json::Array(100, filter)), "accepted");
  EXPECT_EQ(with_filters(json::Array(101, filter)), invalid("replicationConfiguration.rules.1.member.repositoryFilters",
                                                            "Member must have length less than or equal to 100"));
  EXPECT_EQ(with_filters({}), invalid("replicationConfiguration.rules.1.member.repositoryFilters",
                                      "Member must have length greater than or equal to 1"));
}

TEST(ReplicationRequests, FiltersAndDestinationsHaveEcrsForm) {
  const auto filter = [](std::string_view text, std::string_view type = "PREFIX_MATCH") {
    return json::Array{json::Object{{"filter", text}, {"filterType", type}}};
  };
  EXPECT_EQ(with_filters(filter("a")),
            invalid("replicationConfiguration.rules.1.member.repositoryFilters.1.member.filter",
                    "Member must have length greater than or equal to 2"));
  EXPECT_EQ(with_filters(filter(std::string(257, 'a'))),
            invalid("replicationConfiguration.rules.1.member.repositoryFilters.1.member.filter",
                    "Member must have length less than or equal to 256"));
  EXPECT_EQ(with_filters(filter("prod*")),
            invalid("replicationConfiguration.rules.1.member.repositoryFilters.1.member.filter",
                    "Member must satisfy regular expression pattern: "
                    "^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$"));
  EXPECT_EQ(with_filters(filter("prod", "WILDCARD")),
            invalid("replicationConfiguration.rules.1.member.repositoryFilters.1.member.filterType",
                    "Member must satisfy enum value set: [PREFIX_MATCH]"));

  const auto to = [](std::string_view account, std::string_view region) {
    return refusal(put({json::Object{{"destinations", json::Array{destination(account, region)}}}}));
  };
  EXPECT_EQ(to("123456789012", "EU"), invalid("replicationConfiguration.rules.1.member.destinations.1.member.region",
                                              "Member must satisfy regular expression pattern: [0-9a-z-]{2,25}"));
  EXPECT_EQ(to("123456789012", "x"), invalid("replicationConfiguration.rules.1.member.destinations.1.member.region",
                                             "Member must have length greater than or equal to 2"));
  EXPECT_EQ(to("123456789012", "-a"), invalid("region", "must satisfy regular expression '[0-9a-z-]{2,25}'"));
  EXPECT_EQ(to("1234", "eu-west-1"), invalid("replicationConfiguration.rules.1.member.destinations.1.member.registryId",
                                             "Member must satisfy regular expression pattern: [0-9]{12}"));
  EXPECT_EQ(refusal(read_request<parse_put_replication>("PutReplicationConfiguration", {})),
            invalid("replicationConfiguration", "Member must not be null"));
}

TEST(BackfillRequests, NameADestinationOrABackfill) {
  const auto start = read_request<parse_start_backfill>(
      "StartReplicationBackfill",
      object(R"({"destination":{"region":"eu-west-1","registryId":"999999999999"},"registryId":"123456789012"})"));
  ASSERT_TRUE(start);
  EXPECT_EQ(start->destination->region.text(), "eu-west-1");
  EXPECT_EQ(start->target().registry_id, "123456789012");
  EXPECT_EQ(refusal(read_request<parse_start_backfill>("StartReplicationBackfill", {})),
            invalid("destination", "Member must not be null"));

  const json::Object id{{"replicationBackfillId", "0f0e0d0c-0b0a-0908-0706-050403020100"}};
  EXPECT_EQ(refusal(read_request<parse_describe_backfill>("DescribeReplicationBackfillResults", id)), "accepted");
  EXPECT_EQ(refusal(read_request<parse_stop_backfill>("StopReplicationBackfill", id)), "accepted");
  EXPECT_TRUE(refusal(read_request<parse_stop_backfill>("StopReplicationBackfill", {{"replicationBackfillId", "7"}}))
                  .starts_with("kInvalidParameter"));
  EXPECT_EQ(refusal(read_request<parse_describe_backfill>("DescribeReplicationBackfillResults", {})),
            invalid("replicationBackfillId", "Member must not be null"));
  EXPECT_EQ(
      refusal(read_request<parse_describe_backfill>(
          "DescribeReplicationBackfillResults",
          {{"replicationBackfillId", "0f0e0d0c-0b0a-0908-0706-050403020100"}, {"resultStatusFilter", "STOPPED"}})),
      invalid("resultStatusFilter", "Member must satisfy enum value set: [COMPLETE, FAILED]"));
  EXPECT_EQ(refusal(read_request<parse_list_backfills>("ListReplicationBackfills", {{"maxResults", 51}})),
            invalid("maxResults", "Member must have value less than or equal to 50"));
}

}  // namespace
}  // namespace entrepot::api::ecr
