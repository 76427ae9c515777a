#include "iam/authorizer.h"

#include <gtest/gtest.h>

namespace entrepot::iam {
namespace {

const model::AccountId kOwn = *model::AccountId::parse("111111111111");
const model::AccountId kOther = *model::AccountId::parse("222222222222");

Access put_image(const model::AccountId& owner) {
  return {.action = "ecr:PutImage", .resource = "arn:aws:ecr:us-east-1:1:repository/app", .owner = owner};
}

TEST(RootOnly, RootMayDoAllInItsOwnAccount) {
  const Principal root{.account = kOwn, .id = "111111111111", .arn = "arn:aws:iam::111111111111:root", .is_root = true};

  EXPECT_TRUE(RootOnly().authorize(root, put_image(kOwn)));

  const auto elsewhere = RootOnly().authorize(root, put_image(kOther));
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().kind(), ErrorKind::kAccessDenied);
  EXPECT_EQ(elsewhere.error().message(),
            "User: arn:aws:iam::111111111111:root is not authorized to perform: ecr:PutImage on resource: "
            "arn:aws:ecr:us-east-1:1:repository/app because no resource-based policy allows the ecr:PutImage action");
}

TEST(RootOnly, OthersMayDoNothing) {
  const Principal user{.account = kOwn, .id = "AIDAX", .arn = "arn:aws:iam::111111111111:user/u"};

  const auto denied = RootOnly().authorize(user, put_image(kOwn));

  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().message(),
            "User: arn:aws:iam::111111111111:user/u is not authorized to perform: ecr:PutImage on resource: "
            "arn:aws:ecr:us-east-1:1:repository/app because no identity-based policy allows the ecr:PutImage action");
}

TEST(RootOnly, AnIdentityIsEnoughWhereNoPermissionIsNeeded) {
  const Principal user{.account = kOther, .id = "AIDAX"};
  EXPECT_TRUE(RootOnly().authorize(user, {.action = "", .resource = "*", .owner = kOwn}));
}

}  // namespace
}  // namespace entrepot::iam
