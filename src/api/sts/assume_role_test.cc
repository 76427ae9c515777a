#include "api/sts/assume_role.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/sts/get_access_key_info.h"
#include "api/sts/get_session_token.h"
#include "tests/support/sts_rig.h"

namespace entrepot::api::sts {
namespace {

using test::StsRig;

class AssumeRole : public ::testing::Test {
 protected:
  aws::Parameters parameters(const std::string& role, const aws::Parameters& more = {}) const {
    aws::Parameters out{{"RoleArn", StsRig::role_arn(role)}, {"RoleSessionName", "run-1"}};
    for (const auto& [name, value] : more) out[name] = value;
    return out;
  }
  Result<std::string> call(const iam::Principal& caller, const aws::Parameters& with) {
    ENTREPOT_TRY(AssumeRoleRequest request, parse_assume_role(with));
    return async::run_blocking(assume_role(rig_.parts, caller, std::move(request), rig_.surroundings));
  }
  void expect_refused(const iam::Principal& caller, const aws::Parameters& with, ErrorKind kind,
                      std::string_view message = {}) {
    const auto answer = call(caller, with);
    ASSERT_FALSE(answer) << *answer;
    EXPECT_EQ(to_string(answer.error().kind()), to_string(kind)) << answer.error().message();
    if (!message.empty()) EXPECT_EQ(answer.error().message(), message);
  }
  std::string denial(const iam::Principal& caller, std::string_view role, std::string_view action = "sts:AssumeRole") {
    return fmt::format("User: {} is not authorized to perform: {} on resource: {}", caller.arn, action, role);
  }

  StsRig rig_;
  iam::Principal ann_ = rig_.add_user("ann", StsRig::allow("sts:AssumeRole"));
  iam::Principal bob_ = rig_.add_user("bob");
  iam::Principal eve_ = rig_.add_user("eve", StsRig::allow("sts:AssumeRole"), StsRig::kOtherText);
};

TEST_F(AssumeRole, BeginsASessionOfTheRole) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));

  const auto answer = call(bob_, parameters("builder"));

  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(StsRig::element(*answer, "Arn"), "arn:aws:sts::123456789012:assumed-role/builder/run-1");
  EXPECT_EQ(StsRig::element(*answer, "AssumedRoleId"), "AROAbuilder:run-1");
  EXPECT_EQ(StsRig::element(*answer, "Expiration"), "2027-01-15T09:00:00Z");
  EXPECT_EQ(StsRig::element(*answer, "PackedPolicySize"), "");
  const iam::Principal session = rig_.principal_of(*answer);
  EXPECT_EQ(session.kind, iam::PrincipalKind::kRoleSession);
  EXPECT_EQ(session.session->role_arn, StsRig::role_arn("builder"));
  EXPECT_EQ(session.session->expires_at, rig_.clock.now() + std::chrono::hours(1));
  EXPECT_TRUE(rig_.sessions.check(session));
}

TEST_F(AssumeRole, TheAccountInATrustPolicyLeavesItToTheCallersPolicies) {
  rig_.add_role("builder", StsRig::trust("AWS", "arn:aws:iam::123456789012:root"));
  EXPECT_TRUE(call(ann_, parameters("builder")));
  expect_refused(bob_, parameters("builder"), ErrorKind::kAccessDenied, denial(bob_, StsRig::role_arn("builder")));
}

TEST_F(AssumeRole, AcrossAccountsBothSidesMustAllow) {
  rig_.add_role("closed", StsRig::trust("AWS", "arn:aws:iam::123456789012:root"));
  rig_.add_role("open", StsRig::trust("AWS", "arn:aws:iam::210987654321:root"));
  EXPECT_TRUE(call(eve_, parameters("open")));
  expect_refused(eve_, parameters("closed"), ErrorKind::kAccessDenied);
  const iam::Principal mallory = rig_.add_user("mallory", "", StsRig::kOtherText);
  expect_refused(mallory, parameters("open"), ErrorKind::kAccessDenied);
}

TEST_F(AssumeRole, AllowAloneWithoutTrustIsNotEnough) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  expect_refused(ann_, parameters("builder"), ErrorKind::kAccessDenied, denial(ann_, StsRig::role_arn("builder")));
}

TEST_F(AssumeRole, ARoleThatIsNotThereAnswersAsOneThatTrustsNobody) {
  rig_.add_role("closed", StsRig::trust("AWS", bob_.arn));
  const auto missing = call(ann_, parameters("missing"));
  const auto closed = call(ann_, parameters("closed"));
  ASSERT_FALSE(missing);
  ASSERT_FALSE(closed);
  EXPECT_EQ(missing.error().kind(), closed.error().kind());
  EXPECT_EQ(missing.error().message(), denial(ann_, StsRig::role_arn("missing")));
  EXPECT_EQ(closed.error().message(), denial(ann_, StsRig::role_arn("closed")));
  aws::Parameters a_user = parameters("x");
  a_user["RoleArn"] = ann_.arn;
  expect_refused(ann_, a_user, ErrorKind::kValidation, ann_.arn + " is invalid");
}

TEST_F(AssumeRole, RootMayNot) {
  rig_.add_role("builder", StsRig::trust("AWS", "arn:aws:iam::123456789012:root"));
  const iam::Principal root{.account = StsRig::account(),
                            .id = StsRig::kAccountText,
                            .arn = "arn:aws:iam::123456789012:root",
                            .access_key_id = "AKIAROOT",
                            .is_root = true};
  expect_refused(root, parameters("builder"), ErrorKind::kAccessDenied, "Roles may not be assumed by root accounts.");
}

TEST_F(AssumeRole, TheExternalIdMustBeTheOneThatTheRoleAsksFor) {
  rig_.add_role("vendor", StsRig::trust("AWS", "arn:aws:iam::210987654321:root",
                                        R"(,"Condition":{"StringEquals":{"sts:ExternalId":"customer-7"}})"));
  EXPECT_TRUE(call(eve_, parameters("vendor", {{"ExternalId", "customer-7"}})));
  expect_refused(eve_, parameters("vendor"), ErrorKind::kAccessDenied);
  expect_refused(eve_, parameters("vendor", {{"ExternalId", "customer-8"}}), ErrorKind::kAccessDenied);
  expect_refused(eve_, parameters("vendor", {{"ExternalId", "CUSTOMER-7"}}), ErrorKind::kAccessDenied);
  expect_refused(eve_, parameters("vendor", {{"ExternalId", "*"}}), ErrorKind::kValidation);
}

TEST_F(AssumeRole, ATrustPolicyMayAskForTheNameOfTheSessionAndTheTagsOfTheRole) {
  rig_.add_role("named", StsRig::trust("AWS", ann_.arn,
                                       R"(,"Condition":{"StringLike":{"sts:RoleSessionName":"run-*"},)"
                                       R"("StringEquals":{"aws:ResourceTag/team":"blue"}})"));
  EXPECT_TRUE(call(ann_, parameters("named")));
  expect_refused(ann_, parameters("named", {{"RoleSessionName", "other"}}), ErrorKind::kAccessDenied);
}

TEST_F(AssumeRole, LastsAsLongAsAskedWithinTheRolesLimit) {
  rig_.add_role("long", StsRig::trust("AWS", ann_.arn), std::chrono::hours(4));
  const auto four = call(ann_, parameters("long", {{"DurationSeconds", "14400"}}));
  ASSERT_TRUE(four);
  EXPECT_EQ(rig_.principal_of(*four).session->expires_at, rig_.clock.now() + std::chrono::hours(4));
  expect_refused(ann_, parameters("long", {{"DurationSeconds", "14401"}}), ErrorKind::kValidation,
                 "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  expect_refused(ann_, parameters("long", {{"DurationSeconds", "899"}}), ErrorKind::kValidation,
                 "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member "
                 "must have value greater than or equal to 900");
  for (const char* bad : {"43201", "-1", "abc", "1e3", "", "900 "}) {
    expect_refused(ann_, parameters("long", {{"DurationSeconds", bad}}), ErrorKind::kValidation);
  }
}

TEST_F(AssumeRole, ARoleThatAssumesARoleGetsOneHourAtMost) {
  rig_.add_role("first", StsRig::trust("AWS", ann_.arn));
  rig_.add_role("second", StsRig::trust("AWS", StsRig::role_arn("first")), std::chrono::hours(12));
  const iam::Principal first = rig_.principal_of(*call(ann_, parameters("first")));
  EXPECT_TRUE(call(first, parameters("second", {{"DurationSeconds", "3600"}})));
  expect_refused(first, parameters("second", {{"DurationSeconds", "3601"}}), ErrorKind::kValidation,
                 "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  expect_refused(ann_, parameters("second"), ErrorKind::kAccessDenied);
}

TEST_F(AssumeRole, TagsNeedARightOfTheirOwn) {
  const aws::Parameters tagged = parameters("builder", {{"Tags.member.1.Key", "team"},
                                                        {"Tags.member.1.Value", "a"},
                                                        {"Tags.member.2.Key", "empty"},
                                                        {"Tags.member.2.Value", ""}});
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  expect_refused(bob_, tagged, ErrorKind::kAccessDenied, denial(bob_, StsRig::role_arn("builder"), "sts:TagSession"));

  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn, "", R"("sts:AssumeRole","sts:TagSession")"));
  const auto answer = call(bob_, tagged);
  ASSERT_TRUE(answer) << answer.error().message();
  const std::vector<std::pair<std::string, std::string>> tags{{"team", "a"}, {"empty", ""}};
  EXPECT_EQ(rig_.principal_of(*answer).session->tags, tags);
  EXPECT_NE(StsRig::element(*answer, "PackedPolicySize"), "");
}

TEST_F(AssumeRole, TagsAreHeldAgainstTheTrustPolicysConditions) {
  rig_.add_role("tagged", StsRig::trust("AWS", bob_.arn, R"(,"Condition":{"StringEquals":{"aws:RequestTag/Team":"a"}})",
                                        R"("sts:AssumeRole","sts:TagSession")"));
  const auto tagged = [&](const char* value) {
    return parameters("tagged", {{"Tags.member.1.Key", "Team"}, {"Tags.member.1.Value", value}});
  };
  EXPECT_TRUE(call(bob_, tagged("a")));
  expect_refused(bob_, tagged("b"), ErrorKind::kAccessDenied);
  expect_refused(bob_, parameters("tagged"), ErrorKind::kAccessDenied);
}

TEST_F(AssumeRole, TheSourceIdentityStaysThroughAllSessions) {
  const std::string actions = R"("sts:AssumeRole","sts:SetSourceIdentity")";
  rig_.add_role("first", StsRig::trust("AWS", ann_.arn, "", actions));
  rig_.add_role("second", StsRig::trust("AWS", StsRig::role_arn("first"), "", actions));
  const auto answer = call(ann_, parameters("first", {{"SourceIdentity", "ann@example"}}));
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(StsRig::element(*answer, "SourceIdentity"), "ann@example");
  const iam::Principal first = rig_.principal_of(*answer);
  EXPECT_EQ(rig_.principal_of(*call(first, parameters("second"))).session->source_identity, "ann@example");
  expect_refused(first, parameters("second", {{"SourceIdentity", "somebody"}}), ErrorKind::kAccessDenied);
}

TEST_F(AssumeRole, ASessionPolicyIsKeptAndSized) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  const auto answer = call(bob_, parameters("builder", {{"Policy", StsRig::allow("ecr:BatchGetImage")}}));
  ASSERT_TRUE(answer) << answer.error().message();
  const iam::Principal session = rig_.principal_of(*answer);
  ASSERT_NE(session.session->policy, nullptr);
  EXPECT_EQ(session.session->policy_document, StsRig::allow("ecr:BatchGetImage"));
  EXPECT_GT(std::stoi(StsRig::element(*answer, "PackedPolicySize")), 0);
}

TEST_F(AssumeRole, ManagedPoliciesJoinTheSessionPolicy) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  const std::string arn = "arn:aws:iam::123456789012:policy/pull";
  rig_.managed[arn] =
      R"({"Version":"2012-10-17","Statement":{"Sid":"A","Effect":"Allow","Action":"ecr:ListImages","Resource":"*"}})";
  const auto answer = call(
      bob_, parameters("builder", {{"Policy", StsRig::allow("ecr:BatchGetImage")}, {"PolicyArns.member.1.arn", arn}}));
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(rig_.principal_of(*answer).session->policy_document,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:BatchGetImage","Resource":"*"},)"
            R"({"Effect":"Allow","Action":"ecr:ListImages","Resource":"*"}]})");
  expect_refused(bob_, parameters("builder", {{"PolicyArns.member.1.arn", "arn:aws:iam::123456789012:policy/none"}}),
                 ErrorKind::kNoSuchEntity);
}

TEST_F(AssumeRole, BrokenAndOversizedPoliciesAreRefused) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  for (const char* text : {"{", "[]", R"({"Statement":[]} )", R"({"Version":"2012-10-17"})",
                           R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})"}) {
    expect_refused(bob_, parameters("builder", {{"Policy", text}}), ErrorKind::kMalformedPolicy);
  }
  expect_refused(bob_, parameters("builder", {{"Policy", std::string(2'049, 'x')}}), ErrorKind::kValidation);
  aws::Parameters many = parameters("builder");
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn, "", R"("sts:AssumeRole","sts:TagSession")"));
  for (int i = 1; i <= 50; ++i) {
    many[fmt::format("Tags.member.{}.Key", i)] = crypto::random_hex(30);
    many[fmt::format("Tags.member.{}.Value", i)] = crypto::random_hex(60);
  }
  expect_refused(bob_, many, ErrorKind::kPackedPolicyTooLarge);
}

TEST_F(AssumeRole, WhatIsNotThereIsSaidToBeMissing) {
  expect_refused(
      ann_, {}, ErrorKind::kValidation,
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be "
      "null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null");
  for (const char* name : {"a", "with space", "a/b", "a*b", "${aws:username}", "a\nb", "\xc3\xa4\xc3\xa4"}) {
    expect_refused(ann_, parameters("builder", {{"RoleSessionName", name}}), ErrorKind::kValidation);
  }
  expect_refused(ann_, parameters("builder", {{"RoleSessionName", std::string(65, 'a')}}), ErrorKind::kValidation);
}

TEST_F(AssumeRole, WhatIsNotSupportedIsRefusedAndNotIgnored) {
  expect_refused(ann_, parameters("builder", {{"TransitiveTagKeys.member.1", "team"}}), ErrorKind::kUnsupported);
  expect_refused(ann_, parameters("builder", {{"ProvidedContexts.member.1.ProviderArn", "x"}}),
                 ErrorKind::kUnsupported);
  expect_refused(ann_, parameters("builder", {{"SerialNumber", "arn:aws:iam::123456789012:mfa/a"}}),
                 ErrorKind::kAccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
}

class GetSessionToken : public AssumeRole {
 protected:
  Result<std::string> begin(const iam::Principal& caller, const aws::Parameters& with = {}) {
    ENTREPOT_TRY(const auto request, parse_get_session_token(with));
    return get_session_token(rig_.parts, caller, request);
  }
};

TEST_F(GetSessionToken, IsTheUserForTwelveHoursOrAsAsked) {
  const iam::Principal session = rig_.principal_of(*begin(ann_));
  EXPECT_EQ(session.kind, iam::PrincipalKind::kUserSession);
  EXPECT_EQ(session.id, ann_.id);
  EXPECT_EQ(session.arn, ann_.arn);
  EXPECT_EQ(session.session->expires_at, rig_.clock.now() + std::chrono::hours(12));
  EXPECT_TRUE(rig_.sessions.check(session));
  EXPECT_EQ(rig_.principal_of(*begin(ann_, {{"DurationSeconds", "129600"}})).session->expires_at,
            rig_.clock.now() + std::chrono::hours(36));
  EXPECT_FALSE(begin(ann_, {{"DurationSeconds", "129601"}}));
  EXPECT_FALSE(begin(ann_, {{"TokenCode", "123456"}}));
}

TEST_F(GetSessionToken, IsOneHourOfRoot) {
  const iam::Principal root{.account = StsRig::account(),
                            .id = StsRig::kAccountText,
                            .arn = "arn:aws:iam::123456789012:root",
                            .access_key_id = "AKIAROOT",
                            .is_root = true};
  rig_.credentials.put({.principal = root, .secret = "s"});
  const iam::Principal session = rig_.principal_of(*begin(root, {{"DurationSeconds", "7200"}}));
  EXPECT_TRUE(session.is_root);
  EXPECT_EQ(session.session->expires_at, rig_.clock.now() + std::chrono::hours(1));
}

TEST_F(GetSessionToken, IsNotForSessions) {
  const iam::Principal session = rig_.principal_of(*begin(ann_));
  const auto refused = begin(session);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kAccessDenied);
  EXPECT_EQ(refused.error().message(), "Cannot call GetSessionToken with session credentials");
}

TEST_F(GetSessionToken, ASessionOfAUserMayAssumeRoles) {
  rig_.add_role("builder", StsRig::trust("AWS", ann_.arn), std::chrono::hours(4));
  const iam::Principal session = rig_.principal_of(*begin(ann_));
  EXPECT_TRUE(call(session, parameters("builder", {{"DurationSeconds", "14400"}}))) << "no role chaining";
}

TEST_F(AssumeRole, KeyIdsTellTheirAccount) {
  rig_.add_role("builder", StsRig::trust("AWS", bob_.arn));
  const std::string id = StsRig::element(*call(bob_, parameters("builder")), "AccessKeyId");
  EXPECT_EQ(StsRig::element(*get_access_key_info(rig_.parts, {.access_key_id = id}), "Account"), "123456789012");
  EXPECT_EQ(StsRig::element(*get_access_key_info(rig_.parts, {.access_key_id = "AKIAeve"}), "Account"), "210987654321");
  EXPECT_FALSE(get_access_key_info(rig_.parts, {.access_key_id = "AKIANOBODYNOBODYNOBO"}));
  EXPECT_FALSE(parse_get_access_key_info({{"AccessKeyId", "short"}}));
  EXPECT_FALSE(parse_get_access_key_info({}));
}

}  // namespace
}  // namespace entrepot::api::sts
