#include "model/signing.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "model/registry_scanning.h"

namespace entrepot::model {
namespace {

TEST(Signing, EachMatchingProfileSignsOnce) {
  const Signing signing{{{.profile_arn = "all", .filters = {}},
                         {.profile_arn = "prod", .filters = {"prod/*", "*-prod"}},
                         {.profile_arn = "all", .filters = {"prod/*"}}}};
  EXPECT_EQ(profiles_for(signing, "prod/app"), (std::vector<std::string>{"all", "prod"}));
  EXPECT_EQ(profiles_for(signing, "app-prod"), (std::vector<std::string>{"all", "prod"}));
  EXPECT_EQ(profiles_for(signing, "prod"), std::vector<std::string>{"all"});
  EXPECT_TRUE(profiles_for({}, "prod/app").empty());
}

TEST(Signing, FiltersHaveEcrsForm) {
  const re2::RE2 signing{std::string(kSigningFilterPattern)};
  const re2::RE2 scanning{std::string(kScanFilterPattern)};
  ASSERT_TRUE(signing.ok() && scanning.ok());
  for (const char* text :
       {"", "a", "*", "a*/b", "a-b.c_d/e", "a//b", "/a", "a/", "a--b", "-a", "a-", "A", "a b", "**/*"}) {
    EXPECT_EQ(has_signing_filter_form(text), re2::RE2::FullMatch(text, signing)) << text;
    EXPECT_EQ(has_scan_filter_form(text), re2::RE2::FullMatch(text, scanning)) << text;
  }
}

TEST(Signing, AFilterWithoutAWildcardIsTheWholeName) {
  const Signing signing{{{.profile_arn = "p", .filters = {"app"}}}};
  EXPECT_EQ(profiles_for(signing, "app").size(), 1u);
  EXPECT_TRUE(profiles_for(signing, "app2").empty());
}

}  // namespace
}  // namespace entrepot::model
