#include "model/replication.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

RegistryId registry(std::string_view account, std::string_view region) {
  return {*AccountId::parse(account), *Region::parse(region)};
}

TEST(Replication, ARuleWithoutFiltersTakesEveryRepository) {
  const RegistryId west = registry("123456789012", "us-west-2");
  const RegistryId other = registry("999999999999", "us-east-1");
  const Replication all{{{.destinations = {west, other}, .prefixes = {}}}};
  EXPECT_EQ(destinations_of(all, "anything"), (std::vector{west, other}));

  const Replication some{{{.destinations = {west}, .prefixes = {"prod", "stage/"}},
                          {.destinations = {other, west}, .prefixes = {"prod"}}}};
  EXPECT_EQ(destinations_of(some, "production"), (std::vector{west, other})) << "a prefix of the text; each once";
  EXPECT_EQ(destinations_of(some, "stage/app"), std::vector{west});
  EXPECT_TRUE(destinations_of(some, "stage").empty());
  EXPECT_EQ(destinations_of(some), (std::vector{west, other}));
  EXPECT_TRUE(destinations_of({}, "prod").empty());
}

}  // namespace
}  // namespace entrepot::model
