#include "oidc/claims.h"

#include <gtest/gtest.h>

namespace entrepot::oidc {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

SysTime at(std::int64_t seconds) {
  return SysTime(std::chrono::seconds(seconds));
}

json::Object object(std::string_view text) {
  return json::parse(text)->get_object();
}

json::Object good() {
  return object(
      R"({"iss":"https://issuer.example","sub":"system:serviceaccount:default:app","aud":["sts.amazonaws.com"],
                    "exp":1800003600,"iat":1800000000,"nbf":1800000000})");
}

TEST(Claims, ReadsATokenOfKubernetes) {
  const auto claims = read_claims(good());
  ASSERT_TRUE(claims) << claims.error().message();
  EXPECT_EQ(claims->issuer, "https://issuer.example");
  EXPECT_EQ(claims->subject, "system:serviceaccount:default:app");
  EXPECT_EQ(claims->audiences, std::vector<std::string>{"sts.amazonaws.com"});
  EXPECT_EQ(claims->expires_at.time_since_epoch().count(), 1'800'003'600);
}

TEST(Claims, EachRequiredOneIsMissed) {
  for (const char* name : {"iss", "sub", "aud", "exp", "iat"}) {
    json::Object without = good();
    without.erase(name);
    const auto claims = read_claims(without);
    ASSERT_FALSE(claims) << name;
    EXPECT_EQ(claims.error().kind(), ErrorKind::kInvalidIdentityToken);
    EXPECT_EQ(claims.error().message(), std::string("Missing a required claim: ") + name);
  }
}

TEST(Claims, ValuesOfOtherTypesAreRefused) {
  for (const char* text :
       {R"({"exp":"1800003600"})", R"({"exp":-1})", R"({"exp":1e300})", R"({"exp":253402300800})", R"({"exp":null})",
        R"({"nbf":"x"})", R"({"iat":true})", R"({"iss":""})", R"({"iss":["https://issuer.example"]})", R"({"sub":5})",
        R"({"aud":[]})", R"({"aud":""})", R"({"aud":["a",5]})", R"({"aud":{"a":1}})", R"({"azp":7})"}) {
    json::Object changed = good();
    for (const auto& [name, value] : object(text)) changed[name] = value;
    EXPECT_FALSE(read_claims(changed)) << text;
  }
}

TEST(Claims, HoldFromTheirBeginningToTheirEndWithAMinuteOfLeeway) {
  const auto claims = *read_claims(good());
  EXPECT_TRUE(check_times(claims, at(kNow)));
  EXPECT_TRUE(check_times(claims, at(kNow - 60)));
  EXPECT_TRUE(check_times(claims, at(kNow + 3'659)));

  const auto early = check_times(claims, at(kNow - 61));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind(), ErrorKind::kInvalidIdentityToken);

  const auto late = check_times(claims, at(kNow + 3'660));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind(), ErrorKind::kExpiredIdentityToken);
  EXPECT_EQ(late.error().message(),
            "Token expired: current date/time 1800003660 must be before the expiration date/time 1800003600");
}

TEST(Claims, ALaterNotBeforeCounts) {
  json::Object later = good();
  later["nbf"] = kNow + 1'000;
  EXPECT_FALSE(check_times(*read_claims(later), at(kNow)));
  EXPECT_TRUE(check_times(*read_claims(later), at(kNow + 1'000)));
}

TEST(Audience, IsOneThatTheProviderIsRegisteredFor) {
  Claims claims{.audiences = {"other", "sts.amazonaws.com"}};
  EXPECT_EQ(audience_for(claims, {"sts.amazonaws.com"}).value(), "sts.amazonaws.com");
  const auto none = audience_for(claims, {"sts.amazonaws.com.evil", "STS.amazonaws.com", ""});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message(), "Incorrect token audience");
  EXPECT_FALSE(audience_for(claims, {}));
}

TEST(Audience, AnAuthorisedPartyStandsForTheAudience) {
  Claims claims{.audiences = {"sts.amazonaws.com"}, .authorized_party = "client"};
  EXPECT_EQ(audience_for(claims, {"client"}).value(), "client");
  EXPECT_FALSE(audience_for(claims, {"sts.amazonaws.com"})) << "the token was given to somebody else";
}

}  // namespace
}  // namespace entrepot::oidc
