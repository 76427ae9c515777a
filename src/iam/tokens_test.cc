#include "iam/tokens.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/encoding.h"
#include "iam/sealed_token.h"
#include "json/reader.h"

namespace entrepot::iam {
namespace {

constexpr std::string_view kInvalid = "Your Authorization Token is invalid.";
constexpr std::string_view kExpired = "Your authorization token has expired. Reauthenticate and try again.";

Principal principal(std::string access_key_id = "AKIAAAAAAAAAAAAAAAAA", std::string id = "123456789012") {
  return {.account = *model::AccountId::parse("123456789012"),
          .id = std::move(id),
          .arn = "arn:aws:iam::123456789012:root",
          .access_key_id = std::move(access_key_id),
          .is_root = true};
}

std::string basic(std::string_view pair) {
  return "Basic " + base64_encode(as_bytes(pair));
}

class RegistryTokensTest : public ::testing::Test {
 protected:
  RegistryTokensTest() { credentials_.put({.principal = principal(), .secret = "s"}); }

  void expect_refused(const Result<Principal>& opened, ErrorKind kind, std::string_view message) const {
    ASSERT_FALSE(opened);
    EXPECT_EQ(to_string(opened.error().kind()), to_string(kind));
    EXPECT_EQ(opened.error().message(), message);
  }

  FakeClock clock_;
  Credentials credentials_;
  crypto::Key root_ = crypto::Key::random();
  RegistryTokens tokens_{root_, credentials_, clock_};
};

TEST_F(RegistryTokensTest, OpensWhatItIssued) {
  const auto issued = tokens_.issue(principal());

  const auto opened = tokens_.open(issued.password);

  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_EQ(opened->access_key_id, "AKIAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(opened->arn, "arn:aws:iam::123456789012:root");
  EXPECT_TRUE(opened->is_root);
  EXPECT_TRUE(RegistryTokens(root_, credentials_, clock_).open(issued.password)) << "after a restart";
}

TEST_F(RegistryTokensTest, ThePasswordHasEcrsOuterShapeAndHidesTheRest) {
  clock_.advance(std::chrono::microseconds(1));
  const auto issued = tokens_.issue(principal());

  EXPECT_LE(issued.password.size(), 1'200u);
  EXPECT_EQ(issued.expires_at, SysTime(std::chrono::seconds(1'800'000'000 + 12 * 3600)));
  const auto bytes = base64_decode(issued.password);
  ASSERT_TRUE(bytes);
  const auto outer = json::parse(as_text(*bytes));
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->at("version").as_string(), "2");
  EXPECT_EQ(outer->at("type").as_string(), "DATA_KEY");
  EXPECT_EQ(outer->at("expiration").as_int64(), 1'800'000'000 + 12 * 3600);
  EXPECT_TRUE(outer->at("payload").is_string());
  EXPECT_TRUE(outer->at("datakey").is_string());
  EXPECT_EQ(as_text(*bytes).find("123456789012"), std::string_view::npos);
}

TEST_F(RegistryTokensTest, NoTwoPasswordsAreEqual) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(tokens_.issue(principal()).password).second);
}

TEST_F(RegistryTokensTest, TheLongestUserArnFits) {
  Principal long_arn = principal();
  long_arn.arn = "arn:aws:iam::123456789012:user/" + std::string(512 + 64, 'x');
  const auto issued = tokens_.issue(long_arn);
  EXPECT_LE(issued.password.size(), kMaxToken);
  EXPECT_TRUE(tokens_.open(issued.password));
}

TEST_F(RegistryTokensTest, AFlippedBitAnywhereIsRefused) {
  const std::string password = tokens_.issue(principal()).password;
  ASSERT_TRUE(tokens_.open(password));
  for (std::size_t at = 0; at < password.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = password;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      const auto opened = tokens_.open(changed);
      ASSERT_FALSE(opened) << "byte " << at << ", bit " << bit;
      ASSERT_EQ(opened.error().kind(), ErrorKind::kInvalidToken);
    }
  }
}

TEST_F(RegistryTokensTest, AFlippedBitInsideTheOuterJsonIsRefused) {
  const auto bytes = base64_decode(tokens_.issue(principal()).password);
  for (std::size_t at = 0; at < bytes->size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = *bytes;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
      ASSERT_FALSE(tokens_.open(base64_encode(changed))) << "byte " << at << ", bit " << bit;
    }
  }
}

TEST_F(RegistryTokensTest, NoOtherSpellingOfATokenExists) {
  const std::string json{as_text(*base64_decode(tokens_.issue(principal()).password))};
  const auto encode = [](std::string_view text) { return base64_encode(as_bytes(text)); };
  ASSERT_TRUE(tokens_.open(encode(json)));
  const std::string without_brace = json.substr(0, json.size() - 1);
  for (const std::string& other :
       {json + " ", json + "\n", " " + json, without_brace + ",\"extra\":1}", without_brace + " }"}) {
    EXPECT_FALSE(tokens_.open(encode(other))) << other;
  }
  std::string later = json;
  later.replace(later.find("expiration\":") + 12, 10, "1900000000");
  expect_refused(tokens_.open(encode(later)), ErrorKind::kInvalidToken, kInvalid);
  const std::string password = encode(json);
  for (const std::string& other : {password + "=", password + "\n", " " + password, password.substr(1), std::string(),
                                   std::string("x"), std::string(10'000, 'A')}) {
    expect_refused(tokens_.open(other), ErrorKind::kInvalidToken, kInvalid);
  }
}

TEST_F(RegistryTokensTest, ATokenOfAnotherRootIsRefused) {
  const auto foreign = RegistryTokens(crypto::Key::random(), credentials_, clock_).issue(principal());
  expect_refused(tokens_.open(foreign.password), ErrorKind::kInvalidToken, kInvalid);
}

TEST_F(RegistryTokensTest, TheKeyIdCannotBeSwapped) {
  const crypto::Key other = crypto::Key::random();
  const TokenClaims claims{.principal_id = "p", .account = "a", .access_key_id = "k", .arn = "n"};
  const auto outer = [](const std::string& token) { return std::string(as_text(*base64_decode(token))); };
  std::string ours = outer(seal_token(root_, claims));
  const std::string theirs = outer(seal_token(other, claims));
  const std::size_t at = ours.find("datakey\":\"") + 10;

  ours.replace(at, 8, theirs.substr(at, 8));  // 6 of the key id's 8 bytes

  EXPECT_FALSE(open_token(root_, base64_encode(as_bytes(ours))));
  EXPECT_FALSE(open_token(other, base64_encode(as_bytes(ours))));
}

TEST_F(RegistryTokensTest, ExpiresAfterTwelveHoursToTheSecond) {
  const std::string password = tokens_.issue(principal()).password;
  clock_.advance(std::chrono::hours(12) - std::chrono::microseconds(1));
  EXPECT_TRUE(tokens_.open(password));
  EXPECT_TRUE(tokens_.authenticate(basic("AWS:" + password)));

  clock_.advance(std::chrono::microseconds(1));
  expect_refused(tokens_.open(password), ErrorKind::kExpiredCredentials, kExpired);
  expect_refused(tokens_.authenticate(basic("AWS:" + password)), ErrorKind::kExpiredCredentials, kExpired);
  expect_refused(RegistryTokens(root_, credentials_, clock_).open(password), ErrorKind::kExpiredCredentials, kExpired);
}

TEST_F(RegistryTokensTest, TheKeyBehindItCountsAsItIsNow) {
  const std::string password = tokens_.issue(principal()).password;
  const std::string header = basic("AWS:" + password);
  ASSERT_TRUE(tokens_.open(password)) << "and is remembered from here on";
  ASSERT_TRUE(tokens_.authenticate(header));

  credentials_.put({.principal = principal(), .secret = "s", .is_active = false});
  expect_refused(tokens_.open(password), ErrorKind::kInvalidToken, kInvalid);
  expect_refused(tokens_.authenticate(header), ErrorKind::kInvalidToken, kInvalid);

  credentials_.put({.principal = principal(), .secret = "s"});
  EXPECT_TRUE(tokens_.open(password)) << "active again";

  credentials_.put({.principal = principal("AKIAAAAAAAAAAAAAAAAA", "AIDAOTHER"), .secret = "s"});
  expect_refused(tokens_.open(password), ErrorKind::kInvalidToken, kInvalid);

  credentials_.remove("AKIAAAAAAAAAAAAAAAAA");
  expect_refused(tokens_.open(password), ErrorKind::kInvalidToken, kInvalid);
}

TEST_F(RegistryTokensTest, AuthenticatesBasicAndBearer) {
  const std::string password = tokens_.issue(principal()).password;
  for (const std::string& header :
       {basic("AWS:" + password), "bAsIc" + basic("AWS:" + password).substr(5),
        "Basic   " + basic("AWS:" + password).substr(6), "Bearer " + password, "bearer " + password}) {
    EXPECT_TRUE(tokens_.authenticate(header)) << header;
  }
}

TEST_F(RegistryTokensTest, RefusesOtherAuthorizations) {
  const std::string password = tokens_.issue(principal()).password;
  for (const char* none : {"", " ", "Digest x", "AWS4-HMAC-SHA256 Credential=x", "Basi", "Basicx"}) {
    expect_refused(tokens_.authenticate(none), ErrorKind::kMissingCredentials, "Not Authorized");
  }
  const std::string good = basic("AWS:" + password);
  ASSERT_TRUE(tokens_.authenticate(good));
  for (const std::string& bad :
       {basic("aws:" + password), basic("AWS" + password), basic("AWS:"), basic(""), basic("AWS: " + password),
        basic("AWS:" + password + "\r\n"), basic("AWS:" + password + ":x"), basic("root:" + password), good + "=",
        good.substr(0, good.size() - 1), good + " ", std::string("Basic"), std::string("Basic "),
        std::string("Basic !!!!"), std::string("Bearer"), std::string("Bearer x"), "Bearer " + good.substr(6),
        "Basic " + std::string(100'000, 'A')}) {
    expect_refused(tokens_.authenticate(bad), ErrorKind::kInvalidToken, kInvalid);
  }
}

TEST_F(RegistryTokensTest, MayBeUsedFromManyThreadsWhileKeysChange) {
  const std::string header = basic("AWS:" + tokens_.issue(principal()).password);
  std::atomic<int> strange = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        const auto opened = tokens_.authenticate(header);
        if (!opened && opened.error().kind() != ErrorKind::kInvalidToken) ++strange;
        tokens_.open(tokens_.issue(principal()).password).value_or(principal());
      }
    });
  }
  for (int round = 0; round < 500; ++round)
    credentials_.put({.principal = principal(), .secret = "s", .is_active = round % 2 == 1});
  for (std::thread& reader : readers) reader.join();

  EXPECT_EQ(strange, 0);
  EXPECT_TRUE(tokens_.authenticate(header)) << "the key was active in the end";
}

class SignedPathsTest : public ::testing::Test {
 protected:
  void expect_refused(std::string_view path, std::string_view query, std::string_view message) const {
    const auto checked = paths_.check(path, query);
    ASSERT_FALSE(checked) << query;
    EXPECT_EQ(checked.error().kind(), ErrorKind::kAccessDenied);
    EXPECT_NE(checked.error().message().find(message), std::string_view::npos) << checked.error().message();
  }

  FakeClock clock_;
  SignedPaths paths_{crypto::Key::random(), clock_};
};

TEST_F(SignedPathsTest, HoldsForItsPathUntilItsTime) {
  const std::string query = paths_.sign("/layers/a", std::chrono::seconds(60));
  EXPECT_TRUE(query.starts_with("expires=1800000060&signature=")) << query;
  EXPECT_TRUE(paths_.check("/layers/a", query));
  expect_refused("/layers/b", query, "has a wrong signature");

  clock_.advance(std::chrono::seconds(60) - std::chrono::microseconds(1));
  EXPECT_TRUE(paths_.check("/layers/a", query));
  clock_.advance(std::chrono::microseconds(1));
  expect_refused("/layers/a", query, "has expired");
}

TEST_F(SignedPathsTest, AFlippedBitAnywhereIsRefused) {
  const std::string query = paths_.sign("/layers/a", std::chrono::seconds(60));
  for (std::size_t at = 0; at < query.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = query;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      ASSERT_FALSE(paths_.check("/layers/a", changed)) << changed;
    }
  }
}

TEST_F(SignedPathsTest, RefusesOtherForms) {
  const std::string query = paths_.sign("/layers/a", std::chrono::seconds(60));
  const std::string signature = query.substr(query.find('&'));
  for (const std::string& bad :
       {std::string(), std::string("expires=1"), "expires=" + signature, "expires=+1800000060" + signature,
        "expires= 1" + signature, "expires=99999999999999999999" + signature,
        signature.substr(1) + "&expires=1800000060"}) {
    expect_refused("/layers/a", bad, "is malformed");
  }
  expect_refused("/layers/a", "expires=01800000060" + signature, "has a wrong signature");
  expect_refused("/layers/a", query + "&x=1", "has a wrong signature");
  expect_refused("/layers/a", "expires=1900000060" + signature, "has a wrong signature");
  const SignedPaths other(crypto::Key::random(), clock_);
  expect_refused("/layers/a", other.sign("/layers/a", std::chrono::seconds(60)), "has a wrong signature");
}

}  // namespace
}  // namespace entrepot::iam
