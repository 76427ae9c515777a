#include "iam/oidc_providers.h"

#include <gtest/gtest.h>

namespace entrepot::iam {
namespace {

const model::AccountId kAccount = *model::AccountId::parse("123456789012");

TEST(OidcProviders, FindsByTheIssuerOfAToken) {
  OidcProviders providers;
  providers.put({.arn = oidc_provider_arn(kAccount, "https://token.actions.githubusercontent.com"),
                 .client_ids = {"sts.amazonaws.com"}});

  const auto found = providers.find("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com");

  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->client_ids, std::vector<std::string>{"sts.amazonaws.com"});
}

TEST(OidcProviders, AnotherSpellingOfTheIssuerIsAnotherProvider) {
  OidcProviders providers;
  providers.put({.arn = oidc_provider_arn(kAccount, "https://issuer.example/a")});

  for (const std::string_view other :
       {"https://issuer.example/a/", "https://ISSUER.example/a", "http://issuer.example/a",
        "https://user@issuer.example/a", "https://issuer.example:443/a"}) {
    EXPECT_EQ(providers.find(oidc_provider_arn(kAccount, other)), nullptr) << other;
  }
  EXPECT_EQ(providers.find(oidc_provider_arn(*model::AccountId::parse("210987654321"), "https://issuer.example/a")),
            nullptr);
}

TEST(OidcProviders, ARemovedOneIsGoneAndAChangedOneIsNew) {
  OidcProviders providers;
  const std::string arn = oidc_provider_arn(kAccount, "issuer.example");
  providers.put({.arn = arn, .client_ids = {"old"}});
  providers.put({.arn = arn, .client_ids = {"new"}});
  EXPECT_EQ(providers.find(arn)->client_ids, std::vector<std::string>{"new"});

  providers.remove(arn);
  providers.remove(arn);

  EXPECT_EQ(providers.find(arn), nullptr);
}

}  // namespace
}  // namespace entrepot::iam
