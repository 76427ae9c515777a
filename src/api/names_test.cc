#include "api/names.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

model::RegistryId registry(const char* account, const char* region) {
  return {*model::AccountId::parse(account), *model::Region::parse(region)};
}

const model::RegistryId kHome = registry("123456789012", "us-east-1");

Names local() {
  return Names({.home = kHome, .suffix = "localhost:5000"});
}
Names domain() {
  return Names({.home = kHome,
                .suffix = "registry.example",
                .suffix_is_host = false,
                .secure = true,
                .regions = {*model::Region::parse("eu-west-1")}});
}

TEST(Names, BareHostsBelongToTheHomeRegistry) {
  for (const char* host :
       {"localhost:5000", "localhost", "127.0.0.1:5000", "[::1]:5000", "::1", "10.0.0.7", "example.org", ""})
    EXPECT_EQ(local().registry_of(host), kHome) << host;
}

TEST(Names, RegistryHostsNameTheirRegistry) {
  for (const char* host :
       {"123456789012.dkr.ecr.us-east-1.registry.example", "123456789012.dkr.ecr.us-east-1.registry.example:8443",
        "123456789012.dkr-ecr.us-east-1.registry.example", "123456789012.DKR.ECR.US-EAST-1.Registry.Example",
        "123456789012.dkr.ecr.us-east-1.registry.example."})
    EXPECT_EQ(domain().registry_of(host), kHome) << host;
  EXPECT_EQ(local().registry_of("123456789012.dkr.ecr.us-east-1.localhost:5000"), kHome);
}

TEST(Names, EveryAccountHasARegistryInEveryRegionThatIsServed) {
  const auto other = registry("999999999999", "us-east-1");
  EXPECT_EQ(domain().registry_of("999999999999.dkr.ecr.us-east-1.registry.example"), other);
  EXPECT_EQ(domain().registry_of("999999999999.dkr-ecr.us-east-1.registry.example:443"), other);
  EXPECT_EQ(local().registry_of("999999999999.dkr.ecr.us-east-1.localhost:5000"), other);
  EXPECT_EQ(domain().registry_of("123456789012.dkr.ecr.eu-west-1.registry.example"),
            registry("123456789012", "eu-west-1"));
  EXPECT_EQ(domain().registry_of(domain().registry_host(other)), other);
}

TEST(Names, ARegionThatIsNotServedIsNotHere) {
  EXPECT_EQ(domain().registry_of("123456789012.dkr.ecr.eu-west-2.registry.example"), std::nullopt);
  EXPECT_EQ(local().registry_of("123456789012.dkr.ecr.eu-west-1.localhost:5000"), std::nullopt);
}

TEST(Names, AnApiHostNamesARegion) {
  EXPECT_EQ(domain().api_region_of("api.ecr.eu-west-1.registry.example"), "eu-west-1");
  EXPECT_EQ(domain().api_region_of("ECR.us-east-1.registry.example:443"), "us-east-1");
  for (const char* host : {"registry.example", "api.ecr.registry.example", "api.ecr.eu-west-1.other.example",
                           "123456789012.dkr.ecr.eu-west-1.registry.example", "ecr", "api.", ""}) {
    EXPECT_EQ(domain().api_region_of(host), std::nullopt) << host;
  }
}

TEST(Names, WhatOnlyResemblesARegistryHostIsHome) {
  for (const char* host :
       {"999999999999.dkr.ecr.us-east-1.other.example", "99999999999.dkr.ecr.us-east-1.registry.example",
        "999999999999.dkr.us-east-1.registry.example", "dkr.ecr.us-east-1.registry.example"})
    EXPECT_EQ(domain().registry_of(host), kHome) << host;
  EXPECT_EQ(domain().registry_of(std::string(5000, 'a')), kHome);
}

TEST(Names, AHostSuffixIsTheHomeRegistrysName) {
  EXPECT_EQ(local().registry_host(kHome), "localhost:5000");
  EXPECT_EQ(local().repository_uri(kHome, "team/app"), "localhost:5000/team/app");
  EXPECT_EQ(local().registry_url(kHome), "http://localhost:5000");
}

TEST(Names, ADomainSuffixCarriesAccountAndRegion) {
  EXPECT_EQ(domain().registry_host(kHome), "123456789012.dkr.ecr.us-east-1.registry.example");
  EXPECT_EQ(domain().registry_url(kHome), "https://123456789012.dkr.ecr.us-east-1.registry.example");
  EXPECT_EQ(domain().registry_of(domain().registry_host(kHome)), kHome) << "what is announced must be found again";
}

}  // namespace
}  // namespace entrepot::api
