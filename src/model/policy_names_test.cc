#include "model/policy_names.h"

#include <gtest/gtest.h>

#include <string>

namespace entrepot::model {
namespace {

TEST(PolicyPrincipal, IsAnAccountAUserARoleASessionOrAService) {
  for (const char* name :
       {"*", "123456789012", "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/path/bob",
        "arn:aws-cn:iam::123456789012:role/service-role/r", "arn:aws:sts::123456789012:assumed-role/r/session",
        "arn:aws:sts::123456789012:federated-user/bob", "AIDACKCEVSQ6C2EXAMPLE"}) {
    EXPECT_TRUE(is_principal("AWS", name)) << name;
  }
  EXPECT_TRUE(is_principal("Service", "codebuild.amazonaws.com"));
  EXPECT_TRUE(is_principal("Federated", "cognito-identity.amazonaws.com"));
  EXPECT_TRUE(is_principal("Federated", "arn:aws:iam::123456789012:saml-provider/p"));
  EXPECT_TRUE(is_principal("CanonicalUser", std::string(64, 'a')));
}

TEST(PolicyPrincipal, IsNoPatternAndNothingElse) {
  for (const char* name : {"", "12345", "bob", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::*:root",
                           "arn:aws:iam::123456789012:user/", "arn:aws:iam::123456789012:group/g",
                           "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:", "AIDA"}) {
    EXPECT_FALSE(is_principal("AWS", name)) << name;
  }
  EXPECT_FALSE(is_principal("Service", "codebuild"));
  EXPECT_FALSE(is_principal("Service", "*"));
  EXPECT_FALSE(is_principal("Federated", ""));
  EXPECT_FALSE(is_principal("CanonicalUser", "abc"));
  EXPECT_FALSE(is_principal("aws", "*"));
}

TEST(PolicyAction, IsOfTheService) {
  for (const char* action : {"*", "ecr:*", "ecr:BatchGetImage", "ecr:Get*", "ecr:?ut*", "ECR:putImage"}) {
    EXPECT_TRUE(is_action("ecr", action)) << action;
  }
  for (const char* action : {"", "ecr", "ecr:", "s3:GetObject", "ecr:Put Image", "ecr-public:*", "e*:PutImage"}) {
    EXPECT_FALSE(is_action("ecr", action)) << action;
  }
}

TEST(PolicyResource, IsAnArnOrEverything) {
  EXPECT_TRUE(is_resource("*"));
  EXPECT_TRUE(is_resource("arn:aws:ecr:us-east-1:123456789012:repository/team/*"));
  EXPECT_TRUE(is_resource("arn:aws:ecr:*:*:repository/*"));
  for (const char* text : {"", "team/app", "arn:aws:ecr:us-east-1", "arn:aws:ecr:us-east-1:123456789012:"}) {
    EXPECT_FALSE(is_resource(text)) << text;
  }
}

}  // namespace
}  // namespace entrepot::model
