// Every operation of both doors, for everybody who may ask: generated from the tables, so that a new row is covered by
// itself. A row without an action does not compile (operation_row.h, oci/ops.cc).

#include <algorithm>

#include "api/oci/ops.h"
#include "tests/integration/access_rig.h"

namespace entrepot::test {
namespace {

using api::aws::Row;
using api::aws::Shape;
using api::aws::ShapeKind;

constexpr const char* kUpload = "00000000-0000-4000-8000-000000000000";

/// Values of members whose form the model does not tell, or not whole.
const json::Object& values() {
  static const json::Object kValues = {
      {"repositoryName", "team/app"},
      {"resourceArn", arn_of("team/app")},
      {"layerDigest", sha256_of("layer")},
      {"layerDigests", json::Array{json::Value(sha256_of("layer"))}},
      {"imageDigest", sha256_of("image")},
      {"imageIds", json::Array{json::Object{{"imageTag", "v1"}}}},
      {"imageId", json::Object{{"imageTag", "v1"}}},
      {"subjectId", json::Object{{"imageDigest", sha256_of("image")}}},
      {"imageManifest", image_manifest("{}", {"layer"})},
      {"layerPartBlob", "bGF5ZXI="},
      {"partFirstByte", 0},
      {"partLastByte", 4},
      {"uploadId", kUpload},
      {"policyText", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:CreateRepository",)"
                     R"("Principal":{"AWS":"111111111111"},"Resource":"*"}]})"},
      {"lifecyclePolicyText",
       R"({"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan",)"
       R"("countNumber":1},"action":{"type":"expire"}}]})"},
      {"ecrRepositoryPrefix", "upstream"},
      {"upstreamRegistryUrl", "public.ecr.aws"},
      {"prefix", "prod"},
      {"appliedFor", json::Array{json::Value("REPLICATION")}},
      {"principalArn", "arn:aws:iam::123456789012:role/reader"},
      {"name", "BLOB_MOUNTING"},
      {"value", "ENABLED"},
      {"tags", json::Array{json::Object{{"Key", "team"}, {"Value", "blue"}}}},
      {"tagKeys", json::Array{json::Value("team")}},
      {"replicationConfiguration", json::Object{{"rules", json::Array()}}},
      {"replicationBackfillId", kUpload},
      {"signingConfiguration", json::Object{{"rules", json::Array()}}},
      {"scanningConfigurations", json::Array()},
      {"repositoryNames", json::Array{json::Value("team/app")}},
      {"destination", json::Object{{"region", "eu-west-1"}, {"registryId", kHere}}},
  };
  return kValues;
}

json::Value sample(const Shape& shape);

json::Object sample_of(const Shape& structure) {
  json::Object out;
  for (const auto& member : structure.members) {
    if (member.presence == api::aws::Member::kOptional) continue;
    const json::Value* known = values().if_contains(member.name);
    out[member.name] = known != nullptr ? *known : sample(*member.shape);
  }
  return out;
}

json::Value sample(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::kString:
      return shape.words.empty() ? json::Value("example") : json::Value(shape.words.front());
    case ShapeKind::kInteger:
      return std::max<std::int64_t>(shape.min, 1);
    case ShapeKind::kBoolean:
      return true;
    case ShapeKind::kBlob:
      return "bGF5ZXI=";
    case ShapeKind::kList:
      return json::Array{sample(*shape.item)};
    case ShapeKind::kStructure:
      return sample_of(shape);
  }
  return nullptr;
}

bool takes(const Row& row, std::string_view member) {
  return row.request != nullptr &&
         std::ranges::any_of(row.request->members, [&](const auto& each) { return each.name == member; });
}

/// A request for the registry's own account, whoever sends it, where the operation can say so.
json::Object request_of(const Row& row) {
  json::Object body = row.request != nullptr ? sample_of(*row.request) : json::Object();
  if (takes(row, "registryId")) body["registryId"] = kHere;
  // Members that the model leaves open, but the operation does not.
  if (row.info.operation == "UpdatePullThroughCacheRule") body["customRoleArn"] = values().at("principalArn");
  if (row.info.operation == "DescribeRepositories") body["repositoryNames"] = values().at("repositoryNames");
  return body;
}

/// Whether a caller of another account can ask about this registry at all.
bool can_name_registry(const Row& row) {
  return takes(row, "registryId") || takes(row, "resourceArn");
}

std::string path_of(const api::oci::Row& row) {
  std::string path(row.operation.substr(row.operation.find(' ') + 1));
  const auto put = [&](std::string_view what, const std::string& value) {
    if (const auto at = path.find(what); at != std::string::npos) path.replace(at, what.size(), value);
  };
  put("<name>", "team/app");
  put("<reference>", "v1");
  put("<digest>", sha256_of("layer"));
  put("<id>", kUpload);
  return row.endpoint == api::oci::Endpoint::kUpload && row.method == http::Method::kPut
             ? path + "?digest=" + sha256_of("layer")
             : path;
}

class AccessMatrix : public AccessTest {
 protected:
  AccessMatrix() { prepare(); }

  /// What earlier calls deleted is there again.
  void prepare() {
    auto name = model::RepositoryName::parse("team/app");
    (void)server.run(server.services().repositories.create(server.scope(), *std::move(name), {}));
  }
  void share(bool is_shared) {
    prepare();
    (void)server.run(server.services().policies.remove_repository_policy(server.scope(), "team/app"));
    if (is_shared) set_policy("team/app", repository_policy("Allow", R"("ecr:*")", kThatAccount));
  }
  void use_endpoint(std::shared_ptr<const iam::Policy> policy) {
    endpoints_.set(0, {.vpce = "vpce-0a1b2c3d4e5f67890", .policy = std::move(policy)});
    server.services().endpoints = &endpoints_;
  }

  HttpResponse oci(const iam::AccessKey& key, const api::oci::Row& row) {
    OciClient client(server, key);
    const bool has_body = row.body != api::oci::Body::kIgnored;
    return client.call(to_string(row.method), path_of(row), {{"Content-Type", kImageType}}, has_body ? "{}" : "");
  }
  /// "allowed", "hidden", or the text of the refusal.
  std::string ask(const iam::AccessKey& key, const Row& row) {
    const std::string answer = call(key, row.info.operation, request_of(row));
    constexpr std::string_view kDenied = "AccessDeniedException: ";
    if (answer.starts_with(kDenied)) return answer.substr(kDenied.size());
    EXPECT_FALSE(answer.contains("SerializationException") || answer.contains("Member must"))
        << row.info.operation << " needs a sample that parses: " << answer;
    return "allowed";
  }
  std::string ask(const iam::AccessKey& key, const api::oci::Row& row) {
    const HttpResponse answer = oci(key, row);
    if (answer.status != 403) return "allowed";
    return answer.body.empty() ? "refused" : error_message(answer);
  }
  static std::string expected(std::string text, const api::oci::Row& row) {
    return row.method == http::Method::kHead ? "refused" : text;
  }
  static std::string expected(std::string text, const Row&) { return text; }

  static std::string_view action_of(const Row& row) { return row.info.action; }
  static std::string_view action_of(const api::oci::Row& row) { return row.action; }
  static std::string_view name_of(const Row& row) { return row.info.operation; }
  static std::string_view name_of(const api::oci::Row& row) { return row.operation; }
  static std::string resource_of(const Row& row) {
    if (row.resource == api::aws::Resource::kAny) return "*";
    const json::Object body = request_of(row);
    const bool is_named =
        body.contains("repositoryName") || body.contains("repositoryNames") || body.contains("resourceArn");
    return arn_of(is_named ? "team/app" : "*");
  }
  static std::string resource_of(const api::oci::Row& row) {
    return arn_of(row.resource == api::oci::Resource::kRepository ? "team/app" : "*");
  }
  /// Actions that do instead of the row's own.
  static std::vector<std::string> substitutes(const Row&) { return {}; }
  static std::vector<std::string> substitutes(const api::oci::Row& row) {
    std::vector<std::string> out;
    for (const std::string_view action : {row.or_action, row.hidden_from})
      if (!action.empty()) out.emplace_back(action);
    return out;
  }
  static bool names_one_repository(const Row& row) {
    return row.resource == api::aws::Resource::kRepository && can_name_registry(row) &&
           row.info.operation != "CreateRepository";
  }
  static bool names_one_repository(const api::oci::Row& row) { return row.resource == api::oci::Resource::kRepository; }
  static bool can_cross(const Row& row) { return can_name_registry(row); }
  static bool can_cross(const api::oci::Row&) { return true; }

  /// Calls `check` with each row that needs an action.
  template <class Check>
  void each_row(Check check) {
    std::size_t count = 0;
    const api::aws::ServiceTable table = api::ecr::table();
    for (const Row& row : table.rows) {
      if (row.info.action.empty() || row.invoke == nullptr) continue;
      ++count;
      prepare();
      check(row);
    }
    for (const api::oci::Row& row : api::oci::rows()) {
      if (row.action.empty()) continue;
      ++count;
      prepare();
      check(row);
    }
    EXPECT_GT(count, 70U) << "the tables are empty";
  }

  api::Endpoints endpoints_;
};

TEST_F(AccessMatrix, RootMayDoEverything) {
  each_row([&](const auto& row) { EXPECT_EQ(ask(root(), row), "allowed") << name_of(row); });
}

TEST_F(AccessMatrix, AUserMayDoWhatAPolicyAllows) {
  const auto key = user("all", {identity_policy("Allow", R"("ecr:*")")});
  each_row([&](const auto& row) { EXPECT_EQ(ask(key, row), "allowed") << name_of(row); });
}

TEST_F(AccessMatrix, EachRowNeedsItsAction) {
  each_row([&](const auto& row) {
    std::string actions = fmt::format(R"("{}")", action_of(row));
    for (const std::string& other : substitutes(row)) actions += fmt::format(R"(,"{}")", other);
    const auto key = user("less", {identity_policy("Allow", R"("ecr:*")"), identity_policy("Deny", actions)});
    EXPECT_EQ(ask(key, row), expected(denied(key, action_of(row), resource_of(row),
                                             "with an explicit deny in an identity-based policy"),
                                      row))
        << name_of(row);
  });
}

TEST_F(AccessMatrix, AUserWithoutPoliciesMayNothing) {
  const auto key = user("none");
  each_row([&](const auto& row) {
    EXPECT_EQ(ask(key, row), expected(no_policy(key, action_of(row), resource_of(row)), row)) << name_of(row);
  });
}

TEST_F(AccessMatrix, AnotherAccountMayNothingWithoutAPolicyHere) {
  const auto guest = server.add_user(stranger(), "guest", {identity_policy("Allow", R"("*")")});
  share(false);
  each_row([&](const auto& row) {
    if (!can_cross(row)) return;
    for (const auto& key : {stranger(), guest}) {
      EXPECT_EQ(ask(key, row), expected(no_policy(key, action_of(row), resource_of(row), "resource-based policy"), row))
          << name_of(row);
    }
  });
}

TEST_F(AccessMatrix, AnotherAccountMayWhatBothSidesAllow) {
  const auto guest = server.add_user(stranger(), "guest", {identity_policy("Allow", R"("ecr:*")")});
  const auto nobody = server.add_user(stranger(), "nobody", {});
  each_row([&](const auto& row) {
    if (!can_cross(row)) return;
    share(true);
    EXPECT_EQ(ask(nobody, row), expected(no_policy(nobody, action_of(row), resource_of(row)), row)) << name_of(row);
    share(true);
    const std::string refusal =
        expected(no_policy(guest, action_of(row), resource_of(row), "resource-based policy"), row);
    EXPECT_EQ(ask(guest, row), names_one_repository(row) ? "allowed" : refusal) << name_of(row);
  });
}

TEST_F(AccessMatrix, NobodyIsRefusedBeforeAnythingElse) {
  const api::aws::ServiceTable table = api::ecr::table();
  for (const Row& row : table.rows) {
    const auto answer = server.client().request(
        "POST", "/", {{"X-Amz-Target", std::string(table.target_prefix) + "." + std::string(row.info.operation)}},
        boost::json::serialize(request_of(row)));
    EXPECT_TRUE(told(answer).starts_with("MissingAuthenticationTokenException: ")) << told(answer);
  }
  for (const api::oci::Row& row : api::oci::rows()) {
    const auto answer = server.client().request(to_string(row.method), path_of(row));
    EXPECT_EQ(answer.status, 401) << row.operation;
  }
}

TEST_F(AccessMatrix, AnExpiredTokenOpensNothing) {
  const auto key = user("all", {identity_policy("Allow", R"("ecr:*")")});
  const auto authorization = server.authorization(key);
  server.clock().advance(std::chrono::hours(12) + std::chrono::seconds(1));
  for (const api::oci::Row& row : api::oci::rows()) {
    const auto answer = server.client().request(to_string(row.method), path_of(row), {authorization});
    EXPECT_EQ(answer.status, 403) << row.operation;
  }
}

TEST_F(AccessMatrix, ASessionOpensWhatItsRoleMayUntilItExpires) {
  const auto session = begin_session("deployer", identity_policy("Allow", R"("ecr:*")"));
  const auto authorization = server.authorization(session.key);
  const api::aws::ServiceTable table = api::ecr::table();
  const auto ask_all = [&](std::string_view expected_start, bool is_expired) {
    for (const Row& row : table.rows) {
      prepare();
      const std::string answer =
          call(session.key, row.info.operation, request_of(row), {{"X-Amz-Security-Token", session.token}});
      EXPECT_EQ(answer.starts_with(expected_start), is_expired) << row.info.operation << ": " << answer;
    }
    for (const api::oci::Row& row : api::oci::rows()) {
      prepare();
      const auto answer = server.client().request(to_string(row.method), path_of(row), {authorization});
      EXPECT_EQ(answer.status == 403, is_expired) << row.operation << ": " << answer.body;
    }
  };
  ask_all("AccessDeniedException", false);
  server.clock().advance(std::chrono::hours(1) + std::chrono::seconds(1));
  ask_all("ExpiredTokenException", true);
}

TEST_F(AccessMatrix, ADisabledKeyOpensNothing) {
  auto key = user("all", {identity_policy("Allow", R"("ecr:*")")});
  const auto authorization = server.authorization(key);
  key.is_active = false;
  server.credentials().put(key);
  const api::aws::ServiceTable table = api::ecr::table();
  for (const Row& row : table.rows) {
    EXPECT_EQ(call(key, row.info.operation, request_of(row)),
              "UnrecognizedClientException: The security token included in the request is invalid.");
  }
  for (const api::oci::Row& row : api::oci::rows()) {
    const auto answer = server.client().request(to_string(row.method), path_of(row), {authorization});
    EXPECT_EQ(answer.status, 401) << row.operation;
  }
}

TEST_F(AccessMatrix, APrivateEndpointWithoutAPolicyChangesNothing) {
  use_endpoint(nullptr);
  const auto none = user("none");
  each_row([&](const auto& row) {
    EXPECT_EQ(ask(root(), row), "allowed") << name_of(row);
    EXPECT_NE(ask(none, row), "allowed") << name_of(row);
  });
}

TEST_F(AccessMatrix, APrivateEndpointsPolicyBindsEverybody) {
  const auto all = user("all", {identity_policy("Allow", R"("ecr:*")")});
  const auto only = [](std::string_view action) {
    return entrepot::testing::statement(
        fmt::format(R"("Effect":"Allow","Principal":"*","Action":"{}","Resource":"*")", action),
        model::PolicyOf::kEndpoint);
  };
  each_row([&](const auto& row) {
    use_endpoint(nullptr);
    prepare();
    use_endpoint(only("s3:GetObject"));
    for (const auto& key : {root(), all}) {
      EXPECT_EQ(ask(key, row), expected(no_policy(key, action_of(row), resource_of(row), "VPC endpoint policy"), row))
          << name_of(row);
    }
    use_endpoint(only("ecr:*"));
    EXPECT_EQ(ask(all, row), "allowed") << name_of(row);
  });
}

TEST_F(AccessMatrix, WhatWasRefusedChangedNothing) {
  OciClient owner(server);
  const std::string manifest = owner.push_image("team/app", "v1", "layer");
  const auto none = user("none");
  each_row([&](const auto& row) {
    (void)ask(none, row);
    (void)ask(stranger(), row);
  });
  EXPECT_EQ(owner.get("/v2/team/app/manifests/v1").body, manifest);
  EXPECT_EQ(owner.get("/v2/team/app/tags/list").body, R"({"name":"team/app","tags":["v1"]})");
  EXPECT_EQ(owner.get("/v2/_catalog").body, R"({"repositories":["team/app"]})");
  EXPECT_TRUE(call(root(), "GetRepositoryPolicy", {{"repositoryName", "team/app"}})
                  .starts_with("RepositoryPolicyNotFoundException"));
  EXPECT_TRUE(call(root(), "GetRegistryPolicy", {}).starts_with("RegistryPolicyNotFoundException"));
}

}  // namespace
}  // namespace entrepot::test
