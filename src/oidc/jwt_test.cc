#include "oidc/jwt.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/support/token_issuer.h"

namespace entrepot::oidc {
namespace {

using testing::TokenIssuer;

constexpr std::string_view kClaims = R"({"iss":"https://issuer.example","sub":"me"})";

std::string with_header(std::string_view header) {
  static const TokenIssuer issuer(TokenIssuer::Kind::kEs256, "one");
  return issuer.sign_with(header, kClaims);
}

void expect_refused(const std::string& token) {
  const auto jwt = parse_jwt(token);
  ASSERT_FALSE(jwt) << token.substr(0, 200);
  EXPECT_EQ(jwt.error().kind(), ErrorKind::kInvalidIdentityToken);
  EXPECT_EQ(jwt.error().message(),
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
}

TEST(Jwt, ReadsWhatAProviderSigns) {
  const TokenIssuer issuer(TokenIssuer::Kind::kEs384, "key/1");
  const std::string token = issuer.sign(kClaims);
  const auto jwt = parse_jwt(token);
  ASSERT_TRUE(jwt) << jwt.error().detail();
  EXPECT_EQ(jwt->algorithm, crypto::JwsAlgorithm::kEs384);
  EXPECT_EQ(jwt->key_id, "key/1");
  EXPECT_EQ(jwt->claims.at("sub"), "me");
  EXPECT_EQ(jwt->signed_text, token.substr(0, token.rfind('.')));
  EXPECT_EQ(jwt->signature.size(), 96U);
}

TEST(Jwt, TypeAndKeyIdMayBeAbsent) {
  EXPECT_TRUE(parse_jwt(with_header(R"({"alg":"ES256"})")));
  EXPECT_TRUE(parse_jwt(with_header(R"({"alg":"ES256","typ":"JWT","x5t":"abc"})")));
}

TEST(Jwt, KnowsNoAlgorithmWithoutAPublicKey) {
  for (const char* algorithm : {"none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS1", "RS512", "PS256",
                                "ES512", "EdDSA", "rs256", "RS256 ", "dir"}) {
    expect_refused(with_header(fmt::format(R"({{"alg":"{}"}})", algorithm)));
  }
  expect_refused(TokenIssuer::unsigned_token(R"({"alg":"none"})", kClaims));
  expect_refused(TokenIssuer::unsigned_token(R"({"alg":"ES256"})", kClaims));
  expect_refused(with_header(R"({})"));
  expect_refused(with_header(R"({"alg":["ES256"]})"));
  expect_refused(with_header(R"({"alg":"ES256","alg":"none"})"));
}

TEST(Jwt, RefusesCriticalExtensionsAndOtherTypes) {
  expect_refused(with_header(R"({"alg":"ES256","crit":["b64"],"b64":false})"));
  expect_refused(with_header(R"({"alg":"ES256","crit":[]})"));
  expect_refused(with_header(R"({"alg":"ES256","typ":"at+jwt"})"));
  expect_refused(with_header(R"({"alg":"ES256","kid":5})"));
  expect_refused(with_header(fmt::format(R"({{"alg":"ES256","kid":"{}"}})", std::string(257, 'k'))));
}

TEST(Jwt, HasOneSpelling) {
  const std::string good = with_header(R"({"alg":"ES256"})");
  ASSERT_TRUE(parse_jwt(good));
  expect_refused("");
  expect_refused("..");
  expect_refused("a.b");
  expect_refused(good + ".");
  expect_refused(good + "=");
  expect_refused(" " + good);
  expect_refused(good + "\n");
  expect_refused("Bearer " + good);
  expect_refused(good.substr(0, good.rfind('.')));
  expect_refused(R"({"payload":"eyJ9","signatures":[]})");
  std::string standard_alphabet = good;
  standard_alphabet[good.size() - 3] = '+';
  expect_refused(standard_alphabet);
  expect_refused(good.substr(0, good.rfind('.') + 1) + std::string(19'900, 'A'));
}

TEST(Jwt, ClaimsAreOneObjectWithinLimits) {
  const TokenIssuer issuer(TokenIssuer::Kind::kEs256, "one");
  expect_refused(issuer.sign("[]"));
  expect_refused(issuer.sign("\"iss\""));
  expect_refused(issuer.sign(R"({"sub":"a","sub":"b"})"));
  expect_refused(issuer.sign(R"({"sub":"a"} )"
                             "x"));
  expect_refused(issuer.sign(R"({"a":[[[[[[[[[[1]]]]]]]]]]})"));
  std::string many = R"({"a":[0)";
  for (int i = 0; i < 1'000; ++i) many += ",0";
  expect_refused(issuer.sign(many + "]}"));
}

}  // namespace
}  // namespace entrepot::oidc
