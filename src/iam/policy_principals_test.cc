#include "iam/policy_principals.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace entrepot::iam {
namespace {

const model::AccountId kAccount = *model::AccountId::parse("123456789012");
constexpr const char* kAnn = "arn:aws:iam::123456789012:user/ann";
constexpr const char* kBuilder = "arn:aws:iam::123456789012:role/ci/builder";

class PolicyPrincipalsTest : public ::testing::Test {
 protected:
  PolicyPrincipalsTest() {
    directory_.put({.id = "AIDAANNANNANNANNANNA", .name = "ann", .arn = kAnn, .account = kAccount});
    directory_.put(
        {.id = "AROAROLEROLEROLEROLE", .name = "builder", .arn = kBuilder, .account = kAccount, .is_role = true});
  }
  static model::PolicyDocument document(std::string_view principal) {
    const auto read = model::parse_policy_document(
        fmt::format(R"({{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"ecr:*"}},)"
                    R"({{"Effect":"Allow","Principal":{},"Action":"ecr:*"}}]}})",
                    principal),
        model::PolicyOf::kRepository);
    EXPECT_TRUE(read) << read.error().detail();
    return *read;
  }
  static std::vector<std::string> names(const model::PolicyDocument& of) {
    return of.statements[1].principals->kinds[0].names.words;
  }
  Directory directory_;
};

TEST_F(PolicyPrincipalsTest, AreKeptAsIdsAndShownAsArns) {
  auto policy = document(fmt::format(R"({{"AWS":["{}","123456789012","{}","*"]}})", kAnn, kBuilder));
  const auto written = policy;
  EXPECT_EQ(keep_principals(policy, directory_), std::nullopt);
  EXPECT_EQ(names(policy),
            (std::vector<std::string>{"AIDAANNANNANNANNANNA", "123456789012", "AROAROLEROLEROLEROLE", "*"}));
  show_principals(policy, directory_);
  EXPECT_EQ(policy, written);
}

TEST_F(PolicyPrincipalsTest, OneMadeAnewUnderAnOldNameIsAnother) {
  auto policy = document(fmt::format(R"({{"AWS":"{}"}})", kAnn));
  EXPECT_EQ(keep_principals(policy, directory_), std::nullopt);
  directory_.remove("AIDAANNANNANNANNANNA");
  directory_.put({.id = "AIDAOTHEROTHEROTHERO", .name = "ann", .arn = kAnn, .account = kAccount});

  show_principals(policy, directory_);
  EXPECT_EQ(names(policy), std::vector<std::string>{"AIDAANNANNANNANNANNA"}) << "the id of the one that is gone";
  EXPECT_EQ(keep_principals(policy, directory_), "AIDAANNANNANNANNANNA");
}

TEST_F(PolicyPrincipalsTest, WhoIsNotThereIsNamed) {
  auto policy = document(fmt::format(R"({{"AWS":["{}","arn:aws:iam::123456789012:role/builder"]}})", kAnn));
  EXPECT_EQ(keep_principals(policy, directory_), "arn:aws:iam::123456789012:role/builder") << "another path";
}

TEST_F(PolicyPrincipalsTest, AccountsSessionsServicesAndProvidersAreNotLookedUp) {
  for (const char* principal :
       {R"({"AWS":["999999999999","arn:aws:iam::999999999999:root"]})",
        R"({"AWS":"arn:aws:sts::123456789012:assumed-role/none/session"})", R"({"Service":"ecr.amazonaws.com"})",
        R"({"Federated":"arn:aws:iam::123456789012:oidc-provider/token.example.com"})"}) {
    auto policy = document(principal);
    const auto written = policy;
    EXPECT_EQ(keep_principals(policy, directory_), std::nullopt) << principal;
    EXPECT_EQ(policy, written) << principal;
  }
}

}  // namespace
}  // namespace entrepot::iam
