#include "api/source_address.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

TrustedProxies trusting(const std::vector<std::string>& networks) {
  return TrustedProxies::parse(networks).value();
}

http::Request from(std::string peer, const std::vector<std::string>& forwarded = {}) {
  http::Request request;
  request.peer.address = std::move(peer);
  for (const std::string& value : forwarded) request.headers.add("x-forwarded-for", value);
  return request;
}

std::string source(const TrustedProxies& proxies, const http::Request& request) {
  return proxies.source_of(request).address;
}

TEST(TrustedProxies, NobodyIsBelievedByDefault) {
  EXPECT_EQ(source(TrustedProxies::none(), from("203.0.113.9", {"10.1.1.1"})), "203.0.113.9");
  http::Request request = from("203.0.113.9");
  request.headers.add("X-Forwarded-Proto", "https");
  EXPECT_FALSE(TrustedProxies::none().source_of(request).is_secure);
}

TEST(TrustedProxies, TheRightMostHopThatIsNoProxyIsTheSource) {
  const auto proxies = trusting({"10.0.0.0/8", "2001:db8::/32"});
  EXPECT_EQ(source(proxies, from("10.0.0.1", {"198.51.100.7"})), "198.51.100.7");
  EXPECT_EQ(source(proxies, from("10.0.0.1", {"1.1.1.1, 198.51.100.7, 10.9.9.9"})), "198.51.100.7")
      << "what stands left of it, the client may have written";
  EXPECT_EQ(source(proxies, from("10.0.0.1", {"1.1.1.1,198.51.100.7", "10.9.9.9"})), "198.51.100.7")
      << "several fields are one list";
  EXPECT_EQ(source(proxies, from("2001:db8::5", {"2001:db9::7"})), "2001:db9::7");
  EXPECT_EQ(source(proxies, from("10.0.0.1", {"10.2.2.2, 10.3.3.3"})), "10.2.2.2") << "all of them are proxies";
}

TEST(TrustedProxies, AClientThatIsNoProxyCannotNameItsAddress) {
  EXPECT_EQ(source(trusting({"10.0.0.0/8"}), from("203.0.113.9", {"10.0.0.7"})), "203.0.113.9");
  EXPECT_EQ(source(trusting({"10.0.0.0/8"}), from("11.0.0.1", {"10.0.0.7"})), "11.0.0.1");
}

TEST(TrustedProxies, WhatIsMalformedEndsTheWayAtTheLastProxy) {
  const auto proxies = trusting({"10.0.0.0/8"});
  for (const char* bad : {"", "unknown", "198.51.100.7:80", "1.1.1.1, ", "999.1.1.1", "198.51.100.7, _hidden"})
    EXPECT_EQ(source(proxies, from("10.0.0.1", {bad})), "10.0.0.1") << bad;
}

TEST(TrustedProxies, MappedAddressesAreTheirIpv4Ones) {
  EXPECT_EQ(source(TrustedProxies::none(), from("::ffff:203.0.113.9")), "203.0.113.9");
  EXPECT_EQ(source(trusting({"10.0.0.1"}), from("::ffff:10.0.0.1", {"::ffff:198.51.100.7"})), "198.51.100.7");
}

TEST(TrustedProxies, AProxySaysWhetherItsClientCameOverTls) {
  http::Request request = from("10.0.0.1", {"198.51.100.7"});
  request.headers.add("X-Forwarded-Proto", "https");
  EXPECT_TRUE(trusting({"10.0.0.1"}).source_of(request).is_secure);
  request.headers.add("X-Forwarded-Proto", "https");
  EXPECT_FALSE(trusting({"10.0.0.1"}).source_of(request).is_secure) << "said twice is not said";
}

TEST(TrustedProxies, OtherTextsAreRefused) {
  for (const char* bad :
       {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0/8", "proxy.example", "::/129", "10.0.0.1/-1"})
    EXPECT_FALSE(TrustedProxies::parse({bad})) << bad;
  EXPECT_EQ(source(trusting({"0.0.0.0/0"}), from("8.8.8.8", {"9.9.9.9"})), "9.9.9.9");
}

}  // namespace
}  // namespace entrepot::api
