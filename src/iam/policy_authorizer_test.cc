#include "iam/policy_authorizer.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

const model::AccountId kOwn = *model::AccountId::parse("111111111111");
const model::AccountId kOther = *model::AccountId::parse("222222222222");
constexpr std::string_view kApp = "arn:aws:ecr:us-east-1:111111111111:repository/app";

class PolicyAuthorizerTest : public ::testing::Test {
 protected:
  Principal user() {
    return {.account = kOwn, .id = "AIDAUSER", .arn = "arn:aws:iam::111111111111:user/u", .kind = PrincipalKind::kUser};
  }
  static Principal root_of(const model::AccountId& account) {
    return {
        .account = account, .id = account.text(), .arn = "arn:aws:iam::" + account.text() + ":root", .is_root = true};
  }
  void put_user(std::vector<std::shared_ptr<const Policy>> policies) {
    directory.put({.id = "AIDAUSER", .name = "u", .arn = user().arn, .account = kOwn, .policies = std::move(policies)});
  }
  std::string ask(const Principal& principal, Explanation* why = nullptr) {
    const auto allowed = authorizer.authorize(
        principal, {.action = "ecr:PutImage", .resource = kApp, .owner = kOwn, .explanation = why});
    return allowed ? "allowed" : std::string(allowed.error().message());
  }
  Directory directory;
  PolicyAuthorizer authorizer{directory};
};

TEST_F(PolicyAuthorizerTest, LooksAtWhatTheUserIsNow) {
  const std::string refusal =
      "User: arn:aws:iam::111111111111:user/u is not authorized to perform: ecr:PutImage on resource: " +
      std::string(kApp) + " because no identity-based policy allows the ecr:PutImage action";
  EXPECT_EQ(ask(user()), refusal) << "nobody knows the user";
  put_user({testing::statement(R"("Effect":"Allow","Action":"ecr:PutImage","Resource":"*")")});
  EXPECT_EQ(ask(user()), "allowed");
  put_user({});
  EXPECT_EQ(ask(user()), refusal);
}

TEST_F(PolicyAuthorizerTest, SaysWhatDecided) {
  put_user({testing::statement(R"("Sid":"Push","Effect":"Allow","Action":"ecr:*","Resource":"*")",
                               model::PolicyOf::kIdentity, "pushers")});
  Explanation why;
  EXPECT_EQ(ask(user(), &why), "allowed");
  EXPECT_EQ(why.policy_kind, "identity-based policy");
  EXPECT_EQ(why.policy, "pushers");
  EXPECT_EQ(why.statement, "Push");
}

TEST_F(PolicyAuthorizerTest, RootOfTheAccountMayEverythingUnlessItsOrganisationBindsIt) {
  EXPECT_TRUE(authorizer.allows_all(root_of(kOwn), kOwn));
  EXPECT_FALSE(authorizer.allows_all(root_of(kOther), kOwn));
  EXPECT_FALSE(authorizer.allows_all(user(), kOwn));
  EXPECT_EQ(ask(root_of(kOwn)), "allowed");

  Organisation organisation;
  organisation.service_control.push_back(
      {testing::statement(R"("Effect":"Allow","Action":"*","Resource":"*")"),
       testing::statement(R"("Effect":"Deny","Action":"ecr:PutImage","Resource":"*")")});
  directory.put_organisation(kOwn, std::make_shared<const Organisation>(std::move(organisation)));
  EXPECT_FALSE(authorizer.allows_all(root_of(kOwn), kOwn));
  EXPECT_TRUE(ask(root_of(kOwn)).ends_with("with an explicit deny in a service control policy"));
}

TEST_F(PolicyAuthorizerTest, AnIdentityIsEnoughWhereNoPermissionIsNeeded) {
  EXPECT_TRUE(authorizer.authorize(user(), {.action = "", .resource = "*", .owner = kOther}));
}

}  // namespace
}  // namespace entrepot::iam
