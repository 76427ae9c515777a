#pragma once
// A registry with both doors, two accounts, and users with policies: for tests of who may do what.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/door.h"
#include "api/ecr/table.h"
#include "api/layers/door.h"
#include "api/oci/door.h"
#include "api/sts/table.h"
#include "tests/integration/oci_client.h"
#include "tests/support/policies.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot::test {

/// The account of the registry, and that of strangers.
inline constexpr std::string_view kHere = "123456789012";
inline constexpr std::string_view kThere = "999999999999";

inline std::string arn_of(std::string_view repository, std::string_view account = kHere) {
  return fmt::format("arn:aws:ecr:us-east-1:{}:repository/{}", account, repository);
}

/// One statement: `effect` "Allow" or "Deny"; actions as JSON, "\"ecr:*\""; `more` begins with a comma.
inline std::string identity_policy(std::string_view effect, std::string_view actions, std::string_view resource = "*",
                                   std::string_view more = "") {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"{}","Action":[{}],"Resource":"{}"{}}}]}})",
                     effect, actions, resource, more);
}
/// Of a repository. `principal` as JSON: "\"*\"", R"({"AWS":"999999999999"})".
inline std::string repository_policy(std::string_view effect, std::string_view actions, std::string_view principal,
                                     std::string_view more = "") {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"{}","Action":[{}],"Principal":{}{}}}]}})",
                     effect, actions, principal, more);
}
inline const std::string kThatAccount = R"({"AWS":"999999999999"})";

class AccessTest : public ::testing::Test {
 protected:
  static RegistryServer::Options options() {
    RegistryServer::Options out;
    out.doors = [](api::Services& services) {
      RegistryServer::Doors doors;
      doors.push_back(api::oci::make_door(services));
      doors.push_back(api::layers::make_door(services));
      doors.push_back(api::aws::make_door(services, {api::ecr::table(), api::sts::table()}));
      return doors;
    };
    return out;
  }

  const iam::AccessKey& root() { return server.access_key(); }
  const iam::AccessKey& stranger() { return server.stranger(); }
  /// Of the registry's account.
  iam::AccessKey user(const std::string& name, const std::vector<std::string>& policies = {}) {
    return server.add_user(root(), name, policies);
  }

  /// A role's session of an hour: key, and the token that goes with it.
  struct TemporaryKey {
    iam::AccessKey key;
    std::string token;
  };
  TemporaryKey begin_session(const std::string& role, const std::string& policy) {
    const std::string role_arn = fmt::format("arn:aws:iam::{}:role/{}", kHere, role);
    server.directory().put({.id = "AROAROLEROLEROLEROLE",
                            .name = role,
                            .arn = role_arn,
                            .account = root().principal.account,
                            .is_role = true,
                            .policies = {entrepot::testing::policy(policy)}});
    const auto begun = server.clock().now();
    iam::Principal principal{
        .account = root().principal.account,
        .id = "AROAROLEROLEROLEROLE:run",
        .arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/run", kHere, role),
        .kind = iam::PrincipalKind::kRoleSession,
        .session = std::make_shared<const iam::Session>(iam::Session{.name = "run",
                                                                     .role_id = "AROAROLEROLEROLEROLE",
                                                                     .role_arn = role_arn,
                                                                     .issued_at = begun,
                                                                     .expires_at = begun + std::chrono::hours(1)})};
    auto issued = server.sessions().issue(principal).value();
    principal.access_key_id = issued.access_key_id;
    return {.key = {.principal = std::move(principal), .secret = issued.secret}, .token = issued.token};
  }

  HttpResponse send(const iam::AccessKey& key, std::string_view operation, const json::Object& body, Fields more = {}) {
    entrepot::testing::ClientRequest request{.body = boost::json::serialize(body)};
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                       {"X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921." + std::string(operation)}};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    entrepot::testing::sign(request, signing(key), server.authority(), now());
    return server.client().request(request.method, request.target, request.headers, request.body);
  }
  entrepot::testing::SigningKey signing(const iam::AccessKey& key) {
    return {.access_key_id = key.principal.access_key_id, .secret = key.secret};
  }
  std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(server.clock().now().time_since_epoch()).count();
  }
  /// "done", or code and message: "AccessDeniedException: User: .."
  std::string call(const iam::AccessKey& key, std::string_view operation, const json::Object& body, Fields more = {}) {
    return told(send(key, operation, body, std::move(more)));
  }
  static std::string told(const HttpResponse& answer) {
    if (answer.status == 200) return "done";
    boost::system::error_code error;
    const json::Value body = boost::json::parse(answer.body, error);
    if (error || !body.is_object() || !body.get_object().contains("__type")) return std::to_string(answer.status);
    const json::Object& members = body.get_object();
    const json::Value* message = members.if_contains("message");
    return fmt::format("{}: {}", std::string_view(members.at("__type").as_string()),
                       message != nullptr ? std::string_view(message->as_string()) : std::string_view());
  }
  static std::string denied(const iam::AccessKey& key, std::string_view action, std::string_view resource,
                            std::string_view why) {
    return fmt::format("User: {} is not authorized to perform: {} on resource: {} {}", key.principal.arn, action,
                       resource, why);
  }
  static std::string no_policy(const iam::AccessKey& key, std::string_view action, std::string_view resource,
                               std::string_view kind = "identity-based policy") {
    return denied(key, action, resource, fmt::format("because no {} allows the {} action", kind, action));
  }

  void set_policy(const std::string& repository, const std::string& text) {
    ASSERT_EQ(
        call(root(), "SetRepositoryPolicy", {{"repositoryName", repository}, {"policyText", text}, {"force", true}}),
        "done");
  }
  void set_registry_policy(const std::string& text) {
    ASSERT_EQ(call(root(), "PutRegistryPolicy", {{"policyText", text}}), "done");
  }

  RegistryServer server{options()};
};

}  // namespace entrepot::test
