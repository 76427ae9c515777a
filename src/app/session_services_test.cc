#include "app/session_services.h"

#include <gtest/gtest.h>

namespace entrepot::app {
namespace {

TEST(IssuerOptions, ComeFromTheConfiguration) {
  config::ServerConfig config;
  config.oidc_ca_file = "/etc/ca.pem";
  config.oidc_networks = {"10.0.0.0/8", "127.0.0.1"};
  config.oidc_key_files = {"https://cluster.local=/etc/keys.json", "https://issuer.example/a?b=c=/k"};

  const auto options = issuer_options(config);

  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->ca_file, "/etc/ca.pem");
  EXPECT_TRUE(options->networks.allows(boost::asio::ip::make_address("10.1.2.3")));
  EXPECT_FALSE(options->networks.allows(boost::asio::ip::make_address("127.0.0.2")));
  EXPECT_EQ(options->files.at("https://cluster.local"), "/etc/keys.json");
  EXPECT_EQ(options->files.at("https://issuer.example/a?b=c"), "/k");
}

TEST(IssuerOptions, NameTheKeyThatIsWrong) {
  for (const char* network : {"10.0.0.1/8", "localhost", "x"}) {
    config::ServerConfig config;
    config.oidc_networks = {network};
    const auto options = issuer_options(config);
    ASSERT_FALSE(options) << network;
    EXPECT_TRUE(options.error().message().contains("oidc.networks")) << options.error().message();
  }
  for (const char* pair : {"", "https://a", "https://a=", "http://a=/k", "a=/k", "=/k"}) {
    config::ServerConfig config;
    config.oidc_key_files = {pair};
    const auto options = issuer_options(config);
    ASSERT_FALSE(options) << pair;
    EXPECT_TRUE(options.error().message().contains("oidc.key_files")) << options.error().message();
  }
}

}  // namespace
}  // namespace entrepot::app
