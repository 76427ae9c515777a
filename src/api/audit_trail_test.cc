#include "api/audit_trail.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace entrepot::api {
namespace {

std::string_view code_of(std::string_view service, ErrorKind kind) {
  if (kind == ErrorKind::kAccessDenied) return "AccessDenied";
  return service == "iam" ? "IamCode" : "EcrCode";
}

class AuditTrailTest : public ::testing::Test {
 protected:
  AuditTrailTest() {
    request_.id = "req-1";
    request_.target = "/";
    request_.peer.address = "10.1.2.3";
    request_.headers.add("User-Agent", "docker/27");
    endpoints_.add({.vpce = "vpce-0123456789abcdef0"});
    log_ =
        audit::Log::open({.folder = folder_.path() / "audit", .pause = std::chrono::milliseconds(5)}, clock_, metrics_)
            .value();
  }
  boost::json::object record(const OperationInfo* row, CallNote note, unsigned status) {
    AuditTrail(*log_, clock_, names_, endpoints_, code_of).record(request_, "ecr", row, std::move(note), status);
    EXPECT_TRUE(log_->flush());
    std::ifstream in(folder_.path() / "audit" / "audit.jsonl");
    std::string line;
    std::string last;
    while (std::getline(in, line)) last = line;
    return boost::json::parse(last).as_object();
  }
  static iam::Principal root() {
    return {.account = *model::AccountId::parse("111122223333"),
            .id = "111122223333",
            .arn = "arn:aws:iam::111122223333:root",
            .access_key_id = "AKIAROOT",
            .is_root = true};
  }

  tests::TemporaryFolder folder_;
  FakeClock clock_;
  observe::Metrics metrics_;
  Names names_{Naming{.home = {*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")},
                      .suffix = "localhost:5000"}};
  Endpoints endpoints_;
  std::unique_ptr<audit::Log> log_;
  http::Request request_;
};

constexpr OperationInfo kPut{
    .service = "oci", .operation = "PUT /v2/x", .access = AccessLevel::kWrite, .event = "PutImage"};
constexpr OperationInfo kGetUser{.service = "iam", .operation = "GetUser"};

TEST_F(AuditTrailTest, ARowOfTheRegistryIsAnEventOfEcr) {
  const auto line = record(&kPut, {.principal = root()}, 201);
  EXPECT_EQ(line.at("eventSource"), "ecr.amazonaws.com");
  EXPECT_EQ(line.at("eventName"), "PutImage");
  EXPECT_EQ(line.at("readOnly"), false);
  EXPECT_EQ(line.at("sourceIPAddress"), "10.1.2.3");
  EXPECT_EQ(line.at("userAgent"), "docker/27");
  EXPECT_EQ(line.at("requestID"), "req-1");
  EXPECT_EQ(line.at("recipientAccountId"), "111122223333");
  EXPECT_FALSE(line.contains("vpcEndpointId"));
}

TEST_F(AuditTrailTest, TheNoteKnowsBetterWhatHappened) {
  EXPECT_EQ(record(&kPut, {.event = "MountLayer"}, 201).at("eventName"), "MountLayer");
}

TEST_F(AuditTrailTest, AFailureHasTheCodeOfItsService) {
  CallNote note{.failure = Error(ErrorKind::kImageNotFound, "no such image")};
  const auto line = record(&kGetUser, note, 404);
  EXPECT_EQ(line.at("eventSource"), "iam.amazonaws.com");
  EXPECT_EQ(line.at("errorCode"), "IamCode");
  EXPECT_EQ(line.at("errorMessage"), "no such image");
  note.failure = Error(ErrorKind::kAccessDenied, "User: x is not authorized");
  EXPECT_EQ(record(&kPut, note, 403).at("errorCode"), "AccessDenied");
}

TEST_F(AuditTrailTest, TheDetailOfAFailureIsNotTold) {
  CallNote note{.failure = Error(ErrorKind::kInternal, "Internal error").because("SELECT secret")};
  EXPECT_EQ(boost::json::serialize(record(&kPut, std::move(note), 500)).find("SELECT"), std::string::npos);
}

TEST_F(AuditTrailTest, ACallThatNoRowFitsIsRecordedToo) {
  const auto line = record(nullptr, {.operation = "Frobnicate"}, 400);
  EXPECT_EQ(line.at("eventName"), "Frobnicate");
  EXPECT_EQ(line.at("errorCode"), "EcrCode");
  EXPECT_EQ(record(nullptr, {}, 404).at("eventName"), "Unknown");
}

TEST_F(AuditTrailTest, NamesThePrivateEndpointAndTheRegistry) {
  request_.peer.listener = 1;
  const auto line = record(
      &kPut,
      {.principal = root(),
       .registry = model::RegistryId{*model::AccountId::parse("444455556666"), *model::Region::parse("eu-west-1")}},
      201);
  EXPECT_EQ(line.at("vpcEndpointId"), "vpce-0123456789abcdef0");
  EXPECT_EQ(line.at("awsRegion"), "eu-west-1");
  EXPECT_EQ(line.at("recipientAccountId"), "444455556666");
}

TEST_F(AuditTrailTest, AStrangersClaimIsTheOnlyPartOfASignatureThatIsTold) {
  request_.headers.add("Authorization",
                       "AWS4-HMAC-SHA256 Credential=AKIASTRANGER/20260101/us-east-1/ecr/aws4_request, "
                       "SignedHeaders=host, Signature=c0ffee");
  const auto line = record(&kPut, {}, 400);
  EXPECT_EQ(line.at("userIdentity").at("type"), "Unknown");
  EXPECT_EQ(line.at("userIdentity").at("accessKeyId"), "AKIASTRANGER");
  EXPECT_EQ(boost::json::serialize(line).find("c0ffee"), std::string::npos);
}

TEST(ClaimedKeyId, OfAPasswordIsNone) {
  http::Request request;
  request.target = "/v2/";
  request.headers.add("Authorization", "Basic QVdTOkNyZWRlbnRpYWw9QQ==");
  EXPECT_EQ(claimed_key_id(request), "");
}

TEST(ClaimedKeyId, OfAQueryIsRead) {
  http::Request request;
  request.target = "/?Action=GetCallerIdentity&X-Amz-Credential=AKIAQUERY%2F20260101&X-Amz-Signature=c0ffee";
  EXPECT_EQ(claimed_key_id(request), "AKIAQUERY");
}

}  // namespace
}  // namespace entrepot::api
