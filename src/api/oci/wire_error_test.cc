#include "api/oci/wire_error.h"

#include <gtest/gtest.h>

#include <set>

namespace entrepot::api::oci {
namespace {

http::Request request_from(std::string host, http::Method method = http::Method::kGet) {
  http::Request request;
  request.method = method;
  request.target = "/v2/app/blobs/uploads/6f1c?digest=x";
  request.host = std::move(host);
  return request;
}

std::string body(const http::Response& response) {
  return std::get<std::string>(response.body);
}
std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or("(none)"));
}

TEST(WireError, IsEcrsEnvelopeByteForByte) {
  const auto reply = error_reply(
      Error(ErrorKind::kLayerDigestMismatch, "None of the provided layer digests match the calculated layer digest"),
      Endpoint::kUpload, request_from("localhost:5000"));

  EXPECT_EQ(reply.status, 400u);
  EXPECT_EQ(body(reply),
            "{\"errors\":[{\"code\":\"BLOB_UPLOAD_INVALID\",\"message\":\"None of the provided layer digests match the "
            "calculated layer digest\"}]}\n");
  EXPECT_EQ(body(reply).size(), 125u) << "the length that was captured";
  EXPECT_EQ(header(reply, "Content-Type"), "application/json; charset=utf-8");
}

TEST(WireError, EscapesTheMessage) {
  const auto reply =
      error_reply(Error(ErrorKind::kInvalidTag, "tag 'a\"b\\\n' is bad"), Endpoint::kManifest, request_from("h"));
  EXPECT_EQ(body(reply), "{\"errors\":[{\"code\":\"TAG_INVALID\",\"message\":\"tag 'a\\\"b\\\\\\n' is bad\"}]}\n");
}

TEST(WireError, AMissingCredentialIsPlainTextWithAChallenge) {
  const auto reply = error_reply(Error(ErrorKind::kMissingCredentials, "Not Authorized"), Endpoint::kVersion,
                                 request_from("localhost:5000"));
  EXPECT_EQ(reply.status, 401u);
  EXPECT_EQ(body(reply), "Not Authorized\n");
  EXPECT_EQ(header(reply, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(header(reply, "WWW-Authenticate"), "Basic realm=\"http://localhost:5000/\",service=\"ecr.amazonaws.com\"");
}

TEST(WireError, TheRealmFollowsTheConnection) {
  auto request = request_from("123456789012.dkr.ecr.us-east-1.example");
  request.peer.secure = true;
  EXPECT_EQ(header(error_reply(Error(ErrorKind::kInvalidToken, "no"), Endpoint::kVersion, request), "WWW-Authenticate"),
            "Basic realm=\"https://123456789012.dkr.ecr.us-east-1.example/\",service=\"ecr.amazonaws.com\"");
}

TEST(WireError, AHostCannotEndTheRealm) {
  const auto reply = error_reply(Error(ErrorKind::kMissingCredentials, ""), Endpoint::kVersion,
                                 request_from("evil\",realm=\"http://x"));
  EXPECT_EQ(header(reply, "WWW-Authenticate"), "Basic realm=\"http://registry/\",service=\"ecr.amazonaws.com\"");
}

TEST(WireError, AnExpiredTokenHasNoChallenge) {
  const auto reply =
      error_reply(Error(ErrorKind::kExpiredCredentials, "expired"), Endpoint::kVersion, request_from("h"));
  EXPECT_EQ(reply.status, 403u);
  EXPECT_EQ(header(reply, "WWW-Authenticate"), "(none)");
}

TEST(WireError, ARefusedPartTellsWhereToGoOn) {
  const auto reply = error_reply(Error(ErrorKind::kLayerPartOutOfOrder, "First byte ...").at_offset(11304960),
                                 Endpoint::kUpload, request_from("h"));
  EXPECT_EQ(reply.status, 416u);
  EXPECT_EQ(header(reply, "Location"), "/v2/app/blobs/uploads/6f1c");
  EXPECT_EQ(header(reply, "Range"), "0-11304959");
}

TEST(WireError, ARefusedRangeTellsTheSize) {
  const auto reply =
      error_reply(Error(ErrorKind::kRangeNotSatisfiable, "").at_offset(10), Endpoint::kBlob, request_from("h"));
  EXPECT_EQ(reply.status, 416u);
  EXPECT_EQ(header(reply, "Content-Range"), "bytes */10");
}

TEST(WireError, HeadHasNoBody) {
  const auto reply =
      error_reply(Error(ErrorKind::kImageNotFound, "x"), Endpoint::kManifest, request_from("h", http::Method::kHead));
  EXPECT_EQ(reply.status, 404u);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(reply.body));
}

TEST(WireError, ThrottledAndUnavailableSayWhenToComeBack) {
  for (const ErrorKind kind : {ErrorKind::kThrottled, ErrorKind::kUnavailable, ErrorKind::kOverloaded})
    EXPECT_EQ(header(error_reply(Error(kind, "later"), Endpoint::kManifest, request_from("h")), "Retry-After"), "1");
}

TEST(WireError, StatusesFitTheProtocol) {
  EXPECT_EQ(wire_error(ErrorKind::kTooLarge, Endpoint::kManifest).status, 413u);
  EXPECT_EQ(wire_error(ErrorKind::kStorageFull, Endpoint::kUpload).status, 507u);
  EXPECT_EQ(wire_error(ErrorKind::kTimeout, Endpoint::kUpload).status, 408u);
  EXPECT_EQ(wire_error(ErrorKind::kTimeout, Endpoint::kManifest).status, 503u);
  const std::set<std::string_view> codes{"BLOB_UNKNOWN",     "BLOB_UPLOAD_INVALID",   "BLOB_UPLOAD_UNKNOWN",
                                         "DIGEST_INVALID",   "MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID",
                                         "MANIFEST_UNKNOWN", "NAME_INVALID",          "NAME_UNKNOWN",
                                         "SIZE_INVALID",     "UNAUTHORIZED",          "DENIED",
                                         "UNSUPPORTED",      "TOOMANYREQUESTS",       "TAG_INVALID"};
  for (int i = 0; i <= static_cast<int>(ErrorKind::kInternal); ++i) {
    const auto wire = wire_error(static_cast<ErrorKind>(i), Endpoint::kUpload);
    EXPECT_GE(wire.status, 400u);
    if (wire.status < 500) EXPECT_TRUE(codes.contains(wire.code)) << wire.code;
  }
}

}  // namespace
}  // namespace entrepot::api::oci
