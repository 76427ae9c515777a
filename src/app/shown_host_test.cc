#include "app/shown_host.h"

#include <gtest/gtest.h>

namespace entrepot::app {
namespace {

TEST(ShownHost, IsTheNameOnlyWhereThatLeadsThere) {
  // Every machine's localhost is 127.0.0.1; whether it is ::1 as well differs.
  EXPECT_EQ(shown_host({.host = "127.0.0.1"}, 5000), "localhost:5000");
  EXPECT_EQ(shown_host({.host = "127.9.9.9"}, 5000), "127.9.9.9:5000");
  const std::string v6 = shown_host({.host = "::1"}, 5000);
  EXPECT_TRUE(v6 == "[::1]:5000" || v6 == "localhost:5000") << v6;
}

TEST(ShownHost, AWildcardIsReachedByTheName) {
  EXPECT_EQ(shown_host({.host = "0.0.0.0"}, 443), "localhost:443");
  EXPECT_EQ(shown_host({.host = "::"}, 443), "localhost:443");
}

TEST(ShownHost, OtherAddressesAreThemselves) {
  EXPECT_EQ(shown_host({.host = "192.0.2.7"}, 443), "192.0.2.7:443");
  EXPECT_EQ(shown_host({.host = "2001:db8::7"}, 443), "[2001:db8::7]:443");
}

}  // namespace
}  // namespace entrepot::app
