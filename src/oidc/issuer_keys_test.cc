#include "oidc/issuer_keys.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <latch>

#include "async/run_blocking.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/token_issuer.h"

namespace entrepot::oidc {
namespace {

using testing::TokenIssuer;

constexpr std::string_view kIssuer = "https://issuer.example";
constexpr std::string_view kClaims = R"({"sub":"me"})";

class IssuerKeysTest : public ::testing::Test {
 protected:
  Result<std::string> get(const std::string& url) {
    ++fetches_;
    if (is_down_) return fail(ErrorKind::kUnavailable, "down");
    if (url == "https://issuer.example/.well-known/openid-configuration") {
      return std::string(R"({"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/keys"})");
    }
    return url == "https://issuer.example/keys" ? Result<std::string>(key_set_) : fail(ErrorKind::kUnavailable, "404");
  }
  Result<void> verify(const TokenIssuer& by, std::string_view issuer = kIssuer) {
    return async::run_blocking(keys_.verify(*parse_jwt(by.sign(kClaims)), std::string(issuer), {}));
  }

  TokenIssuer one_{TokenIssuer::Kind::kEs256, "one"};
  TokenIssuer two_{TokenIssuer::Kind::kEs256, "two"};
  std::string key_set_ = one_.key_set();
  std::atomic<int> fetches_{0};
  std::atomic<bool> is_down_{false};
  FakeClock clock_;
  tests::TemporaryFolder folder_;
  IssuerKeys keys_{{.files = {{"https://cut.off", folder_.path() / "keys.json"}}, .ca_file = {}, .networks = {}},
                   clock_,
                   [this](const std::string& url, const fetch::Trust&) { return get(url); }};
};

constexpr std::string_view kNoKey =
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
    "documentation for requirements";

TEST_F(IssuerKeysTest, KeysAreFetchedOnceAnHour) {
  EXPECT_TRUE(verify(one_));
  EXPECT_EQ(fetches_, 2) << "discovery, keys";
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(verify(one_));
  clock_.advance(std::chrono::minutes(60));
  EXPECT_TRUE(verify(one_));
  EXPECT_EQ(fetches_, 2);

  clock_.advance(std::chrono::seconds(1));
  EXPECT_TRUE(verify(one_));
  EXPECT_EQ(fetches_, 4);
}

TEST_F(IssuerKeysTest, AnUnknownKeyIdMakesThemFetchAgainAtMostOnceAMinute) {
  ASSERT_TRUE(verify(one_));
  clock_.advance(std::chrono::minutes(1));
  for (int i = 0; i < 5; ++i) {
    const auto refused = verify(two_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::kInvalidIdentityToken);
    EXPECT_EQ(refused.error().message(), kNoKey);
  }
  EXPECT_EQ(fetches_, 4);

  key_set_ = two_.key_set();
  clock_.advance(std::chrono::seconds(59));
  EXPECT_FALSE(verify(two_));
  clock_.advance(std::chrono::seconds(1));
  EXPECT_TRUE(verify(two_)) << "the issuer's new key";
  EXPECT_FALSE(verify(one_)) << "the issuer withdrew it";
}

TEST_F(IssuerKeysTest, WhileTheIssuerIsDownItsKeysCountForADay) {
  ASSERT_TRUE(verify(one_));
  is_down_ = true;
  clock_.advance(std::chrono::hours(24));
  EXPECT_TRUE(verify(one_));
  clock_.advance(std::chrono::seconds(61));
  const auto refused = verify(one_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), kNoKey);
}

TEST_F(IssuerKeysTest, AnIssuerThatGivesNoKeysIsNotAskedByEveryToken) {
  is_down_ = true;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(verify(one_));
  EXPECT_EQ(fetches_, 1);
  is_down_ = false;
  clock_.advance(std::chrono::seconds(10));
  EXPECT_TRUE(verify(one_));
}

TEST_F(IssuerKeysTest, AForgedSignatureIsRefusedWithoutAskingAgain) {
  ASSERT_TRUE(verify(one_));
  const TokenIssuer impostor(TokenIssuer::Kind::kEs256, "one");
  clock_.advance(std::chrono::minutes(5));
  const auto refused = verify(impostor);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "The signature of the ID Token is invalid");
  EXPECT_EQ(fetches_, 2);
}

TEST_F(IssuerKeysTest, AFileStandsForAnIssuerThatCannotBeReached) {
  EXPECT_FALSE(verify(one_, "https://cut.off")) << "no file yet";
  std::ofstream(folder_.path() / "keys.json") << one_.key_set();
  clock_.advance(std::chrono::minutes(1));
  EXPECT_TRUE(verify(one_, "https://cut.off"));
  EXPECT_FALSE(verify(two_, "https://cut.off"));
  EXPECT_EQ(fetches_, 0);
}

TEST_F(IssuerKeysTest, AFileAboveTheLimitIsNotRead) {
  std::ofstream(folder_.path() / "keys.json") << one_.key_set() << std::string(64 * 1024, ' ');
  EXPECT_FALSE(verify(one_, "https://cut.off"));
}

TEST_F(IssuerKeysTest, ManyAtOnceAskOnce) {
  boost::asio::io_context context;
  std::atomic<int> good{0};
  for (int i = 0; i < 20; ++i) {
    boost::asio::co_spawn(context, keys_.verify(*parse_jwt(one_.sign(kClaims)), std::string(kIssuer), {}),
                          [&](const std::exception_ptr&, Result<void> result) { good += result.has_value() ? 1 : 0; });
  }
  context.run();
  EXPECT_EQ(good, 20);
  EXPECT_EQ(fetches_, 2);
}

}  // namespace
}  // namespace entrepot::oidc
