// Who may do what: credentials, rights of each operation, paths and methods that are none.
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

/// Root's rights, less some actions; notes what was asked.
class Without final : public iam::Authorizer {
 public:
  bool allows_all(const iam::Principal&, const model::AccountId&) const override { return false; }
  Result<void> authorize(const iam::Principal& principal, const iam::Access& access) const override {
    const std::scoped_lock lock(mutex_);
    asked_.emplace(std::string(access.action), std::string(access.resource));
    if (denied_.contains(std::string(access.action)) ||
        denied_.contains(std::string(access.action) + " " + std::string(access.resource)))
      return fail(ErrorKind::kAccessDenied, "User: " + principal.arn +
                                                " is not authorized to perform: " + std::string(access.action) +
                                                " on resource: " + std::string(access.resource));
    return root_.authorize(principal, access);
  }
  void deny(std::string action) {
    const std::scoped_lock lock(mutex_);
    denied_.insert(std::move(action));
  }
  void allow_all() {
    const std::scoped_lock lock(mutex_);
    denied_.clear();
    asked_.clear();
  }
  std::set<std::pair<std::string, std::string>> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

 private:
  iam::RootOnly root_;
  mutable std::mutex mutex_;
  std::set<std::string> denied_;
  mutable std::set<std::pair<std::string, std::string>> asked_;
};

constexpr const char* kArn = "arn:aws:ecr:us-east-1:123456789012:repository/";

class OciAccess : public ::testing::Test {
 protected:
  OciAccess() {
    server.create_repository("team/app");
    server.create_repository("team/other");
  }
  std::shared_ptr<Without> rights = std::make_shared<Without>();
  RegistryServer server{{.authorizer = rights}};
  OciClient client{server};
};

TEST_F(OciAccess, WithoutCredentialsThereIsAChallenge) {
  HttpClient nobody = server.client();
  for (const char* target : {"/v2/", "/v2/team/app/manifests/v1", "/v2/team/missing/tags/list", "/v2/_catalog"}) {
    const auto answer = nobody.request("GET", target);
    EXPECT_EQ(answer.status, 401) << target;
    EXPECT_EQ(answer.body, "Not Authorized\n");
    EXPECT_EQ(answer.header("Content-Length"), "15");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.header("WWW-Authenticate"),
              "Basic realm=\"http://" + server.authority() + "/\",service=\"ecr.amazonaws.com\"");
    EXPECT_EQ(answer.header("Docker-Distribution-Api-Version"), "registry/2.0");
  }
  EXPECT_EQ(nobody.request("HEAD", "/v2/team/app/manifests/v1").status, 401);
}

TEST_F(OciAccess, AForeignTokenIsToldToTryAgain) {
  HttpClient http = server.client();
  for (const char* value : {"Basic QVdTOm5vbnNlbnNl", "Basic !!!", "Bearer abc", "Digest x", "Basic"}) {
    const auto answer = http.request("GET", "/v2/", {{"Authorization", value}});
    EXPECT_EQ(answer.status, 401) << value;
    EXPECT_TRUE(answer.has("WWW-Authenticate")) << value;
  }
  const auto twice = http.request("GET", "/v2/", {server.authorization(), server.authorization()});
  EXPECT_EQ(twice.status, 401) << "two identities are none";
}

TEST_F(OciAccess, AnExpiredTokenSaysSo) {
  const auto authorization = server.authorization();
  HttpClient http = server.client();
  EXPECT_EQ(http.request("GET", "/v2/", {authorization}).status, 200);
  server.clock().advance(std::chrono::hours(12) + std::chrono::seconds(1));
  const auto answer = http.request("GET", "/v2/", {authorization});
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(
      answer.body,
      "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"Your authorization token has expired. Reauthenticate and try "
      "again.\"}]}\n");
  EXPECT_FALSE(answer.has("WWW-Authenticate"));
}

TEST_F(OciAccess, BearerIsTakenAsWell) {
  HttpClient http = server.client();
  EXPECT_EQ(http.request("GET", "/v2/", {{"Authorization", "Bearer " + server.password(server.access_key())}}).status,
            200);
}

TEST_F(OciAccess, AnotherAccountHasNoRights) {
  OciClient stranger(server, server.stranger());
  EXPECT_EQ(stranger.get("/v2/").status, 200) << "who it is, is known";
  for (const char* target : {"/v2/team/app/manifests/v1", "/v2/team/app/tags/list", "/v2/_catalog"}) {
    const auto answer = stranger.get(target);
    EXPECT_EQ(answer.status, 403) << target;
    EXPECT_EQ(error_code(answer), "DENIED");
    EXPECT_TRUE(
        error_message(answer).starts_with("User: arn:aws:iam::999999999999:root is not authorized to perform: ecr:"))
        << error_message(answer);
  }
  EXPECT_EQ(stranger.get("/v2/team/missing/tags/list").status, 403) << "whether it exists is not told";
  EXPECT_EQ(stranger.post("/v2/team/app/blobs/uploads/").status, 403);
  EXPECT_EQ(stranger.head("/v2/team/app/blobs/" + sha256_of("x")).status, 403);
}

TEST_F(OciAccess, EachOperationNeedsItsAction) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  const std::string upload = client.start("team/app");
  const std::string blob = "/v2/team/app/blobs/" + sha256_of("layer");
  struct Case {
    const char* method;
    std::string target, body;
    const char* action;
    std::string resource;
    unsigned status = 403;
  };
  const std::string app = std::string(kArn) + "team/app";
  for (const Case& c :
       {Case{"GET", "/v2/_catalog", "", "ecr:DescribeRepositories", std::string(kArn) + "*"},
        Case{"GET", "/v2/team/app/tags/list", "", "ecr:ListImages", app},
        Case{"GET", "/v2/team/app/manifests/v1", "", "ecr:BatchGetImage", app},
        Case{"HEAD", "/v2/team/app/manifests/v1", "", "ecr:BatchGetImage", app, 404},
        Case{"GET", "/v2/team/app/referrers/" + sha256_of(manifest), "", "ecr:BatchGetImage", app},
        Case{"PUT", "/v2/team/app/manifests/v2", manifest, "ecr:PutImage", app},
        Case{"DELETE", "/v2/team/app/manifests/v1", "", "ecr:BatchDeleteImage", app},
        Case{"DELETE", blob, "", "ecr:BatchDeleteImage", app}, Case{"GET", blob, "", "ecr:GetDownloadUrlForLayer", app},
        Case{"POST", "/v2/team/app/blobs/uploads/", "", "ecr:InitiateLayerUpload", app},
        Case{"POST", "/v2/team/app/blobs/uploads/?digest=" + sha256_of("x"), "x", "ecr:UploadLayerPart", app},
        Case{"POST", "/v2/team/app/blobs/uploads/?digest=" + sha256_of("x"), "x", "ecr:CompleteLayerUpload", app},
        Case{"PATCH", upload, "x", "ecr:UploadLayerPart", app}, Case{"GET", upload, "", "ecr:UploadLayerPart", app},
        Case{"DELETE", upload, "", "ecr:UploadLayerPart", app},
        Case{"PUT", upload + "?digest=" + sha256_of("x"), "x", "ecr:CompleteLayerUpload", app},
        Case{"PUT", upload + "?digest=" + sha256_of("x"), "x", "ecr:UploadLayerPart", app}}) {
    rights->allow_all();
    rights->deny(c.action);
    OciClient fresh(server);
    const auto answer = fresh.call(c.method, c.target, {{"Content-Type", kImageType}}, c.body);
    EXPECT_EQ(answer.status, c.status) << c.method << " " << c.target << " without " << c.action;
    EXPECT_TRUE(rights->asked().contains({c.action, c.resource})) << c.method << " " << c.target;
  }
  rights->allow_all();
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1").status, 200) << "no refused request did anything";
  EXPECT_EQ(client.get(upload).header("Range"), "0-0");
}

TEST_F(OciAccess, ALayersExistenceNeedsOneOfTwoRights) {
  const std::string blob = "/v2/team/app/blobs/" + client.push_blob("team/app", "layer");
  rights->deny("ecr:BatchCheckLayerAvailability");
  EXPECT_EQ(client.head(blob).status, 200);
  rights->deny("ecr:GetDownloadUrlForLayer");
  EXPECT_EQ(client.head(blob).status, 403);
}

TEST_F(OciAccess, AMountNeedsTheRightToReadTheSource) {
  const std::string digest = client.push_blob("team/app", "layer");
  rights->deny(std::string("ecr:GetDownloadUrlForLayer ") + kArn + "team/app");
  EXPECT_EQ(client.post("/v2/team/other/blobs/uploads/?mount=" + digest + "&from=team/app").status, 202);
  EXPECT_EQ(client.post("/v2/team/other/blobs/uploads/?mount=" + digest).status, 202) << "nor by leaving out its name";
  EXPECT_EQ(client.head("/v2/team/other/blobs/" + digest).status, 404);
  rights->allow_all();
  EXPECT_EQ(client.post("/v2/team/other/blobs/uploads/?mount=" + digest + "&from=team/app").status, 201);
}

TEST_F(OciAccess, UploadSessionsBelongToWhoeverOpenedThem) {
  const std::string upload = client.start("team/app");
  OciClient stranger(server, server.stranger());
  EXPECT_EQ(stranger.get(upload).status, 403);
  EXPECT_EQ(client.get(upload).status, 204);
}

TEST_F(OciAccess, OtherPathsAreNotFound) {
  for (const char* target : {"/", "/v1/", "/v2x", "/v2/team/app", "/v2/team/app/", "/v2/team/app/manifests",
                             "/v2/manifests/v1", "/v2/team/app/tags/list/", "/favicon.ico"}) {
    HttpClient http = server.client();
    const auto answer = http.request("GET", target, {server.authorization()});
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(answer.body, "404 page not found\n") << target;
    EXPECT_TRUE(answer.has("X-Request-Id"));
  }
}

TEST_F(OciAccess, TricksWithNamesAreRefused) {
  for (const char* name : {"Team/app", "team%2Fapp", "../team/app", "%2e%2e/app", "team//app", "team/app%00",
                           "team/-app", "a", "team/app..", "t%C3%A9am/app", "team/%2e%2e/team/app"}) {
    const auto answer = client.get(std::string("/v2/") + name + "/manifests/v1");
    EXPECT_EQ(answer.status, 404) << name;
    EXPECT_EQ(error_code(answer), "NAME_INVALID") << name << ": " << answer.body;
  }
  const auto answer = client.get("/v2/" + std::string(300, 'a') + "/manifests/v1");
  EXPECT_EQ(error_code(answer), "NAME_INVALID");
}

TEST_F(OciAccess, OtherMethodsAreNotAllowed) {
  struct Case {
    const char *method, *target, *allowed;
  };
  for (const Case& c : {Case{"POST", "/v2/", "GET, HEAD"}, Case{"PUT", "/v2/team/app/tags/list", "GET"},
                        Case{"PATCH", "/v2/team/app/manifests/v1", "GET, HEAD, PUT, DELETE"},
                        Case{"GET", "/v2/team/app/blobs/uploads/", "POST"}, Case{"DELETE", "/v2/_catalog", "GET"}}) {
    OciClient fresh(server);
    const auto answer = fresh.call(c.method, c.target);
    EXPECT_EQ(answer.status, 405) << c.method << " " << c.target;
    EXPECT_EQ(error_code(answer), "UNSUPPORTED");
    EXPECT_EQ(answer.header("Allow"), c.allowed);
  }
}

TEST_F(OciAccess, HostsNameTheRegistry) {
  const auto at = [&](const std::string& host) { return client.get("/v2/team/app/tags/list", {{"Host", host}}); };
  EXPECT_EQ(at("example.org").status, 200) << "other names lead to the home registry";
  EXPECT_EQ(at("123456789012.dkr.ecr.us-east-1." + server.authority()).status, 200);
  EXPECT_EQ(error_code(at("999999999999.dkr.ecr.us-east-1." + server.authority())), "DENIED")
      << "another account, whether there is one or not";
  EXPECT_EQ(error_code(at("123456789012.dkr.ecr.eu-west-1." + server.authority())), "NAME_UNKNOWN");
}

TEST_F(OciAccess, RequestsAreCounted) {
  client.get("/v2/team/app/manifests/none");
  const auto& counter = server.metrics().counter(
      "entrepot_requests_total", "",
      {{"door", "oci"}, {"operation", "GET /v2/<name>/manifests/<reference>"}, {"status", "4xx"}});
  EXPECT_EQ(counter.value(), 1u);
}

}  // namespace
}  // namespace entrepot::test
