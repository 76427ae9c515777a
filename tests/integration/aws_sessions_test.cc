// Temporary credentials over real HTTP: begun with signed and unsigned requests, used at both doors, refused in all the
// ways that they can be wrong.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/aws/door.h"
#include "api/ecr/table.h"
#include "api/layers/door.h"
#include "api/oci/door.h"
#include "api/sts/parts.h"
#include "api/sts/table.h"
#include "base/encoding.h"
#include "tests/support/registry_server.h"
#include "tests/support/sigv4_signer.h"
#include "tests/support/sts_rig.h"
#include "tests/support/token_issuer.h"

namespace entrepot {
namespace {

using test::HttpResponse;
using test::StsRig;
using testing::TokenIssuer;

constexpr std::string_view kIssuer = "https://oidc.example";
const std::string kRole = "arn:aws:iam::123456789012:role/builder";

class AllowAll final : public iam::Authorizer {
 public:
  bool allows_all(const iam::Principal&, const model::AccountId&) const override { return true; }
  Result<void> authorize(const iam::Principal&, const iam::Access&) const override { return {}; }
};

class AwsSessions : public ::testing::Test {
 protected:
  AwsSessions() {
    user_ = {.principal = {.account = StsRig::account(),
                           .id = "AIDAANN",
                           .arn = "arn:aws:iam::123456789012:user/ann",
                           .access_key_id = "AKIAANN"},
             .secret = "secret"};
    server_.credentials().put(user_);
    server_.directory().put({.id = "AIDAANN", .name = "ann", .arn = user_.principal.arn, .account = StsRig::account()});
    put_role(0);
    providers_.put({.arn = iam::oidc_provider_arn(StsRig::account(), kIssuer), .client_ids = {"sts.amazonaws.com"}});
    server_.services().sts = &parts_;
  }
  static test::RegistryServer::Options options() {
    test::RegistryServer::Options out;
    out.authorizer = std::make_shared<const AllowAll>();
    out.doors = [](api::Services& services) {
      test::RegistryServer::Doors doors;
      doors.push_back(api::oci::make_door(services));
      doors.push_back(api::aws::make_door(services, {api::ecr::table(), api::sts::table()}));
      return doors;
    };
    return out;
  }
  void put_role(std::uint64_t epoch) {
    server_.directory().put(
        {.id = "AROAROLE",
         .name = "builder",
         .arn = kRole,
         .account = StsRig::account(),
         .is_role = true,
         .epoch = epoch,
         .trust = StsRig::policy(
             R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/ann"},)"
             R"("Action":"sts:AssumeRole"},{"Effect":"Allow","Principal":{"Federated":)"
             R"("arn:aws:iam::123456789012:oidc-provider/oidc.example"},"Action":"sts:AssumeRoleWithWebIdentity"}]})",
             model::PolicyOf::kTrust)});
  }

  std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(server_.clock().now().time_since_epoch()).count();
  }
  HttpResponse send(const testing::ClientRequest& request) {
    return server_.client().request(request.method, request.target, request.headers, request.body);
  }
  testing::ClientRequest form(std::string body) const {
    testing::ClientRequest request{.body = std::move(body)};
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    return request;
  }
  HttpResponse signed_form(const std::string& body, const std::string& id, const std::string& secret,
                           const std::string& token = "") {
    auto request = form(body);
    if (!token.empty()) request.headers.emplace_back("X-Amz-Security-Token", token);
    testing::sign(request, {id, secret, "us-east-1", "sts"}, server_.authority(), now());
    return send(request);
  }
  static std::string assume(const std::string& more = "") {
    return "Action=AssumeRole&Version=2011-06-15&RoleSessionName=run-1&RoleArn=" + percent_encode(kRole) + more;
  }
  struct Temporary {
    std::string id, secret, token;
  };
  Temporary begin(const std::string& more = "") {
    const HttpResponse answer = signed_form(assume(more), "AKIAANN", "secret");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return {StsRig::element(answer.body, "AccessKeyId"), StsRig::element(answer.body, "SecretAccessKey"),
            StsRig::element(answer.body, "SessionToken")};
  }
  HttpResponse ecr(const Temporary& with, std::string_view operation, std::string body = "{}") {
    testing::ClientRequest request{.body = std::move(body)};
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", fmt::format("AmazonEC2ContainerRegistry_V20150921.{}", operation)}};
    if (!with.token.empty()) request.headers.emplace_back("X-Amz-Security-Token", with.token);
    testing::sign(request, {with.id, with.secret}, server_.authority(), now());
    return send(request);
  }
  std::string password(const Temporary& with) {
    const HttpResponse answer = ecr(with, "GetAuthorizationToken");
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto value = json::parse(answer.body);
    const auto& data = value->at("authorizationData").at(0);
    return "Basic " + std::string(data.at("authorizationToken").as_string());
  }
  static std::string name_of(const HttpResponse& answer) {
    const std::string xml = StsRig::element(answer.body, "Code");
    if (!xml.empty()) return fmt::format("{} {}", answer.status, xml);
    const auto value = json::parse(answer.body);
    const json::Value* name = value && value->is_object() ? value->get_object().if_contains("__type") : nullptr;
    return fmt::format("{} {}", answer.status, name != nullptr ? std::string(name->as_string()) : answer.body);
  }

  std::string identity_token() {
    return key_.sign(fmt::format(R"({{"iss":"{}","sub":"app","aud":"sts.amazonaws.com","iat":{},"exp":{}}})", kIssuer,
                                 now(), now() + 600));
  }
  static std::string web_identity(const std::string& token) {
    return "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=pod-1&RoleArn=" +
           percent_encode(kRole) + "&WebIdentityToken=" + token;
  }
  Result<std::string> get(const std::string& url) const {
    if (url.ends_with("/keys")) return key_.key_set();
    return std::string(R"({"issuer":"https://oidc.example","jwks_uri":"https://oidc.example/keys"})");
  }

  TokenIssuer key_{TokenIssuer::Kind::kEs256, "k1"};
  iam::AccessKey user_{.principal = {.account = StsRig::account()}, .secret = ""};
  iam::OidcProviders providers_;
  test::RegistryServer server_{options()};
  oidc::IssuerKeys issuer_keys_{oidc::IssuerKeys::Options{}, server_.clock(),
                                [this](const std::string& url, const fetch::Trust&) { return get(url); }};
  api::sts::Parts parts_{.credentials = server_.credentials(),
                         .directory = server_.directory(),
                         .providers = providers_,
                         .sessions = server_.sessions(),
                         .issuer_keys = issuer_keys_,
                         .clock = server_.clock(),
                         .managed_policy = {}};
};

TEST_F(AwsSessions, ARoleSessionIsGoodAtBothDoors) {
  server_.create_repository("team/app");
  const Temporary session = begin();

  const HttpResponse who =
      signed_form("Action=GetCallerIdentity&Version=2011-06-15", session.id, session.secret, session.token);
  EXPECT_EQ(StsRig::element(who.body, "Arn"), "arn:aws:sts::123456789012:assumed-role/builder/run-1") << who.body;
  EXPECT_EQ(StsRig::element(who.body, "UserId"), "AROAROLE:run-1");
  EXPECT_EQ(StsRig::element(who.body, "Account"), "123456789012");
  EXPECT_EQ(ecr(session, "DescribeRepositories").status, 200);
  const HttpResponse tags =
      server_.client().request("GET", "/v2/team/app/tags/list", {{"Authorization", password(session)}});
  EXPECT_EQ(tags.status, 200) << tags.body;
}

TEST_F(AwsSessions, EndAtTheirTimeAtEveryDoorInItsWords) {
  server_.create_repository("team/app");
  const Temporary session = begin("&DurationSeconds=900");
  const std::string basic = password(session);
  server_.clock().advance(std::chrono::seconds(900));

  const HttpResponse json = ecr(session, "DescribeRepositories");
  EXPECT_EQ(name_of(json), "400 ExpiredTokenException");
  EXPECT_TRUE(json.body.contains("The security token included in the request is expired")) << json.body;
  EXPECT_EQ(
      name_of(signed_form("Action=GetCallerIdentity&Version=2011-06-15", session.id, session.secret, session.token)),
      "403 ExpiredToken");
  const HttpResponse tags = server_.client().request("GET", "/v2/team/app/tags/list", {{"Authorization", basic}});
  EXPECT_EQ(tags.status, 403);
  EXPECT_TRUE(tags.body.contains("Your authorization token has expired. Reauthenticate and try again.")) << tags.body;
}

TEST_F(AwsSessions, EndAtOnceWhenTheRoleRevokesThem) {
  server_.create_repository("team/app");
  const Temporary session = begin();
  const std::string basic = password(session);
  put_role(1);
  EXPECT_EQ(name_of(ecr(session, "DescribeRepositories")), "400 UnrecognizedClientException");
  EXPECT_EQ(
      name_of(signed_form("Action=GetCallerIdentity&Version=2011-06-15", session.id, session.secret, session.token)),
      "403 InvalidClientTokenId");
  EXPECT_EQ(server_.client().request("GET", "/v2/team/app/tags/list", {{"Authorization", basic}}).status, 401);
  EXPECT_EQ(ecr(begin(), "DescribeRepositories").status, 200) << "a new one";
}

TEST_F(AwsSessions, TokensOfOthersAreRefused) {
  const Temporary one = begin();
  const Temporary two = begin();
  EXPECT_EQ(name_of(ecr({one.id, one.secret, two.token}, "DescribeRepositories")), "400 UnrecognizedClientException");
  EXPECT_EQ(name_of(ecr({one.id, one.secret, ""}, "DescribeRepositories")), "400 UnrecognizedClientException");
  EXPECT_EQ(name_of(ecr({"AKIAANN", "secret", one.token}, "DescribeRepositories")), "400 UnrecognizedClientException");
  EXPECT_EQ(name_of(ecr({one.id, two.secret, one.token}, "DescribeRepositories")), "400 InvalidSignatureException");
  const std::string as_password = "Basic " + base64_encode(as_bytes("AWS:" + one.token));
  EXPECT_EQ(server_.client().request("GET", "/v2/", {{"Authorization", as_password}}).status, 401);
}

TEST_F(AwsSessions, AnIdentityTokenNeedsNoSignature) {
  const HttpResponse answer = send(form(web_identity(identity_token())));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.body.starts_with(
      "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"))
      << answer.body;
  const Temporary session{StsRig::element(answer.body, "AccessKeyId"), StsRig::element(answer.body, "SecretAccessKey"),
                          StsRig::element(answer.body, "SessionToken")};
  EXPECT_EQ(ecr(session, "DescribeRepositories").status, 200);

  testing::ClientRequest get{
      .method = "GET", .target = "/?" + web_identity(identity_token()), .headers = {}, .body = ""};
  EXPECT_EQ(send(get).status, 200) << "as a query";
}

TEST_F(AwsSessions, AStraySignatureBesideAnIdentityTokenIsNotLookedAt) {
  for (const char* authorization :
       {"AWS4-HMAC-SHA256 Credential=AKIANOBODY/20270115/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 nonsense", "Basic QVdTOng=", "Bearer x"}) {
    auto request = form(web_identity(identity_token()));
    request.headers.emplace_back("Authorization", authorization);
    request.headers.emplace_back("X-Amz-Security-Token", "stray");
    EXPECT_EQ(send(request).status, 200) << authorization;
  }
}

TEST_F(AwsSessions, NothingElseGoesWithoutASignature) {
  for (const std::string& body : std::vector<std::string>{
           assume(), std::string("Action=GetCallerIdentity&Version=2011-06-15"),
           std::string("Action=GetSessionToken&Version=2011-06-15"), std::string("Action=Nothing&Version=2011-06-15"),
           web_identity("x") + "&Action=AssumeRole", "Action=AssumeRoleWithWebIdentity&Version=2010-05-08",
           std::string("Action=AssumeRoleWithWebIdentity"), std::string("%zz"), std::string()}) {
    EXPECT_EQ(name_of(send(form(body))), "403 MissingAuthenticationToken") << body;
  }
  auto with_target = form(web_identity(identity_token()));
  with_target.headers.emplace_back("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories");
  EXPECT_EQ(name_of(send(with_target)), "400 MissingAuthenticationTokenException");
  EXPECT_EQ(name_of(send(form(web_identity(identity_token()) + "&Padding=" + std::string(30'000, 'a')))),
            "403 MissingAuthenticationToken")
      << "more than an identity token takes is not read of strangers";
}

TEST_F(AwsSessions, IdentityTokensAreRefusedInTheWordsOfTheService) {
  const std::string good = identity_token();
  EXPECT_EQ(name_of(send(form(web_identity("a.b.c")))), "400 InvalidIdentityToken");
  EXPECT_EQ(name_of(send(form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"))), "400 ValidationError");
  EXPECT_EQ(name_of(send(form(web_identity(good) + "x"))), "400 InvalidIdentityToken");
  auto packed = form(web_identity(good));
  packed.headers.emplace_back("Content-Encoding", "gzip");
  EXPECT_NE(send(packed).status, 200);
  server_.clock().advance(std::chrono::seconds(661));
  EXPECT_EQ(name_of(send(form(web_identity(good)))), "400 ExpiredTokenException");
  server_.directory().remove("AROAROLE");
  EXPECT_EQ(name_of(send(form(web_identity(identity_token())))), "403 AccessDenied");
}

TEST_F(AwsSessions, APresignedCallIsGoodForItsOwnActionHostAndTimeAlone) {
  const Temporary session = begin();
  const testing::SigningKey key{session.id, session.secret, "us-east-1", "sts"};
  const std::string target =
      "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Security-Token=" + percent_encode(session.token);
  const std::string presigned = testing::presign(target, key, server_.authority(), now(), 60);
  const auto get = [&](const std::string& where) {
    return send({.method = "GET", .target = where, .headers = {}, .body = ""});
  };
  const HttpResponse who = get(presigned);
  EXPECT_EQ(StsRig::element(who.body, "UserId"), "AROAROLE:run-1") << who.body;

  std::string other = presigned;
  other.replace(other.find("GetCallerIdentity"), 17, "GetSessionToken");
  EXPECT_EQ(name_of(get(other)), "403 SignatureDoesNotMatch");
  auto post = form("Action=GetSessionToken&Version=2011-06-15");
  post.target = presigned;
  EXPECT_NE(send(post).status, 200) << "another action in the body";
  post.body.clear();
  EXPECT_EQ(name_of(send(post)), "403 SignatureDoesNotMatch") << "another method";
  EXPECT_EQ(name_of(get(testing::presign(target, key, "elsewhere.example", now(), 60))), "403 SignatureDoesNotMatch");
  server_.clock().advance(std::chrono::seconds(61));
  EXPECT_EQ(name_of(get(presigned)), "403 SignatureDoesNotMatch") << "too late";
}

TEST_F(AwsSessions, ATrustPolicyMayAskWhatAnyPolicyMay) {
  const auto only_from = [&](std::string_view condition) {
    server_.directory().put(
        {.id = "AROAROLE",
         .name = "builder",
         .arn = kRole,
         .account = StsRig::account(),
         .is_role = true,
         .trust = StsRig::policy(
             fmt::format(
                 R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::123456789012:user/ann"}},)"
                 R"("Action":"sts:AssumeRole","Condition":{0}}},{{"Effect":"Allow","Principal":{{"Federated":)"
                 R"("arn:aws:iam::123456789012:oidc-provider/oidc.example"}},"Action":"sts:AssumeRoleWithWebIdentity",)"
                 R"("Condition":{0}}}]}})",
                 condition),
             model::PolicyOf::kTrust)});
  };
  only_from(R"({"IpAddress":{"aws:SourceIp":"127.0.0.0/8"},"Bool":{"aws:SecureTransport":"false"}})");
  EXPECT_EQ(signed_form(assume(), "AKIAANN", "secret").status, 200);
  EXPECT_EQ(send(form(web_identity(identity_token()))).status, 200);
  only_from(R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})");
  EXPECT_EQ(name_of(signed_form(assume(), "AKIAANN", "secret")), "403 AccessDenied");
  EXPECT_EQ(name_of(send(form(web_identity(identity_token())))), "403 AccessDenied");
  only_from(R"({"StringEquals":{"aws:PrincipalAccount":"123456789012"}})");
  EXPECT_EQ(signed_form(assume(), "AKIAANN", "secret").status, 200);
  EXPECT_EQ(name_of(send(form(web_identity(identity_token())))), "403 AccessDenied") << "a bearer is of no account yet";
}

TEST_F(AwsSessions, SessionsOfUsersDieWithTheirKey) {
  const HttpResponse answer = signed_form("Action=GetSessionToken&Version=2011-06-15", "AKIAANN", "secret");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Temporary session{StsRig::element(answer.body, "AccessKeyId"), StsRig::element(answer.body, "SecretAccessKey"),
                          StsRig::element(answer.body, "SessionToken")};
  EXPECT_EQ(ecr(session, "DescribeRepositories").status, 200);
  EXPECT_EQ(
      name_of(signed_form("Action=GetSessionToken&Version=2011-06-15", session.id, session.secret, session.token)),
      "403 AccessDenied");
  iam::AccessKey off = user_;
  off.is_active = false;
  server_.credentials().put(off);
  EXPECT_EQ(name_of(ecr(session, "DescribeRepositories")), "400 UnrecognizedClientException");
}

}  // namespace
}  // namespace entrepot
