#include "model/arn.h"

#include <gtest/gtest.h>

#include <string>

namespace entrepot::model {
namespace {

TEST(Arn, IsTakenApartAtItsFirstFiveColons) {
  const auto arn = split_arn("arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b:c");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->partition, "aws");
  EXPECT_EQ(arn->service, "secretsmanager");
  EXPECT_EQ(arn->region, "us-east-1");
  EXPECT_EQ(arn->account, "123456789012");
  EXPECT_EQ(arn->resource, "secret:a/b:c");
  for (const char* text : {"", "arn", "arn:aws:iam::123456789012", "urn:aws:iam::1:x", "arn:gcp:iam::1:x",
                           "arn:awsx:iam::1:x", "arn:aws-:iam::1:x", "arn:aws--cn:iam::1:x"}) {
    EXPECT_FALSE(split_arn(text)) << text;
  }
  EXPECT_TRUE(split_arn("arn:aws-us-gov:iam::1:x"));
}

TEST(Arn, PrincipalsAreRolesAndUsers) {
  for (const char* text : {"arn:aws:iam::123456789012:role/reader", "arn:aws:iam::123456789012:user/a/b/c.d@e",
                           "arn:aws-cn:iam::123456789012:role/aws-service-role/x+=,_1"}) {
    EXPECT_TRUE(is_principal_arn(text)) << text;
  }
  for (const char* text :
       {"arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:group/a", "arn:aws:iam::12345678901:role/a",
        "arn:aws:iam:us-east-1:123456789012:role/a", "arn:aws:sts::123456789012:role/a",
        "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/a//b", "arn:aws:iam::123456789012:role/a/",
        "arn:aws:iam::123456789012:role/a b", "arn:aws:iam::123456789012:role/*", "reader"}) {
    EXPECT_FALSE(is_principal_arn(text)) << text;
  }
}

TEST(Arn, ARoleHasAnAccount) {
  EXPECT_EQ(account_of_role("arn:aws:iam::123456789012:role/a")->text(), "123456789012");
  EXPECT_FALSE(account_of_role("arn:aws:iam::123456789012:user/a"));
  EXPECT_FALSE(account_of_role("a"));
}

TEST(Arn, ASessionIsItsRole) {
  const std::string role = "arn:aws:iam::123456789012:role/ci/scanner";
  EXPECT_TRUE(stands_for(role, role));
  EXPECT_TRUE(stands_for(role, "arn:aws:sts::123456789012:assumed-role/scanner/build-7"));
  EXPECT_FALSE(stands_for(role, "arn:aws:sts::123456789012:assumed-role/scanner2/build-7"));
  EXPECT_FALSE(stands_for(role, "arn:aws:sts::999999999999:assumed-role/scanner/build-7"));
  EXPECT_FALSE(
      stands_for("arn:aws:iam::123456789012:user/scanner", "arn:aws:sts::123456789012:assumed-role/scanner/build-7"));
  EXPECT_FALSE(stands_for(role, "arn:aws:iam::123456789012:root"));
}

}  // namespace
}  // namespace entrepot::model
