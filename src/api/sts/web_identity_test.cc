#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/sts/assume_role_with_web_identity.h"
#include "tests/support/sts_rig.h"
#include "tests/support/token_issuer.h"

namespace entrepot::api::sts {
namespace {

using test::StsRig;
using testing::TokenIssuer;

constexpr std::string_view kCluster = "https://oidc.cluster.example/id/A1";
constexpr std::string_view kGitHub = "https://token.actions.githubusercontent.com";
constexpr std::int64_t kNow = 1'800'000'000;

class WebIdentity : public ::testing::Test {
 protected:
  WebIdentity() {
    for (const std::string_view issuer : {kCluster, kGitHub}) {
      rig_.providers.put(
          {.arn = iam::oidc_provider_arn(StsRig::account(), issuer), .client_ids = {"sts.amazonaws.com"}});
      rig_.documents[oidc::discovery_url(issuer)] =
          fmt::format(R"({{"issuer":"{}","jwks_uri":"https://keys.example/k"}})", issuer);
    }
    rig_.documents["https://keys.example/k"] = key_.key_set();
  }
  static std::string provider(std::string_view issuer) { return iam::oidc_provider_arn(StsRig::account(), issuer); }
  static std::string trust(std::string_view issuer, const std::string& condition) {
    return StsRig::trust("Federated", provider(issuer), condition, R"("sts:AssumeRoleWithWebIdentity")");
  }
  /// As a Kubernetes API server makes it.
  static json::Object claims(std::string_view issuer = kCluster,
                             std::string_view subject = "system:serviceaccount:default:app") {
    return {
        {"iss", issuer}, {"sub", subject},      {"aud", json::Array{json::Value("sts.amazonaws.com")}},   {"iat", kNow},
        {"nbf", kNow},   {"exp", kNow + 3'600}, {"kubernetes.io", json::Object{{"namespace", "default"}}}};
  }
  std::string token(const json::Object& claims) const { return key_.sign(boost::json::serialize(claims)); }
  Result<std::string> call(const std::string& token, const aws::Parameters& more = {}) {
    aws::Parameters with{
        {"RoleArn", StsRig::role_arn("app")}, {"RoleSessionName", "pod-1"}, {"WebIdentityToken", token}};
    for (const auto& [name, value] : more) with[name] = value;
    ENTREPOT_TRY(WebIdentityRequest request, parse_web_identity(with));
    return async::run_blocking(assume_role_with_web_identity(rig_.parts, std::move(request), rig_.surroundings));
  }
  void expect_refused(const std::string& token, ErrorKind kind, std::string_view message = {}) {
    const auto answer = call(token);
    ASSERT_FALSE(answer) << *answer;
    EXPECT_EQ(to_string(answer.error().kind()), to_string(kind)) << answer.error().message();
    if (!message.empty()) EXPECT_EQ(answer.error().message(), message);
  }

  const std::string only_app_ =
      R"(,"Condition":{"StringEquals":{"oidc.cluster.example/id/A1:sub":"system:serviceaccount:default:app",)"
      R"("oidc.cluster.example/id/A1:aud":"sts.amazonaws.com"}})";
  TokenIssuer key_{TokenIssuer::Kind::kEs256, "k1"};
  StsRig rig_;
};

TEST_F(WebIdentity, AServiceAccountOfKubernetesBecomesTheRole) {
  rig_.add_role("app", trust(kCluster, only_app_));

  const auto answer = call(token(claims()));

  ASSERT_TRUE(answer) << answer.error().message() << answer.error().detail();
  EXPECT_EQ(StsRig::element(*answer, "SubjectFromWebIdentityToken"), "system:serviceaccount:default:app");
  EXPECT_EQ(StsRig::element(*answer, "Audience"), "sts.amazonaws.com");
  EXPECT_EQ(StsRig::element(*answer, "Provider"), provider(kCluster));
  EXPECT_EQ(StsRig::element(*answer, "Arn"), "arn:aws:sts::123456789012:assumed-role/app/pod-1");
  const iam::Principal session = rig_.principal_of(*answer);
  EXPECT_EQ(session.session->provider, provider(kCluster));
  EXPECT_EQ(session.session->expires_at, rig_.clock.now() + std::chrono::hours(1));
  EXPECT_TRUE(rig_.sessions.check(session));
}

TEST_F(WebIdentity, ARunOfGitHubActionsBecomesTheRole) {
  rig_.add_role("app", trust(kGitHub, R"(,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":)"
                                      R"("repo:octo/app:ref:refs/heads/*"}})"));
  const auto run = [&](std::string_view subject) {
    json::Object all = claims(kGitHub, subject);
    all["aud"] = "sts.amazonaws.com";
    all["repository"] = "octo/app";
    return token(all);
  };
  EXPECT_TRUE(call(run("repo:octo/app:ref:refs/heads/main")));
  expect_refused(run("repo:octo/other:ref:refs/heads/main"), ErrorKind::kAccessDenied,
                 "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  expect_refused(run("repo:octo/app:pull_request"), ErrorKind::kAccessDenied);
}

TEST_F(WebIdentity, TrustInGitHubThatLooksAtNoSubjectIsTrustInNobody) {
  rig_.add_role("app", trust(kGitHub, R"(,"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":)"
                                      R"("sts.amazonaws.com"}})"));
  expect_refused(token(claims(kGitHub, "repo:anybody/anything:ref:refs/heads/main")), ErrorKind::kAccessDenied);
}

TEST_F(WebIdentity, OtherClaimsAreConditionKeysToo) {
  rig_.add_role("app", trust(kCluster, R"(,"Condition":{"StringEquals":{"oidc.cluster.example/id/A1:team":"a"}})"));
  json::Object with = claims();
  with["team"] = "a";
  EXPECT_TRUE(call(token(with)));
  with["team"] = "b";
  expect_refused(token(with), ErrorKind::kAccessDenied);
  expect_refused(token(claims()), ErrorKind::kAccessDenied);
}

TEST_F(WebIdentity, TheTrustPolicyDecides) {
  rig_.add_role("app", trust(kCluster, only_app_));
  expect_refused(token(claims(kCluster, "system:serviceaccount:default:other")), ErrorKind::kAccessDenied,
                 "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  rig_.add_role("app", trust(kGitHub, ""));
  expect_refused(token(claims()), ErrorKind::kAccessDenied);
  rig_.add_role("app", StsRig::trust("Federated", provider(kCluster)));
  expect_refused(token(claims()), ErrorKind::kAccessDenied);
  rig_.add_role("app", StsRig::trust("AWS", "*", "", R"("sts:AssumeRole")"));
  expect_refused(token(claims()), ErrorKind::kAccessDenied);
  rig_.directory.remove("AROAapp");
  expect_refused(token(claims()), ErrorKind::kAccessDenied, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST_F(WebIdentity, OnlyProvidersOfTheRolesAccountCount) {
  rig_.add_role("app", trust(kCluster, only_app_));
  for (const char* issuer :
       {"https://oidc.cluster.example/id/A1/", "https://oidc.cluster.example/id/a1",
        "http://oidc.cluster.example/id/A1", "https://user@oidc.cluster.example/id/A1", "https://evil.example",
        "oidc.cluster.example/id/A1", "https://oidc.cluster.example/id/A1?x", "https://oidc.cluster.example/id/A1#x"}) {
    json::Object other = claims();
    other["iss"] = issuer;
    expect_refused(token(other), ErrorKind::kInvalidIdentityToken,
                   fmt::format("No OpenIDConnect provider found in your account for {}", issuer));
  }
  EXPECT_EQ(rig_.fetches, 0) << "nobody is asked for an unregistered issuer";
}

TEST_F(WebIdentity, TheAudienceIsOneOfTheProviders) {
  rig_.add_role("app", trust(kCluster, only_app_));
  json::Object other = claims();
  other["aud"] = json::Array{json::Value("https://kubernetes.default.svc")};
  expect_refused(token(other), ErrorKind::kInvalidIdentityToken, "Incorrect token audience");
  other["aud"] = json::Array{json::Value("https://kubernetes.default.svc"), json::Value("sts.amazonaws.com")};
  EXPECT_TRUE(call(token(other)));
  EXPECT_EQ(StsRig::element(*call(token(other)), "Audience"), "sts.amazonaws.com");
}

TEST_F(WebIdentity, TimesCount) {
  rig_.add_role("app", trust(kCluster, only_app_));
  const std::string once = token(claims());
  EXPECT_TRUE(call(once));
  rig_.clock.advance(std::chrono::seconds(3'660));
  expect_refused(once, ErrorKind::kExpiredIdentityToken);
  json::Object later = claims();
  later["nbf"] = kNow + 9'000;
  later["exp"] = kNow + 10'000;
  expect_refused(token(later), ErrorKind::kInvalidIdentityToken);
}

TEST_F(WebIdentity, ForgedTokensAreRefused) {
  rig_.add_role("app", trust(kCluster, only_app_));
  const std::string text = boost::json::serialize(claims());
  const TokenIssuer impostor(TokenIssuer::Kind::kEs256, "k1");
  const TokenIssuer stranger(TokenIssuer::Kind::kEs256, "k2");
  expect_refused(impostor.sign(text), ErrorKind::kInvalidIdentityToken, "The signature of the ID Token is invalid");
  expect_refused(stranger.sign(text), ErrorKind::kInvalidIdentityToken,
                 "Couldn't retrieve verification key from your identity provider,  please reference "
                 "AssumeRoleWithWebIdentity documentation for requirements");
  for (const std::string& bad :
       {TokenIssuer::unsigned_token(R"({"alg":"none"})", text), TokenIssuer::unsigned_token(R"({"alg":"ES256"})", text),
        TokenIssuer::sign_hs256(R"({"alg":"HS256","kid":"k1"})", text, key_.public_pem()),
        impostor.sign_with(fmt::format(R"({{"alg":"ES256","kid":"k1","jwk":{}}})", impostor.jwk()), text),
        impostor.sign_with(R"({"alg":"ES256","kid":"k1","jku":"https://keys.example/evil"})", text),
        impostor.sign_with(R"({"alg":"ES256","kid":"../../../../etc/passwd"})", text), key_.sign("{}"),
        std::string("not.a.token"), std::string("abcd")}) {
    expect_refused(bad, ErrorKind::kInvalidIdentityToken);
  }
  std::string changed = token(claims());
  changed[changed.find('.') + 20] ^= 1;
  expect_refused(changed, ErrorKind::kInvalidIdentityToken);
}

TEST_F(WebIdentity, AWithdrawnProviderIsGoneAtOnce) {
  rig_.add_role("app", trust(kCluster, only_app_));
  ASSERT_TRUE(call(token(claims())));
  rig_.providers.remove(provider(kCluster));
  expect_refused(token(claims()), ErrorKind::kInvalidIdentityToken);
}

TEST_F(WebIdentity, ParametersAreHeldAgainstTheModel) {
  rig_.add_role("app", trust(kCluster, only_app_));
  const std::string good = token(claims());
  EXPECT_TRUE(call(good, {{"DurationSeconds", "900"}, {"Policy", StsRig::allow("ecr:BatchGetImage")}}));
  EXPECT_FALSE(call(good, {{"DurationSeconds", "3601"}})) << "the role allows an hour";
  EXPECT_FALSE(call(good, {{"RoleSessionName", "x"}}));
  EXPECT_FALSE(call(good, {{"ProviderId", "www.amazon.com"}}));
  EXPECT_FALSE(call(std::string(20'001, 'a')));
}

}  // namespace
}  // namespace entrepot::api::sts
