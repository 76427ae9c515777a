#include <gtest/gtest.h>

#include "api/sts/table.h"

namespace entrepot::api::sts {
namespace {

TEST(StsTable, GetCallerIdentityNeedsNoPermission) {
  const aws::Row* row = table().find("GetCallerIdentity");
  ASSERT_NE(row, nullptr);
  EXPECT_TRUE(row->info.action.empty());
  EXPECT_TRUE(row->info.implemented);
}

TEST(StsTable, OtherOperationsAreKnownButNotImplemented) {
  for (const aws::Row& row : table().rows) {
    EXPECT_EQ(row.info.implemented, row.invoke != nullptr) << row.info.operation;
    const bool needs_none = row.info.operation == "GetCallerIdentity" || row.info.operation == "GetSessionToken";
    EXPECT_EQ(row.info.action.empty(), needs_none) << row.info.operation;
  }
  ASSERT_NE(table().find("AssumeRoleWithSAML"), nullptr);
  EXPECT_FALSE(table().find("AssumeRoleWithSAML")->info.implemented);
}

TEST(StsTable, OneOperationAloneTakesNoSignature) {
  for (const aws::Row& row : table().rows) {
    const bool is_open = row.info.operation == "AssumeRoleWithWebIdentity";
    EXPECT_EQ(row.proof == aws::Proof::kIdentityToken, is_open) << row.info.operation;
    EXPECT_EQ(row.is_decided_by_trust, is_open || row.info.operation == "AssumeRole") << row.info.operation;
  }
}

}  // namespace
}  // namespace entrepot::api::sts
