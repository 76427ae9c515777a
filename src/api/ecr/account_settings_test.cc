#include "api/ecr/account_settings.h"

#include <gtest/gtest.h>

#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

TEST(AccountSettingRequests, KnowTheThreeNames) {
  EXPECT_EQ(read_request<parse_get_account_setting>("GetAccountSetting", object(R"({"name":"BLOB_MOUNTING"})"))->name,
            model::AccountSetting::kBlobMounting);
  const std::string unknown = invalid(
      "name", "Member must satisfy enum value set: [BASIC_SCAN_TYPE_VERSION, REGISTRY_POLICY_SCOPE, BLOB_MOUNTING]");
  EXPECT_EQ(
      refusal(read_request<parse_get_account_setting>("GetAccountSetting", object(R"({"name":"blob_mounting"})"))),
      unknown);
  EXPECT_EQ(
      refusal(read_request<parse_put_account_setting>("PutAccountSetting", object(R"({"name":"X","value":"V1"})"))),
      unknown);
  EXPECT_EQ(refusal(read_request<parse_get_account_setting>("GetAccountSetting", object("{}"))),
            invalid("name", "Member must not be null"));
  EXPECT_EQ(refusal(read_request<parse_get_account_setting>("GetAccountSetting", object(R"({"name":""})"))),
            invalid("name", "Member must have length greater than or equal to 1"));
}

TEST(AccountSettingRequests, AreAskedOfTheRegistryAlone) {
  EXPECT_TRUE(read_request<parse_get_account_setting>("GetAccountSetting", object(R"({"name":"BLOB_MOUNTING"})"))
                  ->target()
                  .repositories.empty());
  EXPECT_EQ(
      refusal(read_request<parse_put_account_setting>("PutAccountSetting", object(R"({"name":"BLOB_MOUNTING"})"))),
      invalid("value", "Member must not be null"));
}

}  // namespace
}  // namespace entrepot::api::ecr
