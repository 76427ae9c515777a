// Requests that were bent on their way, or made to be read in two ways. Each asks for a repository, is refused with the
// right code, and leaves nothing behind. What only concerns the signature itself is in src/iam/sigv4_test.cc, what only
// concerns HTTP in src/http/smuggling_test.cc.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "api/aws/door.h"
#include "api/ecr/table.h"
#include "api/sts/table.h"
#include "json/reader.h"
#include "tests/support/registry_server.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot {
namespace {

using test::HttpResponse;
using test::RegistryServer;
using testing::ClientRequest;

constexpr std::string_view kCreate = "AmazonEC2ContainerRegistry_V20150921.CreateRepository";
const std::string kBody = R"({"repositoryName":"team/app"})";

class AwsAttacks : public ::testing::Test {
 protected:
  AwsAttacks() : server_(options()) {}

  static RegistryServer::Options options() {
    RegistryServer::Options out;
    out.doors = [](api::Services& services) {
      RegistryServer::Doors doors;
      doors.push_back(api::aws::make_door(services, {api::ecr::table(), api::sts::table()}, {}));
      return doors;
    };
    return out;
  }

  testing::SigningKey key(std::string service = "ecr", std::string region = "us-east-1") const {
    const iam::AccessKey& of = server_.access_key();
    return {of.principal.access_key_id, of.secret, std::move(region), std::move(service)};
  }
  std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(server_.clock().now().time_since_epoch()).count();
  }

  /// CreateRepository as `prepare` wants it, signed as it then is.
  ClientRequest signed_request(const std::function<void(ClientRequest&)>& prepare = {}, std::string service = "ecr",
                               std::string region = "us-east-1") {
    ClientRequest request{
        .headers = {{"X-Amz-Target", std::string(kCreate)}, {"Content-Type", "application/x-amz-json-1.1"}},
        .body = kBody};
    if (prepare) prepare(request);
    testing::sign(request, key(std::move(service), std::move(region)), server_.authority(), now());
    return request;
  }
  static std::string& header(ClientRequest& request, std::string_view name) {
    return std::ranges::find_if(request.headers, [&](const auto& h) { return h.first == name; })->second;
  }
  static void replace(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }

  HttpResponse send(const ClientRequest& request) {
    return server_.client().request(request.method, request.target, request.headers, request.body);
  }
  /// "400 InvalidSignatureException", also of XML answers and of HTTP's own refusals.
  static std::string name_of(const HttpResponse& answer) {
    if (const auto value = json::parse(answer.body); value && value->is_object()) {
      if (const auto* type = value->get_object().if_contains("__type"))
        return fmt::format("{} {}", answer.status, std::string_view(type->as_string()));
    }
    const std::size_t at = answer.body.find("<Code>");
    if (at == std::string::npos) return fmt::format("{}", answer.status);
    return fmt::format("{} {}", answer.status, answer.body.substr(at + 6, answer.body.find('<', at + 6) - at - 6));
  }
  bool exists() { return server_.run(server_.services().repositories.find(server_.scope(), {"team/app"})).has_value(); }

  RegistryServer server_;
};

TEST_F(AwsAttacks, TheUnbentRequestMakesTheRepository) {
  EXPECT_FALSE(exists());
  const HttpResponse answer = send(signed_request());
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(exists());
}

TEST_F(AwsAttacks, NobodyWaitsForTheLargeBodyOfAStranger) {
  ClientRequest request{.headers = {{"X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.UploadLayerPart"},
                                    {"Content-Type", "application/x-amz-json-1.1"}}};
  testing::SigningKey stranger = key();
  stranger.access_key_id = "AKIANOBODYATALL00000";
  testing::sign(request, stranger, server_.authority(), now());
  for (const char* framing : {"Content-Length: 20000000", "Transfer-Encoding: chunked"}) {
    test::HttpClient client = server_.client();
    std::string head = fmt::format("POST / HTTP/1.1\r\nHost: {}\r\n{}\r\n", server_.authority(), framing);
    for (const auto& [name, value] : request.headers) head += fmt::format("{}: {}\r\n", name, value);
    client.send(head + "\r\n");
    EXPECT_EQ(name_of(client.read_response()), "400 UnrecognizedClientException") << framing;
  }
}

TEST_F(AwsAttacks, ChangesAfterSigningAreSeen) {
  struct Row {
    const char* name;
    std::function<void(ClientRequest&)> bend;
    const char* error;
  };
  const auto add = [](const char* name, const char* value) {
    return [=](ClientRequest& r) { r.headers.emplace_back(name, value); };
  };
  for (const Row& row : {
           Row{"a byte of the body", [](ClientRequest& r) { r.body[20] = 'T'; }, "400 InvalidSignatureException"},
           Row{"a space after the body", [](ClientRequest& r) { r.body += ' '; }, "400 InvalidSignatureException"},
           Row{"a shorter body", [](ClientRequest& r) { r.body = "{}"; }, "400 InvalidSignatureException"},
           Row{"the method", [](ClientRequest& r) { r.method = "PUT"; }, "400 InvalidSignatureException"},
           Row{"a query", [](ClientRequest& r) { r.target = "/?a=b"; }, "400 InvalidSignatureException"},
           Row{"an action in the query", [](ClientRequest& r) { r.target = "/?Action=GetCallerIdentity"; },
               "400 InvalidSignatureException"},
           Row{"the target", [](ClientRequest& r) { replace(header(r, "X-Amz-Target"), "Create", "Delete"); },
               "400 InvalidSignatureException"},
           Row{"the target's case", [](ClientRequest& r) { replace(header(r, "X-Amz-Target"), "Create", "create"); },
               "400 InvalidSignatureException"},
           Row{"no target",
               [](ClientRequest& r) {
                 std::erase_if(r.headers, [](const auto& h) { return h.first == "X-Amz-Target"; });
               },
               "400 InvalidSignatureException"},
           Row{"a second target", add("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.DeleteRepository"),
               "400 IncompleteSignatureException"},
           Row{"a target with underscores", add("x_amz_target", "S.X"), "400 InvalidSignatureException"},
           Row{"a second date", add("X-Amz-Date", "20170417T125451Z"), "400 IncompleteSignatureException"},
           Row{"a session token", add("X-Amz-Security-Token", "t"), "400 InvalidSignatureException"},
           Row{"a second authorization", add("Authorization", "Basic QVdTOng="), "400 IncompleteSignatureException"},
           Row{"another host", add("Host", "elsewhere"), "400 InvalidSignatureException"},
           Row{"a second host",
               [this](ClientRequest& r) {
                 r.headers.emplace_back("Host", server_.authority());
                 r.headers.emplace_back("Host", "elsewhere");
               },
               "400"},
           Row{"a folded header", add("X-Other", "a\r\n b"), "400"},
           Row{"a zero byte in the key id",
               [](ClientRequest& r) {
                 replace(header(r, "Authorization"), "Credential=", std::string_view("Credential=\0", 12));
               },
               "400"},
           Row{"two lengths",
               [](ClientRequest& r) {
                 r.headers.emplace_back("Content-Length", std::to_string(r.body.size()));
                 r.headers.emplace_back("Content-Length", "2");
               },
               "400"},
           Row{"two framings",
               [](ClientRequest& r) {
                 r.headers.emplace_back("Content-Length", std::to_string(r.body.size()));
                 r.headers.emplace_back("Transfer-Encoding", "chunked");
               },
               "400"},
       }) {
    SCOPED_TRACE(row.name);
    ClientRequest request = signed_request();
    row.bend(request);
    EXPECT_EQ(name_of(send(request)).substr(0, std::string_view(row.error).size()), row.error);
    EXPECT_FALSE(exists());
  }
}

TEST_F(AwsAttacks, WhatIsSignedWronglyIsRefused) {
  struct Row {
    const char* name;
    std::function<void(ClientRequest&)> prepare;
    const char* error;
  };
  const auto add = [](const char* name, const char* value) {
    return [=](ClientRequest& r) { r.headers.emplace_back(name, value); };
  };
  const auto body = [](std::string text) { return [=](ClientRequest& r) { r.body = text; }; };
  const auto target = [](std::string text) { return [=](ClientRequest& r) { r.target = text; }; };
  for (const Row& row : {
           Row{"an unsigned payload", add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), "400 InvalidSignatureException"},
           Row{"a streaming payload", add("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
               "400 InvalidSignatureException"},
           Row{"gzip", add("Content-Encoding", "gzip"), "400 SerializationException"},
           Row{"a long-lived key with a token", add("X-Amz-Security-Token", "t"), "400 UnrecognizedClientException"},
           Row{"text after the JSON", body(kBody + "{}"), "400 SerializationException"},
           Row{"a key twice", body(R"({"repositoryName":"team/app","repositoryName":"x"})"),
               "400 SerializationException"},
           Row{"a key twice in two spellings", body(R"({"repositoryName":"team/app","repositor\u0079Name":"x"})"),
               "400 SerializationException"},
           Row{"text that is not UTF-8", body("{\"repositoryName\":\"team/app\xff\"}"), "400 SerializationException"},
           Row{"two slashes", target("//"), "404 UnknownOperationException"},
           Row{"a dot", target("/."), "404 UnknownOperationException"},
           Row{"a dot behind a slash", target("/./"), "404 UnknownOperationException"},
           Row{"two dots", target("/a/.."), "404 UnknownOperationException"},
           Row{"an escaped slash", target("/%2F"), "404 UnknownOperationException"},
           Row{"escaped dots", target("/%2e%2e/"), "404 UnknownOperationException"},
           Row{"twice escaped dots", target("/%252e%252e/"), "404 UnknownOperationException"},
           Row{"an overlong slash", target("/%c0%af"), "404 UnknownOperationException"},
           Row{"a bad escape", target("/?a=%zz"), "400 IncompleteSignatureException"},
           Row{"too many parameters",
               [](ClientRequest& r) {
                 r.target = "/?";
                 for (int i = 0; i < 1'500; ++i) r.target += "a&";
               },
               "400 IncompleteSignatureException"},
           Row{"ten thousand parameters",
               [](ClientRequest& r) {
                 r.target = "/?";
                 for (int i = 0; i < 10'000; ++i) r.target += "a&";
               },
               "414"},
       }) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(name_of(send(signed_request(row.prepare))).substr(0, std::string_view(row.error).size()), row.error);
    EXPECT_FALSE(exists());
  }
}

TEST_F(AwsAttacks, ASignatureForAnotherServiceOrRegionIsRefused) {
  for (const char* service : {"sts", "iam", "kms", "ecr-public", "secretsmanager", "s3", ""}) {
    EXPECT_EQ(name_of(send(signed_request({}, service))).substr(0, 3), "400") << service;
    EXPECT_FALSE(exists()) << service;
  }
  EXPECT_EQ(name_of(send(signed_request({}, "sts"))), "400 InvalidSignatureException") << "known, but not this one";
  EXPECT_EQ(name_of(send(signed_request({}, "ecr", "eu-west-1"))), "400 InvalidSignatureException");
  EXPECT_FALSE(exists());
}

TEST_F(AwsAttacks, ARequestMayComeAgainWhileItIsFreshAndOnlyHere) {
  const ClientRequest request = signed_request();
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(name_of(send(request)), "400 RepositoryAlreadyExistsException") << "read again: a repeat changes nothing";

  ClientRequest elsewhere = request;
  elsewhere.headers.emplace_back("Host", "localhost:1");
  EXPECT_EQ(send(elsewhere).status, 400);

  server_.clock().advance(std::chrono::minutes(16));
  EXPECT_EQ(name_of(send(request)), "400 InvalidSignatureException");
}

TEST_F(AwsAttacks, APresignedRequestIsGoodForItselfAlone) {
  const std::string target = "/?Action=GetCallerIdentity&Version=2011-06-15";
  const std::string presigned = testing::presign(target, key("sts"), server_.authority(), now(), 60);
  const auto get = [&](std::string changed) { return name_of(server_.client().request("GET", changed)); };
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = presigned;
    replace(text, from, to);
    return text;
  };
  EXPECT_EQ(get(presigned), "200");
  EXPECT_EQ(get(changed("GetCallerIdentity", "GetSessionToken")), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get(changed("X-Amz-Expires=60", "X-Amz-Expires=600")), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get(changed("2011-06-15", "2010-05-08")), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get(changed("%2Fsts%2F", "%2Fecr%2F")), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get(presigned + "&Action=ListUsers"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get(presigned + ";Action=ListUsers"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(get("//" + presigned.substr(1)), "404");
  EXPECT_EQ(name_of(server_.client().request("POST", presigned)), "403 SignatureDoesNotMatch");
  EXPECT_EQ(name_of(server_.client().request("GET", presigned, {{"X-Amz-Target", std::string(kCreate)}})),
            "400 InvalidSignatureException");

  // Signed for ecr, it names an action of sts: the scope has to agree with what is asked.
  const std::string for_ecr = testing::presign(target, key("ecr"), server_.authority(), now(), 60);
  EXPECT_EQ(get(for_ecr), "403 SignatureDoesNotMatch");
  EXPECT_FALSE(exists());
}

}  // namespace
}  // namespace entrepot
