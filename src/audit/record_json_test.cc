#include "audit/record_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "audit/text.h"

namespace entrepot::audit {
namespace {

using boost::json::object;

iam::Principal user() {
  return {.account = *model::AccountId::parse("123456789012"),
          .id = "AIDAEXAMPLE",
          .arn = "arn:aws:iam::123456789012:user/ci/builder",
          .access_key_id = "AKIAEXAMPLE"};
}

Record put_image() {
  return {.at = SysTime(std::chrono::seconds(1'800'000'000)),
          .source = "ecr.amazonaws.com",
          .event = "PutImage",
          .status = 200,
          .principal = user(),
          .region = "us-east-1",
          .recipient = "123456789012",
          .source_address = "10.0.0.1",
          .user_agent = "docker/27.0",
          .request_id = "req-1",
          .parameters = R"({"repositoryName":"team/app"})",
          .decisions = {{.action = "ecr:PutImage",
                         .resource = "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
                         .is_allowed = true,
                         .policy_kind = "identity-based policy",
                         .policy = "push",
                         .statement = "#1"}}};
}

std::string line_of(const Record& record) {
  std::string out;
  append_json(out, record, "event-1");
  return out;
}
object json_of(const Record& record) {
  return boost::json::parse(line_of(record)).as_object();
}
std::string quoted(std::string_view text, std::size_t limit = 100) {
  std::string out;
  append_quoted(out, text, limit);
  return out;
}

TEST(RecordJson, HasTheMembersOfCloudTrail) {
  const object all = json_of(put_image());
  EXPECT_EQ(all.at("eventTime"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(all.at("eventSource"), "ecr.amazonaws.com");
  EXPECT_EQ(all.at("eventName"), "PutImage");
  EXPECT_EQ(all.at("awsRegion"), "us-east-1");
  EXPECT_EQ(all.at("sourceIPAddress"), "10.0.0.1");
  EXPECT_EQ(all.at("userAgent"), "docker/27.0");
  EXPECT_EQ(all.at("requestParameters").at("repositoryName"), "team/app");
  EXPECT_TRUE(all.at("responseElements").is_null());
  EXPECT_EQ(all.at("requestID"), "req-1");
  EXPECT_EQ(all.at("eventID"), "event-1");
  EXPECT_EQ(all.at("readOnly"), false);
  EXPECT_EQ(all.at("eventType"), "AwsApiCall");
  EXPECT_EQ(all.at("recipientAccountId"), "123456789012");
  EXPECT_FALSE(all.contains("errorCode"));
  EXPECT_FALSE(all.contains("vpcEndpointId"));
  const auto& resource = all.at("resources").at(0);
  EXPECT_EQ(resource.at("ARN"), "arn:aws:ecr:us-east-1:123456789012:repository/team/app");
  EXPECT_EQ(resource.at("accountId"), "123456789012");
  EXPECT_EQ(resource.at("type"), "AWS::ECR::Repository");
}

TEST(RecordJson, SaysWhatDecided) {
  const auto own = json_of(put_image()).at("entrepot").as_object();
  EXPECT_EQ(own.at("decision"), "Allow");
  EXPECT_EQ(own.at("action"), "ecr:PutImage");
  EXPECT_EQ(own.at("policyType"), "identity-based policy");
  EXPECT_EQ(own.at("policy"), "push");
  EXPECT_EQ(own.at("statement"), "#1");
  EXPECT_EQ(own.at("status"), 200);
}

TEST(RecordJson, TheRefusalComesFirst) {
  Record record = put_image();
  record.decisions.push_back({.action = "ecr:GetDownloadUrlForLayer", .resource = "*", .is_allowed = false});
  const auto own = json_of(record).at("entrepot").as_object();
  EXPECT_EQ(own.at("decision"), "Deny");
  EXPECT_EQ(own.at("action"), "ecr:GetDownloadUrlForLayer");
  EXPECT_EQ(own.at("also").at(0).at("action"), "ecr:PutImage");
  EXPECT_EQ(own.at("also").at(0).at("decision"), "Allow");
}

TEST(RecordJson, WithoutADecisionNoneIsTold) {
  Record record = put_image();
  record.decisions.clear();
  const object all = json_of(record);
  EXPECT_FALSE(all.at("entrepot").as_object().contains("decision"));
  EXPECT_FALSE(all.contains("resources"));
}

TEST(RecordJson, NamesAUserAsCloudTrailDoes) {
  const auto who = json_of(put_image()).at("userIdentity").as_object();
  EXPECT_EQ(who.at("type"), "IAMUser");
  EXPECT_EQ(who.at("principalId"), "AIDAEXAMPLE");
  EXPECT_EQ(who.at("arn"), "arn:aws:iam::123456789012:user/ci/builder");
  EXPECT_EQ(who.at("accountId"), "123456789012");
  EXPECT_EQ(who.at("accessKeyId"), "AKIAEXAMPLE");
  EXPECT_EQ(who.at("userName"), "builder");
}

TEST(RecordJson, NamesRoot) {
  Record record = put_image();
  record.principal = {.account = user().account,
                      .id = "123456789012",
                      .arn = "arn:aws:iam::123456789012:root",
                      .access_key_id = "AKIAROOT",
                      .is_root = true};
  const auto who = json_of(record).at("userIdentity").as_object();
  EXPECT_EQ(who.at("type"), "Root");
  EXPECT_FALSE(who.contains("userName"));
}

TEST(RecordJson, NamesASessionOfARoleAndWhatItCameFrom) {
  Record record = put_image();
  record.principal = {.account = user().account,
                      .id = "AROAEXAMPLE:run-1",
                      .arn = "arn:aws:sts::123456789012:assumed-role/deploy/run-1",
                      .access_key_id = "ASIAEXAMPLE",
                      .kind = iam::PrincipalKind::kRoleSession,
                      .session = std::make_shared<const iam::Session>(
                          iam::Session{.name = "run-1",
                                       .role_id = "AROAEXAMPLE",
                                       .role_arn = "arn:aws:iam::123456789012:role/ci/deploy",
                                       .issued_at = SysTime(std::chrono::seconds(1'800'000'000)),
                                       .provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example",
                                       .source_identity = "somebody"})};
  const auto who = json_of(record).at("userIdentity").as_object();
  EXPECT_EQ(who.at("type"), "AssumedRole");
  EXPECT_EQ(who.at("principalId"), "AROAEXAMPLE:run-1");
  EXPECT_EQ(who.at("accessKeyId"), "ASIAEXAMPLE");
  EXPECT_FALSE(who.contains("userName"));
  const auto& context = who.at("sessionContext");
  EXPECT_EQ(context.at("sessionIssuer").at("type"), "Role");
  EXPECT_EQ(context.at("sessionIssuer").at("principalId"), "AROAEXAMPLE");
  EXPECT_EQ(context.at("sessionIssuer").at("arn"), "arn:aws:iam::123456789012:role/ci/deploy");
  EXPECT_EQ(context.at("sessionIssuer").at("userName"), "deploy");
  EXPECT_EQ(context.at("webIdFederationData").at("federatedProvider"),
            "arn:aws:iam::123456789012:oidc-provider/issuer.example");
  EXPECT_EQ(context.at("attributes").at("creationDate"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(context.at("sourceIdentity"), "somebody");
}

TEST(RecordJson, NamesASessionOfAUserAsTheUser) {
  Record record = put_image();
  record.principal->kind = iam::PrincipalKind::kUserSession;
  record.principal->session = std::make_shared<const iam::Session>();
  const auto who = json_of(record).at("userIdentity").as_object();
  EXPECT_EQ(who.at("type"), "IAMUser");
  EXPECT_EQ(who.at("userName"), "builder");
  EXPECT_FALSE(who.at("sessionContext").as_object().contains("sessionIssuer"));
}

TEST(RecordJson, NamesAWebIdentity) {
  Record record = put_image();
  record.principal.reset();
  record.web_identity = WebIdentity{.provider = "https://issuer.example", .subject = "repo:a/b", .audience = "sts"};
  const auto who = json_of(record).at("userIdentity").as_object();
  EXPECT_EQ(who.at("type"), "WebIdentityUser");
  EXPECT_EQ(who.at("principalId"), "https://issuer.example:sts:repo:a/b");
  EXPECT_EQ(who.at("userName"), "repo:a/b");
  EXPECT_EQ(who.at("identityProvider"), "https://issuer.example");
}

TEST(RecordJson, OfAStrangerOnlyTheClaimedKeyIsKnown) {
  Record record = put_image();
  record.principal.reset();
  record.claimed_key_id = "AKIASTRANGER";
  record.error_code = "InvalidSignatureException";
  record.error_message = "The request signature we calculated does not match";
  record.vpce = "vpce-0123456789abcdef0";
  const object all = json_of(record);
  EXPECT_EQ(all.at("userIdentity").as_object(), (object{{"type", "Unknown"}, {"accessKeyId", "AKIASTRANGER"}}));
  EXPECT_EQ(all.at("errorCode"), "InvalidSignatureException");
  EXPECT_EQ(all.at("errorMessage"), "The request signature we calculated does not match");
  EXPECT_EQ(all.at("vpcEndpointId"), "vpce-0123456789abcdef0");
}

TEST(RecordJson, NothingFromOutsideEndsALineOrAddsAMember) {
  const std::string evil =
      "x\",\"errorCode\":\"none\"}\n{\"eventName\":\"Forged\"} \x01\x7f\xe2\x80\xa8\xc2\x85\xff\xc0\x80";
  Record record = put_image();
  record.user_agent = record.source_address = record.error_message = record.operation = evil;
  record.error_code = "AccessDenied";
  record.event = {};
  record.principal->arn = evil;
  record.decisions[0].statement = evil;
  record.decisions[0].resource = evil;
  const std::string line = line_of(record);
  EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; })) << line;
  const object all = boost::json::parse(line).as_object();
  EXPECT_EQ(all.at("errorCode"), "AccessDenied");
  EXPECT_THAT(std::string(all.at("userAgent").as_string()), testing::StartsWith("x\",\"errorCode\":\"none\"}\n{"));
}

TEST(RecordJson, LongTextsAreCut) {
  Record record = put_image();
  record.user_agent.assign(1'000'000, 'a');
  record.error_code = "X";
  record.error_message.assign(1'000'000, '\x01');
  EXPECT_LT(line_of(record).size(), 16'000u);
}

TEST(QuotedText, KeepsWhatIsUtf8) {
  EXPECT_EQ(quoted("plain ~!"), "\"plain ~!\"");
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xb3"), R"("\u00e9\u20ac\ud83d\udc33")");
}

TEST(QuotedText, ReplacesWhatIsNot) {
  for (const char* bad : {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_THAT(quoted(bad), testing::StartsWith(R"("\ufffd)")) << bad;
    EXPECT_NO_THROW(boost::json::parse(quoted(bad)));
  }
}

TEST(QuotedText, CutsBetweenCharacters) {
  EXPECT_EQ(quoted("abcdef", 3), R"("abc...")");
  EXPECT_EQ(quoted("ab\xe2\x82\xac", 3), R"("ab...")");
  EXPECT_EQ(quoted("ab\xe2\x82\xac", 4), R"("ab...")");
  EXPECT_EQ(quoted("ab\xe2\x82\xac", 5), R"("ab\u20ac")");
}

}  // namespace
}  // namespace entrepot::audit
