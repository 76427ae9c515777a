#include "app/listeners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace entrepot::app {
namespace {

using testing::HasSubstr;

config::ServerConfig with(std::string_view listeners) {
  config::ServerConfig config;
  config.listeners = config::parse_listeners(listeners).value();
  return config;
}
http::Request through(std::uint32_t listener) {
  http::Request request;
  request.peer.listener = listener;
  return request;
}
constexpr std::string_view kAllow =
    R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Resource": "*"}]})";

TEST(Listeners, AreNumberedInTheirOrderAfterTheDefault) {
  const auto endpoints = make_endpoints(with(
      std::string("[{address: 127.0.0.1:1, vpce: vpce-0a1b2c3d, vpc: vpc-0a1b2c3d, name: ecr.internal, policy: '") +
      std::string(kAllow) + "'}, {address: 127.0.0.1:2, doors: api}]"));
  ASSERT_TRUE(endpoints) << endpoints.error().message();
  EXPECT_TRUE(endpoints->of(through(0)).vpce.empty());
  EXPECT_EQ(endpoints->of(through(1)).vpce, "vpce-0a1b2c3d");
  EXPECT_EQ(endpoints->of(through(1)).vpc, "vpc-0a1b2c3d");
  EXPECT_EQ(endpoints->of(through(1)).authority, "ecr.internal");
  EXPECT_TRUE(endpoints->of(through(1)).policy);
  EXPECT_EQ(endpoints->of(through(2)).doors, api::Endpoint::Doors::kApi);
  EXPECT_FALSE(endpoints->of(through(2)).policy);
}

TEST(Listeners, APolicyMayStandInAFile) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() / "policy.json";
  const auto config = with("[{address: 127.0.0.1:1, vpce: vpce-0a1b2c3d, policy_file: '" + file + "'}]");
  EXPECT_THAT(std::string(make_endpoints(config).error().message()), HasSubstr(file)) << "it is not there yet";
  std::ofstream(file) << kAllow;
  EXPECT_TRUE(make_endpoints(config)->of(through(1)).policy);
}

TEST(Listeners, AnInvalidPolicyNamesListenerAndReason) {
  for (const char* bad : {"{", "{}", R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})",
                          R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]})"}) {
    const auto endpoints =
        make_endpoints(with(std::string("[{address: 127.0.0.1:1, vpce: vpce-0a1b2c3d, policy: '") + bad + "'}]"));
    ASSERT_FALSE(endpoints) << bad;
    EXPECT_THAT(std::string(endpoints.error().message()), HasSubstr("listener 127.0.0.1:1 (vpce-0a1b2c3d)"));
    EXPECT_FALSE(endpoints.error().message().ends_with(": ")) << bad;
  }
}

TEST(Listeners, AreSecureAsTheDefaultOneUnlessTheySayOtherwise) {
  auto config = with("[{address: 127.0.0.1:1}, {address: 127.0.0.1:2, tls: off}]");
  EXPECT_FALSE(make_endpoints(config)->of(through(1)).is_secure);
  config.tls = config::TlsMode::kAuto;
  EXPECT_TRUE(make_endpoints(config)->of(through(1)).is_secure);
  EXPECT_FALSE(make_endpoints(config)->of(through(2)).is_secure);
}

TEST(Listeners, AreNamedInTheCertificate) {
  EXPECT_EQ(names_of_listeners(with("[{address: '[::1]:1', name: 'ecr.internal:8443'}, {address: 127.0.0.2:2}]")),
            (std::vector<std::string>{"::1", "ecr.internal", "127.0.0.2"}));
}

}  // namespace
}  // namespace entrepot::app
