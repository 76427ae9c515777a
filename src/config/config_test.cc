#include <gtest/gtest.h>

#include <fstream>

#include "config/parse_value.h"
#include "config/server_config.h"

namespace entrepot::config {
namespace {

Result<ServerConfig> load_text(std::string_view yaml, const std::map<std::string, std::string>& environment = {}) {
  std::string path = testing::TempDir() + "/entrepot-config-XXXXXX";
  const int fd = ::mkstemp(path.data());
  ::close(fd);
  std::ofstream(path) << yaml;
  auto loaded = load(path, environment);
  std::filesystem::remove(path);
  return loaded;
}

TEST(Config, EnvironmentWinsOverTheFile) {
  const auto config = load_text("region: eu-west-1\nmax_header: 64KiB\n", {{"ENTREPOT_REGION", "dc1"}, {"HOME", "/"}});
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->region, "dc1");
  EXPECT_EQ(config->max_header, 64_KiB);
}

TEST(Config, AnUnknownKeyNamesTheNearestOne) {
  const auto config = load_text("listn: 127.0.0.1:1\n");
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message().find("unknown key 'listn' (did you mean 'listen'?"), std::string_view::npos)
      << config.error().message();
}

TEST(Config, ABadValueNamesKeyValueAndRange) {
  const auto config = load_text("idle_timeout: 0s\n");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message(),
            "configuration: idle_timeout = '0s' is not allowed; it must be a time from 1s to 1h, such as 30s, 10m, 24h "
            "or 7d");
}

TEST(Config, TlsTakesAWordOrAPairOfFiles) {
  EXPECT_EQ(load_text("tls: auto\n")->tls, TlsMode::kAuto);
  const auto files = load_text("tls:\n  cert: a.pem\n  key: b.pem\n");
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->tls, TlsMode::kFiles);
  EXPECT_EQ(files->tls_cert, "a.pem");
  EXPECT_FALSE(validate(*load_text("tls:\n  cert: a.pem\n")));
}

TEST(Config, NamesForACertificateThatNobodyMakesAreAMistake) {
  EXPECT_TRUE(validate(*load_text("tls: auto\ntls.names: a.example,10.0.0.1\n")));
  EXPECT_FALSE(validate(*load_text("tls:\n  names: a.example\n")));
  EXPECT_FALSE(validate(*load_text("tls:\n  names: a.example\n  cert: a.pem\n  key: b.pem\n")));
}

TEST(Config, PlaintextOutsideLoopbackIsRefusedUnlessAllowed) {
  EXPECT_FALSE(validate(*load_text("listen: 0.0.0.0:5000\n")));
  EXPECT_FALSE(validate(*load_text("listen: '[::]:5000'\n")));
  EXPECT_TRUE(validate(*load_text("listen: 0.0.0.0:5000\nallow_plaintext: true\n")));
  EXPECT_TRUE(validate(*load_text("listen: 0.0.0.0:5000\ntls: auto\n")));
  EXPECT_FALSE(validate(*load_text("ops_listen: 0.0.0.0:5001\ntls: auto\n"))) << "the ops listener is always plain";
  EXPECT_TRUE(validate(*load_text("listen: 127.8.8.8:5000\n")));
}

TEST(Config, EveryAccountHas12Digits) {
  ServerConfig config;
  EXPECT_TRUE(set(config, "more_accounts", "111122223333,444455556666"));
  EXPECT_EQ(config.more_accounts, (std::vector<std::string>{"111122223333", "444455556666"}));
  EXPECT_TRUE(validate(config));
  EXPECT_TRUE(set(config, "more_accounts", "111122223333,4444"));
  EXPECT_EQ(validate(config).error().message(), "account = '4444' must be 12 digits");
}

TEST(Config, RatesWithoutThrottlingAreAMistake) {
  ServerConfig config;
  EXPECT_TRUE(set(config, "throttle_rates", "PutImage=1"));
  EXPECT_FALSE(validate(config));
  EXPECT_TRUE(set(config, "throttle", "true"));
  EXPECT_TRUE(validate(config));
}

TEST(Config, WhatIsPrintedCanBeLoadedAgain) {
  ServerConfig config;
  config.region = "dc1";
  config.tls = TlsMode::kFiles;
  config.tls_cert = "c.pem";
  config.tls_key = "k.pem";
  const auto again = load_text(print(config));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->region, "dc1");
  EXPECT_EQ(again->tls_key, "k.pem");
  EXPECT_EQ(print(*again), print(config));
}

TEST(Config, NamesOfTheCertificateArePrintedBesideAuto) {
  const auto config = load_text("tls: auto\ntls.names: a.example,10.0.0.1\n");
  ASSERT_TRUE(config) << config.error().message();
  const auto again = load_text(print(*config));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->tls, TlsMode::kAuto);
  EXPECT_EQ(again->tls_names, (std::vector<std::string>{"a.example", "10.0.0.1"}));
}

TEST(Config, WhatIsPrintedCanBeLoadedAgainWhateverIsInIt) {
  for (const char* odd :
       {"[::1]:5000", "a # b", "a: b", "null", "~", "'", "a\"b\\c", "a\tb\nc", " a ", "*x", "\xc3\xa4"}) {
    ServerConfig config;
    config.data = odd;
    config.domain_suffix = odd;
    const auto again = load_text(print(config));
    ASSERT_TRUE(again) << odd << ": " << again.error().message();
    EXPECT_EQ(again->data, odd);
    EXPECT_EQ(again->domain_suffix, odd);
  }
}

TEST(Config, PrintsNoPasswordOfTheDatabase) {
  for (const char* database :
       {"host=db user=e password=hunter2", "postgres://e:hunter2@db/registry", "host=db password='hunter2"}) {
    const auto config = load(std::nullopt, {{"ENTREPOT_DATABASE", database}});
    ASSERT_TRUE(config) << config.error().message();
    EXPECT_EQ(config->database, database);
    EXPECT_EQ(print(*config).find("hunter2"), std::string::npos) << print(*config);
    EXPECT_NE(print(*config).find("***"), std::string::npos);
    const auto again = load_text(print(*config));
    ASSERT_FALSE(again) << "a mask is no password";
    EXPECT_NE(again.error().message().find("put the secret there"), std::string_view::npos) << again.error().message();
  }
}

TEST(Config, SizesAndDurations) {
  EXPECT_EQ(parse_size("5MiB"), 5_MiB);
  EXPECT_EQ(parse_size("17"), 17u);
  for (const char* bad : {"", "MiB", "-1", "5MB", "99999999999GiB", "1.5KiB"}) EXPECT_FALSE(parse_size(bad)) << bad;
  EXPECT_EQ(parse_duration("24h"), std::chrono::hours(24));
  for (const char* bad : {"", "10", "s", "1w", "-1s"}) EXPECT_FALSE(parse_duration(bad)) << bad;
  EXPECT_EQ(show_size(32_KiB), "32KiB");
  EXPECT_EQ(show_duration(std::chrono::seconds(75)), "75s");
}

TEST(Config, HostPortTakesOnlyLiteralAddresses) {
  EXPECT_EQ(parse_host_port("[::1]:443")->host, "::1");
  EXPECT_EQ(parse_host_port("localhost:80")->host, "127.0.0.1");
  for (const char* bad : {"", "5000", "example.com:80", "127.0.0.1:70000", "127.0.0.1:", "::1:80", "[127.0.0.1]:1"}) {
    EXPECT_FALSE(parse_host_port(bad)) << bad;
  }
}

TEST(Config, AnUnknownEnvironmentVariableIsAnError) {
  EXPECT_FALSE(load(std::nullopt, {{"ENTREPOT_LISTN", "x"}}));
  EXPECT_TRUE(load(std::nullopt, {{"ENTREPOT_REGISTRY", "localhost:5000"}}));
}

TEST(Config, ListenersAreAListOfMaps) {
  const auto config = load_text("listeners:\n  - address: 127.0.0.1:6000\n    vpce: vpce-0a1b2c3d\n");
  ASSERT_TRUE(config) << config.error().message();
  ASSERT_EQ(config->listeners.size(), 1u);
  EXPECT_EQ(config->listeners[0].vpce, "vpce-0a1b2c3d");
  EXPECT_TRUE(validate(*config));
  const auto again = load_text(print(*config));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(print(*again), print(*config));
  EXPECT_EQ(load_text("", {{"ENTREPOT_LISTENERS", "[{address: '127.0.0.1:1'}]"}})->listeners.size(), 1u);
}

TEST(Config, AListenerWithoutTlsOutsideLoopbackIsRefusedUnlessAllowed) {
  const std::string listener = "listeners: [{address: '10.0.0.5:443'}]\n";
  EXPECT_FALSE(validate(*load_text(listener)));
  EXPECT_TRUE(validate(*load_text(listener + "allow_plaintext: true\n")));
  EXPECT_TRUE(validate(*load_text(listener + "tls: auto\n")));
  EXPECT_FALSE(validate(*load_text("tls: auto\nlisteners: [{address: '10.0.0.5:443', tls: off}]\n")));
  EXPECT_TRUE(validate(*load_text("listeners: [{address: '10.0.0.5:443', tls_cert: a, tls_key: b}]\n")));
}

}  // namespace
}  // namespace entrepot::config
