// Setting policies of repositories and registries: whom they name, whom they lock out, what of them is in force.

#include "tests/integration/access_rig.h"

namespace entrepot::test {
namespace {

const std::string kAllowAll = identity_policy("Allow", R"("ecr:*")");

class AccessPolicies : public AccessTest {
 protected:
  AccessPolicies() { server.create_repository("team/app"); }

  std::string set(const iam::AccessKey& key, const std::string& text, bool is_forced = false) {
    return call(key, "SetRepositoryPolicy",
                {{"repositoryName", "team/app"}, {"policyText", text}, {"force", is_forced}});
  }
  std::string get() {
    const auto answer = send(root(), "GetRepositoryPolicy", {{"repositoryName", "team/app"}});
    const json::Value body = boost::json::parse(answer.body);
    const json::Value* text = body.get_object().if_contains("policyText");
    return text != nullptr ? std::string(text->as_string()) : answer.body;
  }
  static std::string invalid(std::string_view why) {
    return fmt::format(
        "InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: '{}'", why);
  }
};

TEST_F(AccessPolicies, NameUsersThatAreThere) {
  const auto reader = user("reader");
  const std::string arn = reader.principal.arn;
  const auto naming = [](const std::string& name) {
    return repository_policy("Allow", R"("ecr:ListImages")", R"({"AWS":")" + name + R"("})");
  };
  EXPECT_EQ(set(root(), naming(arn)), "done");
  EXPECT_TRUE(get().contains("\"AWS\" : \"" + arn + "\"")) << get();
  EXPECT_EQ(OciClient(server, reader).get("/v2/team/app/tags/list").status, 200);

  for (const char* nobody :
       {"arn:aws:iam::123456789012:user/nobody", "arn:aws:iam::123456789012:role/nobody", "AIDAAAAAAAAAAAAAAAAA"})
    EXPECT_EQ(set(root(), naming(nobody)), invalid("Principal not found")) << nobody;
  for (const char* account : {"*", "111111111111", "arn:aws:iam::111111111111:root"})
    EXPECT_EQ(set(root(), naming(account)), "done") << account;
  EXPECT_EQ(call(root(), "PutRegistryPolicy",
                 {{"policyText", R"({"Statement":[{"Effect":"Allow","Action":"ecr:CreateRepository","Resource":"*",)"
                                 R"("Principal":{"AWS":"arn:aws:iam::123456789012:user/nobody"}}]})"}}),
            invalid("Principal not found"));
}

TEST_F(AccessPolicies, AUserMadeAnewUnderAnOldNameGetsNothing) {
  const auto old = user("reader");
  ASSERT_EQ(set(root(), repository_policy("Allow", R"("ecr:ListImages")", R"({"AWS":")" + old.principal.arn + R"("})")),
            "done");
  server.directory().remove(old.principal.id);
  EXPECT_TRUE(get().contains("\"AWS\" : \"" + old.principal.id + "\"")) << get();

  auto anew = old;
  anew.principal.id = "AIDANEWNEWNEWNEWNEW1";
  anew.principal.access_key_id = "AKIANEWNEWNEWNEWNEW1";
  server.directory().put(
      {.id = anew.principal.id, .name = "reader", .arn = anew.principal.arn, .account = anew.principal.account});
  server.credentials().put(anew);
  EXPECT_EQ(OciClient(server, anew).get("/v2/team/app/tags/list").status, 403);
}

TEST_F(AccessPolicies, ThatLockTheirAuthorOutNeedForce) {
  const auto author = user("author", {kAllowAll});
  const std::string deny = repository_policy("Deny", R"("ecr:SetRepositoryPolicy")", R"("*")");
  EXPECT_EQ(set(author, deny), invalid("The policy you are attempting to set would prevent you from setting another "
                                       "policy in the future; use force to set it"));
  EXPECT_TRUE(get().contains("RepositoryPolicyNotFoundException")) << "nothing was set";
  EXPECT_EQ(set(author, deny, true), "done");
  EXPECT_EQ(set(author, repository_policy("Allow", R"("ecr:ListImages")", R"("*")")),
            "AccessDeniedException: " + denied(author, "ecr:SetRepositoryPolicy", arn_of("team/app"),
                                               "with an explicit deny in a resource-based policy"));
  EXPECT_EQ(set(root(), repository_policy("Allow", R"("ecr:ListImages")", R"("*")")), "done")
      << "root can always mend it";
}

TEST_F(AccessPolicies, BindRootAsWellUntilItChangesThem) {
  ASSERT_EQ(set(root(), repository_policy("Deny", R"("ecr:ListImages")", R"("*")"), true), "done");
  OciClient client(server, root());
  EXPECT_EQ(client.get("/v2/team/app/tags/list").status, 403);
  EXPECT_EQ(call(root(), "ListImages", {{"repositoryName", "team/app"}}),
            "AccessDeniedException: " + denied(root(), "ecr:ListImages", arn_of("team/app"),
                                               "with an explicit deny in a resource-based policy"));
  EXPECT_EQ(call(root(), "DeleteRepositoryPolicy", {{"repositoryName", "team/app"}}), "done");
  EXPECT_EQ(client.get("/v2/team/app/tags/list").status, 200);
}

TEST_F(AccessPolicies, WhoHoldsTheRightByThePolicyAloneMayNotDropIt) {
  const auto author = user("author");
  const std::string mine =
      repository_policy("Allow", R"("ecr:SetRepositoryPolicy")", R"({"AWS":")" + author.principal.arn + R"("})");
  ASSERT_EQ(set(root(), mine), "done");
  EXPECT_EQ(set(author, mine), "done");
  EXPECT_TRUE(set(author, repository_policy("Allow", R"("ecr:ListImages")", R"("*")")).starts_with("InvalidParameter"));
}

// The registry's policy

std::string registry_policy(std::string_view actions, std::string_view resource = "*",
                            std::string_view principal = kThatAccount, std::string_view effect = "Allow") {
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"{}","Action":[{}],"Principal":{},"Resource":"{}"}}]}})",
      effect, actions, principal, resource);
}

TEST_F(AccessPolicies, OfARegistryCountForEveryActionInScopeV2) {
  OciClient guest(server, stranger());
  EXPECT_EQ(guest.get("/v2/team/app/tags/list").status, 403);
  set_registry_policy(registry_policy(R"("ecr:ListImages")", arn_of("team/*")));
  EXPECT_EQ(guest.get("/v2/team/app/tags/list").status, 200);
  server.create_repository("other/app");
  EXPECT_EQ(guest.get("/v2/other/app/tags/list").status, 403);

  const auto key = user("all", {kAllowAll});
  set_registry_policy(registry_policy(R"("ecr:ListImages")", "*", R"("*")", "Deny"));
  EXPECT_EQ(OciClient(server, key).get("/v2/team/app/tags/list").status, 403) << "a Deny of any policy wins";
  ASSERT_EQ(call(root(), "DeleteRegistryPolicy", {}), "done");
  EXPECT_EQ(OciClient(server, key).get("/v2/team/app/tags/list").status, 200);
}

TEST_F(AccessPolicies, OfARegistryCountForFewActionsInScopeV1) {
  set_registry_policy(registry_policy(R"("ecr:*")"));
  ASSERT_EQ(call(root(), "PutAccountSetting", {{"name", "REGISTRY_POLICY_SCOPE"}, {"value", "V1"}}), "done");
  EXPECT_EQ(OciClient(server, stranger()).get("/v2/team/app/tags/list").status, 403);
  EXPECT_EQ(call(stranger(), "CreateRepository", {{"registryId", kHere}, {"repositoryName", "their/app"}}), "done");

  for (const char* actions : {R"("ecr:ListImages")", R"("ecr:CreateRepository","ecr:PutImage")", R"("ecr:Create*")"})
    EXPECT_EQ(call(root(), "PutRegistryPolicy", {{"policyText", registry_policy(actions)}}),
              invalid("Invalid registry policy provided"))
        << actions;
  for (const char* actions :
       {R"("ecr:*")", R"("ecr:createrepository","ecr:ReplicateImage","ecr:BatchImportUpstreamImage")"})
    EXPECT_EQ(call(root(), "PutRegistryPolicy", {{"policyText", registry_policy(actions)}}), "done") << actions;
}

TEST_F(AccessPolicies, ARepositorysPolicyMakesNoRepositories) {
  set_policy("team/app", repository_policy("Allow", R"("ecr:*")", kThatAccount));
  EXPECT_EQ(call(stranger(), "CreateRepository", {{"registryId", kHere}, {"repositoryName", "team/app"}}),
            "AccessDeniedException: " +
                no_policy(stranger(), "ecr:CreateRepository", arn_of("team/app"), "resource-based policy"));
  ASSERT_EQ(call(root(), "DeleteRepository", {{"repositoryName", "team/app"}}), "done");
  EXPECT_EQ(OciClient(server, stranger()).get("/v2/team/app/tags/list").status, 403) << "the policy went with it";
}

// Repositories that a push makes

class AccessCreateOnPush : public AccessPolicies {
 protected:
  void make_template(const std::string& policy) {
    ASSERT_EQ(call(root(), "CreateRepositoryCreationTemplate",
                   {{"prefix", "shared"},
                    {"appliedFor", json::Array{json::Value("CREATE_ON_PUSH")}},
                    {"resourceTags", json::Array{json::Object{{"Key", "team"}, {"Value", "blue"}}}},
                    {"repositoryPolicy", policy}}),
              "done");
  }
  unsigned start(const iam::AccessKey& key) {
    return OciClient(server, key).post("/v2/shared/app/blobs/uploads/").status;
  }
};

constexpr std::string_view kPush = R"("ecr:InitiateLayerUpload","ecr:UploadLayerPart","ecr:CompleteLayerUpload",)"
                                   R"("ecr:PutImage")";

TEST_F(AccessCreateOnPush, AUserNeedsTheRightToMakeThem) {
  make_template("");
  const auto without = user("without", {identity_policy("Allow", kPush)});
  const auto refused = OciClient(server, without).post("/v2/shared/app/blobs/uploads/");
  EXPECT_EQ(error_message(refused), no_policy(without, "ecr:CreateRepository", arn_of("shared/app")));

  const auto tagged =
      user("tagged", {identity_policy("Allow", kPush),
                      identity_policy("Allow", R"("ecr:CreateRepository")", "*",
                                      R"(,"Condition":{"StringEquals":{"aws:RequestTag/team":"blue"}})")});
  EXPECT_EQ(start(tagged), 202) << "the template's tags are those of the request";
}

TEST_F(AccessCreateOnPush, AnotherAccountNeedsTheRegistrysPolicyAndTheTemplates) {
  make_template(repository_policy("Allow", kPush, kThatAccount));
  EXPECT_EQ(start(stranger()), 403) << "no policy lets it make repositories";
  EXPECT_EQ(OciClient(server).get("/v2/shared/app/tags/list").status, 404) << "none was made";

  set_registry_policy(registry_policy(R"("ecr:CreateRepository")"));
  EXPECT_EQ(OciClient(server, stranger()).post("/v2/elsewhere/app/blobs/uploads/").status, 403) << "no template";
  const std::string pushed = OciClient(server, stranger()).push_image("shared/app", "v1", "their layer");
  EXPECT_EQ(OciClient(server).get("/v2/shared/app/manifests/v1").body, pushed);
  EXPECT_EQ(OciClient(server, stranger()).get("/v2/shared/app/manifests/v1").status, 403) << "may push only";
}

TEST_F(AccessCreateOnPush, NothingIsMadeForWhoCouldNotPushToIt) {
  make_template(repository_policy("Allow", R"("ecr:BatchGetImage")", kThatAccount));
  set_registry_policy(registry_policy(R"("ecr:CreateRepository")"));
  EXPECT_EQ(start(stranger()), 403);
  EXPECT_EQ(OciClient(server).get("/v2/shared/app/tags/list").status, 404) << "none was made";
}

TEST_F(AccessCreateOnPush, AManifestOfAnotherAccountMakesOneToo) {
  make_template(repository_policy("Allow", kPush, kThatAccount,
                                  R"(,"Condition":{"StringLike":{"entrepot:ImageTag":"their-*"}})"));
  set_registry_policy(registry_policy(R"("ecr:CreateRepository")"));
  OciClient guest(server, stranger());
  EXPECT_EQ(guest.put_manifest("shared/app", "our-1", index_manifest({}), kIndexType).status, 403);
  EXPECT_EQ(OciClient(server).get("/v2/shared/app/tags/list").status, 404) << "none was made";
  EXPECT_EQ(guest.put_manifest("shared/app", "their-1", index_manifest({}), kIndexType).status, 201);
}

}  // namespace
}  // namespace entrepot::test
