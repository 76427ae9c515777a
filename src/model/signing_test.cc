#include "model/signing.h"

#include <gtest/gtest.h>

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

TEST(Signing, AFilterWithoutAWildcardIsTheWholeName) {
  const Signing signing{{{.profile_arn = "p", .filters = {"app"}}}};
  EXPECT_EQ(profiles_for(signing, "app").size(), 1u);
  EXPECT_TRUE(profiles_for(signing, "app2").empty());
}

}  // namespace
}  // namespace entrepot::model
