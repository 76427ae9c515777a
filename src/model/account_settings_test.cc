#include "model/account_settings.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(AccountSettings, AreKnownByEcrsNames) {
  for (const AccountSetting setting : account_settings()) EXPECT_EQ(parse_account_setting(to_string(setting)), setting);
  EXPECT_EQ(account_settings().size(), 3u);
  EXPECT_FALSE(parse_account_setting("blob_mounting"));
  EXPECT_FALSE(parse_account_setting(""));
}

TEST(AccountSettings, HaveADefault) {
  EXPECT_EQ(values_of(AccountSetting::kBasicScanTypeVersion).front(), "AWS_NATIVE");
  EXPECT_EQ(values_of(AccountSetting::kRegistryPolicyScope).front(), "V2");
  EXPECT_EQ(values_of(AccountSetting::kBlobMounting).front(), "ENABLED");
}

}  // namespace
}  // namespace entrepot::model
