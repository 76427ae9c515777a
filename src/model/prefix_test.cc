#include "model/prefix.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(Prefix, TheLongestComesFirstAndRootLast) {
  EXPECT_EQ(prefixes_of("a/b/c"), (std::vector<std::string>{"a/b", "a", "ROOT"}));
  EXPECT_EQ(prefixes_of("prod"), std::vector<std::string>{"ROOT"}) << "a prefix means a slash behind it";
  EXPECT_EQ(prefixes_of("prod-x/y"), (std::vector<std::string>{"prod-x", "ROOT"}));
}

TEST(Prefix, ASlashAtItsEndIsAlwaysMeant) {
  EXPECT_EQ(without_slash("prod/"), "prod");
  EXPECT_EQ(without_slash("prod"), "prod");
}

}  // namespace
}  // namespace entrepot::model
