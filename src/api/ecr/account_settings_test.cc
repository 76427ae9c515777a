#include "api/ecr/account_settings.h"

#include <gtest/gtest.h>

#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::refusal;

TEST(AccountSettingRequests, KnowTheThreeNames) {
  EXPECT_EQ(parse_get_account_setting(object(R"({"name":"BLOB_MOUNTING"})"))->name,
            model::AccountSetting::kBlobMounting);
  const std::string unknown = invalid(
      "name", "Member must satisfy enum value set: [BASIC_SCAN_TYPE_VERSION, REGISTRY_POLICY_SCOPE, BLOB_MOUNTING]");
  EXPECT_EQ(refusal(parse_get_account_setting(object(R"({"name":"blob_mounting"})"))), unknown);
  EXPECT_EQ(refusal(parse_put_account_setting(object(R"({"name":"X","value":"V1"})"))), unknown);
  EXPECT_EQ(refusal(parse_get_account_setting(object("{}"))), invalid("name", "Member must not be null"));
  EXPECT_EQ(refusal(parse_get_account_setting(object(R"({"name":""})"))),
            invalid("name", "Member must have length greater than or equal to 1"));
}

TEST(AccountSettingRequests, AreAskedOfTheRegistryAlone) {
  EXPECT_TRUE(parse_get_account_setting(object(R"({"name":"BLOB_MOUNTING"})"))->target().repositories.empty());
  EXPECT_EQ(refusal(parse_put_account_setting(object(R"({"name":"BLOB_MOUNTING"})"))),
            invalid("value", "Member must not be null"));
}

}  // namespace
}  // namespace entrepot::api::ecr
