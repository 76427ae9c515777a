#include <gtest/gtest.h>

#include <algorithm>

#include "api/ecr/get_authorization_token.h"
#include "api/ecr/table.h"
#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

TEST(EcrTable, HasEveryOperationOfEcrOnce) {
  // 58 of the published API model, 4 of the newest SDK (replication backfill).
  EXPECT_EQ(table().rows.size(), 62u);
  EXPECT_EQ(std::ranges::count_if(table().rows, [](const aws::Row& row) { return row.info.implemented; }), 14);
}

TEST(EcrTable, EveryRowHasAnActionOfEcr) {
  for (const aws::Row& row : table().rows) {
    EXPECT_TRUE(row.info.action.starts_with("ecr:")) << row.info.operation;
    EXPECT_EQ(row.info.implemented, row.invoke != nullptr) << row.info.operation;
    EXPECT_EQ(row.info.service, "ecr");
  }
}

TEST(EcrTable, OnlyTheTokenIsAskedForOnEverything) {
  for (const aws::Row& row : table().rows) {
    if (!row.info.implemented) continue;
    EXPECT_EQ(row.resource == aws::Resource::kAny, row.info.operation == "GetAuthorizationToken") << row.info.operation;
  }
}

TEST(EcrTable, PartsFitTheirBodyLimit) {
  const std::size_t part_in_base64 = (20_MiB + 2) / 3 * 4;
  EXPECT_GT(table().find("UploadLayerPart")->max_body, part_in_base64 + 2'000);
}

TEST(GetAuthorizationToken, TakesUpToTenRegistries) {
  const auto parse = [](std::size_t count, std::string_view id) {
    json::Object body;
    body["registryIds"] = json::Array(count, json::Value(id));
    return parse_get_authorization_token(body);
  };
  EXPECT_TRUE(parse_get_authorization_token(json::Object())->registries.empty());
  EXPECT_EQ(parse(10, "123456789012")->registries.size(), 10u);
  EXPECT_EQ(testing::refusal(parse(11, "123456789012")),
            testing::invalid("registryIds", "Member must have length less than or equal to 10"));
  EXPECT_EQ(testing::refusal(parse(1, "12345")),
            testing::invalid("registryIds", "must satisfy regular expression '[0-9]{12}'; got '12345'"));
}

}  // namespace
}  // namespace entrepot::api::ecr
