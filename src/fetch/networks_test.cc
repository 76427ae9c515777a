#include "fetch/networks.h"

#include <gtest/gtest.h>

namespace entrepot::fetch {
namespace {

boost::asio::ip::address address(const char* text) {
  return boost::asio::ip::make_address(text);
}

TEST(PublicAddress, IsWhatAnybodyOnTheInternetReaches) {
  for (const char* text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
                           "172.32.0.0", "192.167.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
                           "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"}) {
    EXPECT_TRUE(is_public(address(text))) << text;
  }
}

TEST(PublicAddress, IsNoneOfTheSpecialOnes) {
  for (const char* text : {"0.0.0.0",     "0.1.2.3",         "10.0.0.1",        "10.255.255.255", "100.64.0.1",
                           "127.0.0.1",   "127.255.255.255", "169.254.169.254", "172.16.0.1",     "172.31.255.255",
                           "192.0.0.1",   "192.0.2.1",       "192.168.1.1",     "198.18.0.1",     "198.51.100.1",
                           "203.0.113.9", "224.0.0.1",       "239.1.1.1",       "240.0.0.1",      "255.255.255.255"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
  }
  for (const char* text : {"::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001::1", "2001:db8::1",
                           "2002:7f00:1::", "3fff::1", "100::1", "::127.0.0.1"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
  }
}

TEST(PublicAddress, AnIPv4AddressInsideAnIPv6OneIsJudgedAsItself) {
  for (const char* text : {"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1"}) {
    EXPECT_FALSE(is_public(address(text))) << text;
  }
}

TEST(Networks, AllowWhatIsListedBesidesThePublicOnes) {
  Networks networks;
  EXPECT_TRUE(networks.allows(address("1.1.1.1")));
  EXPECT_FALSE(networks.allows(address("10.20.3.4")));

  ASSERT_TRUE(networks.allow("10.20.0.0/16"));
  ASSERT_TRUE(networks.allow("127.0.0.1"));
  ASSERT_TRUE(networks.allow("fd00::/8"));

  EXPECT_TRUE(networks.allows(address("10.20.3.4")));
  EXPECT_TRUE(networks.allows(address("::ffff:10.20.3.4"))) << "the same address in another form";
  EXPECT_FALSE(networks.allows(address("10.21.0.0")));
  EXPECT_TRUE(networks.allows(address("127.0.0.1")));
  EXPECT_FALSE(networks.allows(address("127.0.0.2")));
  EXPECT_TRUE(networks.allows(address("fd12::1")));
  EXPECT_FALSE(networks.allows(address("::1")));
}

TEST(Networks, RefuseTextsThatAreNoNetwork) {
  for (const char* text : {"", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.1/8", "10.0.0/8", "fd00::1/8", "fd00::/129",
                           "10.0.0.0/8 ", "localhost"}) {
    Networks networks;
    EXPECT_FALSE(networks.allow(text)) << text;
  }
}

}  // namespace
}  // namespace entrepot::fetch
