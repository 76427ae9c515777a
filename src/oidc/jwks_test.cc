#include "oidc/jwks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/token_issuer.h"

namespace entrepot::oidc {
namespace {

using testing::TokenIssuer;

constexpr std::string_view kClaims = R"({"sub":"me"})";

KeySet keys(std::string_view text) {
  return *KeySet::parse(text);
}

TEST(KeySet, VerifiesWhatItsKeysSigned) {
  for (const auto kind : {TokenIssuer::Kind::kRs256, TokenIssuer::Kind::kEs256, TokenIssuer::Kind::kEs384}) {
    const TokenIssuer issuer(kind, "one");
    const TokenIssuer impostor(kind, "one");
    const KeySet set = keys(issuer.key_set());
    EXPECT_TRUE(set.verifies(*parse_jwt(issuer.sign(kClaims)))) << issuer.header();
    EXPECT_FALSE(set.verifies(*parse_jwt(impostor.sign(kClaims)))) << issuer.header();
  }
}

TEST(KeySet, AHeaderChoosesNeitherAlgorithmNorAnotherKey) {
  const TokenIssuer rsa(TokenIssuer::Kind::kRs256, "one");
  const TokenIssuer ec(TokenIssuer::Kind::kEs256, "two");
  const KeySet set = keys(fmt::format(R"({{"keys":[{},{}]}})", rsa.jwk(), ec.jwk()));
  EXPECT_FALSE(set.has_candidate(*parse_jwt(ec.sign_with(R"({"alg":"ES256","kid":"one"})", kClaims))));
  EXPECT_FALSE(set.has_candidate(*parse_jwt(rsa.sign_with(R"({"alg":"ES256","kid":"one"})", kClaims))));
  EXPECT_FALSE(set.verifies(*parse_jwt(rsa.sign_with(R"({"alg":"ES256","kid":"two"})", kClaims))));
  EXPECT_FALSE(set.has_candidate(*parse_jwt(rsa.sign_with(R"({"alg":"RS256","kid":"../../one"})", kClaims))));
  EXPECT_TRUE(set.verifies(*parse_jwt(rsa.sign_with(R"({"alg":"RS256"})", kClaims)))) << "no id: any of the algorithm";
}

TEST(KeySet, KeysInTheHeaderAreNotLookedAt) {
  const TokenIssuer issuer(TokenIssuer::Kind::kEs256, "one");
  const TokenIssuer impostor(TokenIssuer::Kind::kEs256, "one");
  const KeySet set = keys(issuer.key_set());
  for (const std::string& header : {fmt::format(R"({{"alg":"ES256","kid":"one","jwk":{}}})", impostor.jwk()),
                                    std::string(R"({"alg":"ES256","kid":"one","jku":"https://evil.example/keys"})"),
                                    std::string(R"({"alg":"ES256","kid":"one","x5u":"https://evil.example/cert"})")}) {
    EXPECT_FALSE(set.verifies(*parse_jwt(impostor.sign_with(header, kClaims)))) << header;
  }
}

TEST(KeySet, LeavesOutKeysOfOtherKindsAndUses) {
  const TokenIssuer issuer(TokenIssuer::Kind::kRs256, "one");
  std::string jwk = issuer.jwk();
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string out = jwk;
    out.replace(out.find(from), from.size(), to);
    return fmt::format(R"({{"keys":[{}]}})", out);
  };
  EXPECT_EQ(keys(changed(R"("use":"sig")", R"("use":"enc")")).size(), 0U);
  EXPECT_EQ(keys(changed(R"("alg":"RS256")", R"("alg":"RS512")")).size(), 0U);
  EXPECT_EQ(keys(changed(R"("kty":"RSA")", R"("kty":"oct")")).size(), 0U);
  EXPECT_EQ(keys(changed(R"("e":"AQAB")", R"("e":"AQ")")).size(), 0U);
  EXPECT_EQ(keys(R"({"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"},5,null,{}]})").size(), 0U);
  EXPECT_EQ(keys(fmt::format(R"({{"keys":[{{"kty":"OKP"}},{}]}})", jwk)).size(), 1U);
}

TEST(KeySet, ThePublicKeyIsNoSharedSecret) {
  const TokenIssuer issuer(TokenIssuer::Kind::kRs256, "one");
  EXPECT_FALSE(parse_jwt(TokenIssuer::sign_hs256(R"({"alg":"HS256","kid":"one"})", kClaims, issuer.public_pem())));
  const auto relabelled =
      parse_jwt(TokenIssuer::sign_hs256(R"({"alg":"RS256","kid":"one"})", kClaims, issuer.public_pem()));
  ASSERT_TRUE(relabelled);
  EXPECT_FALSE(keys(issuer.key_set()).verifies(*relabelled));
}

TEST(KeySet, TakesAtMostSixtyFourKeys) {
  const TokenIssuer issuer(TokenIssuer::Kind::kEs256, "one");
  std::string many = R"({"keys":[)" + issuer.jwk();
  for (int i = 0; i < 100; ++i) many += "," + issuer.jwk();
  EXPECT_EQ(keys(many + "]}").size(), kMaxKeys);
}

TEST(KeySet, OtherTextsAreNone) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]}x)", "<html>", R"({"keys":[],"keys":[]})"}) {
    EXPECT_FALSE(KeySet::parse(text)) << text;
  }
}

TEST(Discovery, IsAboutExactlyTheIssuer) {
  constexpr std::string_view kText = R"({"issuer":"https://issuer.example/a","jwks_uri":"https://keys.example/k"})";
  EXPECT_EQ(read_discovery(kText, "https://issuer.example/a").value(), "https://keys.example/k");
  for (const char* other : {"https://issuer.example/a/", "https://issuer.example", "https://ISSUER.example/a", ""}) {
    EXPECT_FALSE(read_discovery(kText, other)) << other;
  }
  EXPECT_FALSE(read_discovery(R"({"issuer":"https://issuer.example/a"})", "https://issuer.example/a"));
  EXPECT_FALSE(read_discovery("nothing", "https://issuer.example/a"));
}

TEST(Discovery, StandsBelowTheIssuer) {
  EXPECT_EQ(discovery_url("https://issuer.example"), "https://issuer.example/.well-known/openid-configuration");
  EXPECT_EQ(discovery_url("https://issuer.example/id/1/"),
            "https://issuer.example/id/1/.well-known/openid-configuration");
}

}  // namespace
}  // namespace entrepot::oidc
