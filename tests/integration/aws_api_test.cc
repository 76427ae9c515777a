// The AWS door over real HTTP, with signed requests: what lies below the operations, and a whole push and pull through
// them. Names and texts of each operation are checked with boto3 in tests/e2e.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>

#include "api/aws/door.h"
#include "api/ecr/table.h"
#include "api/layers/door.h"
#include "api/sts/table.h"
#include "base/encoding.h"
#include "crypto/hash.h"
#include "json/reader.h"
#include "tests/support/registry_server.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot {
namespace {

using test::HttpResponse;
using test::RegistryServer;
using ::testing::Test;

constexpr std::string_view kEcr = "AmazonEC2ContainerRegistry_V20150921.";

/// Denies one action, remembers what it was asked.
class Recorder final : public iam::Authorizer {
 public:
  bool allows_all(const iam::Principal&, const model::AccountId&) const override { return false; }
  Result<void> authorize(const iam::Principal& principal, const iam::Access& access) const override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(fmt::format("{} {}", access.action, access.resource));
    if (access.action == denied) return fail(ErrorKind::kAccessDenied, principal.arn + " may not");
    return {};
  }
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::string denied;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::string> asked_;
};

class AwsApi : public Test {
 protected:
  static RegistryServer::Options options(std::shared_ptr<const iam::Authorizer> authorizer = {},
                                         api::aws::DoorLimits limits = {}) {
    RegistryServer::Options out;
    out.authorizer = std::move(authorizer);
    out.doors = [limits](api::Services& services) {
      RegistryServer::Doors doors;
      doors.push_back(api::layers::make_door(services));
      doors.push_back(api::aws::make_door(services, {api::ecr::table(), api::sts::table()}, limits));
      return doors;
    };
    return out;
  }

  void start(RegistryServer::Options with) { server_ = std::make_unique<RegistryServer>(std::move(with)); }
  RegistryServer& server() {
    if (!server_) start(options());
    return *server_;
  }

  testing::SigningKey key(const iam::AccessKey& of, std::string service = "ecr") {
    return {.access_key_id = of.principal.access_key_id, .secret = of.secret, .service = std::move(service)};
  }
  std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(server().clock().now().time_since_epoch()).count();
  }
  HttpResponse send(const testing::ClientRequest& request) {
    return server().client().request(request.method, request.target, request.headers, request.body);
  }
  HttpResponse call(std::string_view operation, const json::Object& body) {
    return send(testing::json_request(std::string(kEcr) + std::string(operation), boost::json::serialize(body),
                                      key(server().access_key()), server().authority(), now()));
  }
  json::Object ok(std::string_view operation, const json::Object& body) {
    const HttpResponse answer = call(operation, body);
    EXPECT_EQ(answer.status, 200) << operation << ": " << answer.body;
    return members(answer);
  }
  static json::Object members(const HttpResponse& answer) {
    Result<json::Value> value = json::parse(answer.body);
    return value && value->is_object() ? value->get_object() : json::Object();
  }
  static std::string name_of(const HttpResponse& answer) {
    const json::Object body = members(answer);
    const json::Value* name = body.if_contains("__type");
    return fmt::format("{} {}", answer.status, name != nullptr ? std::string(name->as_string()) : answer.body);
  }
  std::string upload(std::string_view repository, std::string_view data) {
    const json::Object started = ok("InitiateLayerUpload", {{"repositoryName", repository}});
    const json::Value& id = started.at("uploadId");
    ok("UploadLayerPart", {{"repositoryName", repository},
                           {"uploadId", id},
                           {"partFirstByte", 0},
                           {"partLastByte", data.size() - 1},
                           {"layerPartBlob", base64_encode(as_bytes(data))}});
    const std::string digest = crypto::digest_of(data).text();
    ok("CompleteLayerUpload",
       {{"repositoryName", repository}, {"uploadId", id}, {"layerDigests", json::Array{json::Value(digest)}}});
    return digest;
  }
  static std::string manifest(std::string_view config, std::string_view layer) {
    const auto descriptor = [](std::string_view type, std::string_view data) {
      return json::Object{{"mediaType", type}, {"digest", crypto::digest_of(data).text()}, {"size", data.size()}};
    };
    return boost::json::serialize(json::Object{
        {"schemaVersion", 2},
        {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
        {"config", descriptor("application/vnd.oci.image.config.v1+json", config)},
        {"layers", json::Array{json::Value(descriptor("application/vnd.oci.image.layer.v1.tar", layer))}}});
  }

 private:
  std::unique_ptr<RegistryServer> server_;
};

TEST_F(AwsApi, PushesAndPullsAnImage) {
  ok("CreateRepository", {{"repositoryName", "team/app"}});
  upload("team/app", "{}");
  const std::string layer = upload("team/app", "the layer");
  const std::string text = manifest("{}", "the layer");
  ok("PutImage", {{"repositoryName", "team/app"}, {"imageManifest", text}, {"imageTag", "v1"}});

  const json::Object got = ok(
      "BatchGetImage", {{"repositoryName", "team/app"}, {"imageIds", json::Array{json::Object{{"imageTag", "v1"}}}}});
  EXPECT_EQ(got.at("images").at(0).at("imageManifest").as_string(), text);
  const json::Object url = ok("GetDownloadUrlForLayer", {{"repositoryName", "team/app"}, {"layerDigest", layer}});
  const std::string address(url.at("downloadUrl").as_string());
  const std::string start = "http://" + server().authority();
  ASSERT_TRUE(address.starts_with(start)) << address;
  EXPECT_EQ(server().client().request("GET", address.substr(start.size())).body, "the layer");
}

TEST_F(AwsApi, AuthorisesBetweenParsingAndHandling) {
  auto recorder = std::make_shared<Recorder>();
  recorder->denied = "ecr:CreateRepository";
  start(options(recorder));

  EXPECT_EQ(name_of(call("CreateRepository", {{"repositoryName", "Not A Name"}})), "400 InvalidParameterException");
  EXPECT_TRUE(recorder->asked().empty()) << "a malformed request is refused before";

  EXPECT_EQ(name_of(call("CreateRepository", {{"repositoryName", "team/app"}})), "400 AccessDeniedException");
  EXPECT_EQ(recorder->asked(),
            std::vector<std::string>{"ecr:CreateRepository arn:aws:ecr:us-east-1:123456789012:repository/team/app"});
  EXPECT_EQ(name_of(call("ListImages", {{"repositoryName", "team/app"}})), "400 RepositoryNotFoundException")
      << "the handler must not have run";
}

TEST_F(AwsApi, AsksForEveryResourceAndFurtherActions) {
  auto recorder = std::make_shared<Recorder>();
  recorder->denied = "ecr:TagResource";
  start(options(recorder));

  call("DescribeRepositories", {{"repositoryNames", json::Array{"a1", "b1"}}});
  call("DescribeRepositories", {});
  call("GetAuthorizationToken", {});
  const json::Array tags{json::Object{{"Key", "k"}, {"Value", "v"}}};
  EXPECT_EQ(name_of(call("CreateRepository", {{"repositoryName", "c1"}, {"tags", tags}})), "400 AccessDeniedException");
  const std::string arn = "arn:aws:ecr:us-east-1:123456789012:repository/";
  EXPECT_EQ(recorder->asked(), (std::vector<std::string>{
                                   "ecr:DescribeRepositories " + arn + "a1", "ecr:DescribeRepositories " + arn + "b1",
                                   "ecr:DescribeRepositories " + arn + "*", "ecr:GetAuthorizationToken *",
                                   "ecr:CreateRepository " + arn + "c1", "ecr:TagResource " + arn + "c1"}));
}

TEST_F(AwsApi, AnotherAccountHasItsOwnRegistryAndNoneOfOurs) {
  server().create_repository("team/app");
  const auto as_stranger = [&](std::string body) {
    return send(testing::json_request(std::string(kEcr) + "ListImages", std::move(body), key(server().stranger()),
                                      server().authority(), now()));
  };
  EXPECT_EQ(name_of(as_stranger(R"({"repositoryName":"team/app"})")), "400 RepositoryNotFoundException");
  EXPECT_EQ(name_of(as_stranger(R"({"repositoryName":"team/app","registryId":"123456789012"})")),
            "400 AccessDeniedException");
  EXPECT_EQ(name_of(as_stranger(R"({"repositoryName":"not/there","registryId":"123456789012"})")),
            "400 AccessDeniedException");
}

TEST_F(AwsApi, ReadsNothingOfAnUnsignedBody) {
  test::HttpClient client = server().client();
  client.send("POST / HTTP/1.1\r\nHost: " + server().authority() +
              "\r\nX-Amz-Target: AmazonEC2ContainerRegistry_V20150921.UploadLayerPart\r\n"
              "Content-Type: application/x-amz-json-1.1\r\nContent-Length: 20000000\r\nExpect: 100-continue\r\n\r\n");
  const HttpResponse answer = client.read_response("POST");
  EXPECT_EQ(name_of(answer), "400 MissingAuthenticationTokenException") << "and not 100 Continue";
}

TEST_F(AwsApi, LargeBodiesAreLimitedByTheRow) {
  const std::string large = R"({"x":")" + std::string(1_MiB, 'x') + R"("})";
  EXPECT_EQ(name_of(send(testing::json_request(std::string(kEcr) + "ListImages", large, key(server().access_key()),
                                               server().authority(), now()))),
            "413 RequestEntityTooLargeException");
  EXPECT_EQ(name_of(send(testing::json_request(std::string(kEcr) + "PutImage", large, key(server().access_key()),
                                               server().authority(), now()))),
            "400 InvalidParameterException")
      << "this row takes more, and misses members";
}

TEST_F(AwsApi, BodiesTogetherStayInsideTheBudget) {
  start(options({}, {.body_budget = 100}));
  EXPECT_EQ(name_of(call("GetAuthorizationToken", {{"x", std::string(65'536, 'x')}})),
            "503 ServiceUnavailableException");
  EXPECT_EQ(call("GetAuthorizationToken", {{"x", std::string(65'000, 'x')}}).status, 200) << "a small one passes";
  start(options({}, {.body_budget = 70'000}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(call("GetAuthorizationToken", {{"x", std::string(65'536, 'x')}}).status, 200) << "a share is given back";
  }
}

TEST_F(AwsApi, RequestsAgeWithTheClock) {
  testing::ClientRequest request = testing::json_request(std::string(kEcr) + "GetAuthorizationToken", "{}",
                                                         key(server().access_key()), server().authority(), now());
  EXPECT_EQ(send(request).status, 200);
  server().clock().advance(std::chrono::minutes(16));
  const HttpResponse late = send(request);
  EXPECT_EQ(name_of(late), "400 InvalidSignatureException");
  EXPECT_NE(late.body.find("Signature expired: "), std::string::npos) << late.body;
}

TEST_F(AwsApi, APresignedIdentityEndsWhenItSays) {
  const std::string target = "/?Action=GetCallerIdentity&Version=2011-06-15";
  const std::string presigned =
      testing::presign(target, key(server().access_key(), "sts"), server().authority(), now(), 60);
  const HttpResponse answer = server().client().request("GET", presigned);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/xml");
  EXPECT_NE(answer.body.find("<Arn>arn:aws:iam::123456789012:root</Arn>"), std::string::npos) << answer.body;
  server().clock().advance(std::chrono::seconds(61));
  EXPECT_EQ(server().client().request("GET", presigned).status, 403);
}

TEST_F(AwsApi, AnActionIsReadFromOnePlaceOnly) {
  testing::ClientRequest request{.target = "/?Action=GetCallerIdentity",
                                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                 .body = "Action=GetCallerIdentity&Version=2011-06-15"};
  testing::sign(request, key(server().access_key(), "sts"), server().authority(), now());
  const HttpResponse answer = send(request);
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("<Code>MalformedQueryString</Code>"), std::string::npos) << answer.body;
}

TEST_F(AwsApi, PartOutOfOrderTellsWhereToGoOn) {
  server().create_repository("team/app");
  const json::Object started = ok("InitiateLayerUpload", {{"repositoryName", "team/app"}});
  const auto part = [&](int first) {
    return call("UploadLayerPart", {{"repositoryName", "team/app"},
                                    {"uploadId", started.at("uploadId")},
                                    {"partFirstByte", first},
                                    {"partLastByte", first + 4},
                                    {"layerPartBlob", "aGVsbG8="}});
  };
  EXPECT_EQ(part(0).status, 200);
  const HttpResponse answer = part(7);
  EXPECT_EQ(name_of(answer), "400 InvalidLayerPartException");
  EXPECT_EQ(members(answer).at("lastValidByteReceived").as_int64(), 4);
  EXPECT_EQ(members(answer).at("uploadId"), started.at("uploadId"));
  EXPECT_EQ(part(5).status, 200);
}

TEST_F(AwsApi, SettingsAreAskedForOnWhatTheyAreOf) {
  auto recorder = std::make_shared<Recorder>();
  start(options(recorder));
  server().create_repository("team/app");
  const std::string arn = "arn:aws:ecr:us-east-1:123456789012:repository/team/app";
  const std::string other = "arn:aws:ecr:us-east-1:999999999999:repository/x1";

  EXPECT_EQ(call("PutImageTagMutability", {{"repositoryName", "team/app"}, {"imageTagMutability", "MUTABLE"}}).status,
            200);
  EXPECT_EQ(call("ListTagsForResource", {{"resourceArn", arn}}).status, 200);
  EXPECT_EQ(name_of(call("ListTagsForResource", {{"resourceArn", other}})), "400 RepositoryNotFoundException");
  EXPECT_EQ(name_of(call("ListTagsForResource", {{"resourceArn", "x1"}})), "400 InvalidParameterException");
  EXPECT_EQ(name_of(call("GetRepositoryPolicy", {{"repositoryName", "team/app"}})),
            "400 RepositoryPolicyNotFoundException");
  EXPECT_EQ(name_of(call("GetRegistryPolicy", {})), "400 RegistryPolicyNotFoundException");
  EXPECT_EQ(recorder->asked(),
            (std::vector<std::string>{"ecr:PutImageTagMutability " + arn, "ecr:ListTagsForResource " + arn,
                                      "ecr:ListTagsForResource " + other, "ecr:GetRepositoryPolicy " + arn,
                                      "ecr:GetRegistryPolicy *"}));
}

TEST_F(AwsApi, ATagIsImmutableFromTheAnswerOn) {
  ok("CreateRepository", {{"repositoryName", "team/app"}});
  upload("team/app", "{}");
  upload("team/app", "first");
  upload("team/app", "second");
  const auto put = [&](std::string_view layer) {
    return call("PutImage",
                {{"repositoryName", "team/app"}, {"imageManifest", manifest("{}", layer)}, {"imageTag", "v1"}});
  };
  EXPECT_EQ(put("first").status, 200);
  EXPECT_EQ(put("second").status, 200);
  ok("PutImageTagMutability", {{"repositoryName", "team/app"}, {"imageTagMutability", "IMMUTABLE"}});
  EXPECT_EQ(name_of(put("first")), "400 ImageTagAlreadyExistsException");
  ok("PutImageTagMutability", {{"repositoryName", "team/app"}, {"imageTagMutability", "MUTABLE"}});
  EXPECT_EQ(put("first").status, 200);
}

TEST_F(AwsApi, PoliciesAreKeptAndAnswered) {
  server().create_repository("team/app");
  const std::string policy =
      R"({"Statement":{"Action":"ecr:BatchGetImage","Principal":"*","Effect":"Allow","Resource":"*"}})";
  const json::Object set = ok("SetRepositoryPolicy", {{"repositoryName", "team/app"}, {"policyText", policy}});
  EXPECT_EQ(set, ok("GetRepositoryPolicy", {{"repositoryName", "team/app"}}));
  EXPECT_EQ(set, ok("DeleteRepositoryPolicy", {{"repositoryName", "team/app"}}));
  const json::Object put = ok("PutRegistryPolicy", {{"policyText", policy}});
  EXPECT_EQ(put.at("policyText"), set.at("policyText"));
  EXPECT_EQ(put, ok("GetRegistryPolicy", {}));
  EXPECT_EQ(put, ok("DeleteRegistryPolicy", {}));

  const std::string life =
      R"({"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":1},)"
      R"("action":{"type":"expire"}}]})";
  json::Object kept = ok("PutLifecyclePolicy", {{"repositoryName", "team/app"}, {"lifecyclePolicyText", life}});
  EXPECT_EQ(kept.at("lifecyclePolicyText").as_string(), life);
  kept["lastEvaluatedAt"] = 0.0;
  EXPECT_EQ(kept, ok("GetLifecyclePolicy", {{"repositoryName", "team/app"}}));
  EXPECT_EQ(kept, ok("DeleteLifecyclePolicy", {{"repositoryName", "team/app"}}));
}

}  // namespace
}  // namespace entrepot
