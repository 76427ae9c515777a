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
    EXPECT_EQ(row.info.action.empty(), row.info.operation == "GetCallerIdentity") << row.info.operation;
  }
  ASSERT_NE(table().find("AssumeRoleWithWebIdentity"), nullptr);
  EXPECT_FALSE(table().find("AssumeRoleWithWebIdentity")->info.implemented);
}

}  // namespace
}  // namespace entrepot::api::sts
