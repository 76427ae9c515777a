#include "config/listeners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace entrepot::config {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view text) {
  const auto parsed = parse_listeners(text);
  return parsed ? "accepted" : std::string(parsed.error().message());
}

constexpr std::string_view kTwo = R"(
- address: 10.0.0.5:443
  vpce: vpce-0a1b2c3d4e5f67890
  vpc: vpc-0a1b2c3d
  name: ecr.internal
  policy: |
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
- address: "[::1]:5443"
  doors: registry
  tls: off
)";

TEST(Listeners, AreRead) {
  const auto all = parse_listeners(kTwo).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].address, "10.0.0.5:443");
  EXPECT_EQ(all[0].vpce, "vpce-0a1b2c3d4e5f67890");
  EXPECT_EQ(all[0].vpc, "vpc-0a1b2c3d");
  EXPECT_EQ(all[0].name, "ecr.internal");
  EXPECT_EQ(all[0].doors, Doors::kAll);
  EXPECT_THAT(all[0].policy, HasSubstr("\"Principal\": \"*\""));
  EXPECT_EQ(all[1].doors, Doors::kRegistry);
  EXPECT_EQ(all[1].tls, ListenerConfig::Tls::kOff);
}

TEST(Listeners, WithFilesHaveACertificateOfTheirOwn) {
  const auto all = parse_listeners("[{address: 1.2.3.4:1, tls_cert: a, tls_key: b}]").value();
  EXPECT_EQ(all[0].tls, ListenerConfig::Tls::kFiles);
}

TEST(Listeners, NoneIsNone) {
  EXPECT_TRUE(parse_listeners("")->empty());
  EXPECT_TRUE(parse_listeners("[]")->empty());
}

TEST(Listeners, WhatIsShownCanBeReadAgain) {
  const auto all = parse_listeners(kTwo).value();
  const std::string shown = show_listeners(all);
  EXPECT_THAT(shown, testing::Not(HasSubstr("\n")));
  const auto again = parse_listeners(shown);
  ASSERT_TRUE(again) << shown << again.error().message();
  EXPECT_EQ(show_listeners(*again), shown);
  EXPECT_EQ((*again)[0].policy, all[0].policy);
}

TEST(Listeners, ErrorsNameItemKeyAndValue) {
  EXPECT_THAT(refusal("[{address: nowhere}]"), HasSubstr("listeners[0].address = 'nowhere'"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1}, {address: 1.2.3.4:2, vpce: vpce-XYZ}]"),
              HasSubstr("listeners[1].vpce = 'vpce-XYZ' is not allowed; it must be vpce- and 8 to 17 of 0-9 a-f"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, vpce: vpce-0123456}]"), HasSubstr("vpce-0123456'"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, vpce: vpce-012345678901234567}]"), HasSubstr("17 of"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, vpce: vpce-01234567, vpc: vpce-01234567}]"), HasSubstr("[0].vpc ="));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, doors: some}]"), HasSubstr("all, api or registry"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, dors: all}]"), HasSubstr("unknown key 'dors'"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, address: 1.2.3.4:1}]"), HasSubstr("address is set twice"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, name: 'a/b'}]"), HasSubstr("host name"));
  EXPECT_THAT(refusal("[{doors: all}]"), HasSubstr("listeners[0].address"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, tls_cert: a}]"), HasSubstr("tls_key"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, tls: auto}]"), HasSubstr("default or off"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, policy: '{}'}]"), HasSubstr("listeners[0].vpce"));
  EXPECT_THAT(refusal("[{address: 1.2.3.4:1, vpce: vpce-01234567, policy: '{}', policy_file: x}]"),
              HasSubstr("policy_file = 'x'"));
  EXPECT_THAT(refusal("[1]"), HasSubstr("listeners[0]"));
  EXPECT_THAT(refusal("{address: 1.2.3.4:1}"), HasSubstr("a list"));
  EXPECT_THAT(refusal("[{address: "), HasSubstr("listeners:"));
  std::string many = "[";
  for (int i = 0; i < 65; ++i) many += (i == 0 ? "" : ",") + std::string("{address: 1.2.3.4:1}");
  EXPECT_THAT(refusal(many + "]"), HasSubstr("at most 64"));
}

}  // namespace
}  // namespace entrepot::config
