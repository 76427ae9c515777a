// The steps of a push and a pull, each with the action that it needs: taking one action away breaks that step and no
// other.

#include "tests/integration/access_rig.h"

namespace entrepot::test {
namespace {

class AccessSteps : public AccessTest {
 protected:
  AccessSteps() {
    server.create_repository("team/app");
    server.create_repository("team/other");
    OciClient owner(server);
    manifest = owner.push_image("team/app", "v1", "layer");
    digest = sha256_of(manifest);
    layer = sha256_of("layer");
  }
  /// What the steps of docker's push of one new layer and a manifest are answered, by what the step is.
  std::vector<std::pair<std::string, unsigned>> push(const iam::AccessKey& key) {
    OciClient client(server, key);
    const std::string blob = sha256_of("new layer");
    std::vector<std::pair<std::string, unsigned>> steps;
    const auto step = [&](const char* name, const HttpResponse& answer) { steps.emplace_back(name, answer.status); };
    step("login", client.get("/v2/"));
    step("look for the layer", client.head("/v2/team/app/blobs/" + blob));
    const auto started = client.post("/v2/team/app/blobs/uploads/");
    step("start", started);
    // The session of somebody who may start one, so that the following steps are asked on their own.
    const std::string upload = started.status == 202 ? started.header("Location") : OciClient(server).start("team/app");
    step("send", client.patch(upload, "new layer"));
    step("finish", client.finish(upload, blob));
    step("look for the manifest", client.head("/v2/team/app/manifests/v2"));
    step("put the manifest", client.put_manifest("team/app", "v2", manifest));
    return steps;
  }
  std::string manifest, digest, layer;
};

const std::vector<std::string> kPushActions = {"ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload",
                                               "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"};

std::string quoted(const std::vector<std::string>& actions, std::string_view without = "") {
  std::string out;
  for (const std::string& action : actions) {
    if (action == without) continue;
    if (!out.empty()) out += ',';
    out += '"' + action + '"';
  }
  return out;
}

TEST_F(AccessSteps, APusherNeedsFiveActions) {
  const auto key = user("pusher", {identity_policy("Allow", quoted(kPushActions))});
  using Steps = std::vector<std::pair<std::string, unsigned>>;
  EXPECT_EQ(push(key), (Steps{{"login", 200},
                              {"look for the layer", 404},
                              {"start", 202},
                              {"send", 202},
                              {"finish", 201},
                              {"look for the manifest", 404},
                              {"put the manifest", 201}}));
}

TEST_F(AccessSteps, TakingAwayOneActionOfAPushBreaksItsStepAlone) {
  const std::vector<std::pair<std::string, std::string>> broken = {
      {"ecr:BatchCheckLayerAvailability", "look for the layer"},
      {"ecr:InitiateLayerUpload", "start"},
      {"ecr:UploadLayerPart", "send"},
      {"ecr:CompleteLayerUpload", "finish"},
      {"ecr:PutImage", "put the manifest"}};
  for (const auto& [action, step] : broken) {
    const auto key = user("pusher", {identity_policy("Allow", quoted(kPushActions, action))});
    for (const auto& [name, status] : push(key)) {
      if (name == step) {
        EXPECT_EQ(status, 403) << name << " without " << action;
      } else if (name == "look for the manifest" && action == "ecr:PutImage") {
        EXPECT_EQ(status, 403) << "who may neither read nor put it learns nothing";
      } else if (action == "ecr:InitiateLayerUpload" || (action == "ecr:UploadLayerPart" && name == "finish")) {
        EXPECT_NE(status, 403) << name << " without " << action;
      } else {
        EXPECT_LT(status, 405) << name << " without " << action;
        EXPECT_NE(status, 403) << name << " without " << action;
      }
    }
  }
}

TEST_F(AccessSteps, TakingAwayOneActionOfAPullBreaksItsStepAlone) {
  struct Step {
    const char* method;
    std::string target;
    const char* action;
  };
  const std::vector<Step> steps = {
      {"GET", "/v2/team/app/manifests/v1", "ecr:BatchGetImage"},
      {"HEAD", "/v2/team/app/manifests/v1", "ecr:BatchGetImage"},
      {"GET", "/v2/team/app/manifests/" + digest, "ecr:BatchGetImage"},
      {"GET", "/v2/team/app/blobs/" + layer, "ecr:GetDownloadUrlForLayer"},
      {"HEAD", "/v2/team/app/blobs/" + layer, "ecr:GetDownloadUrlForLayer"},
      {"GET", "/v2/team/app/tags/list", "ecr:ListImages"},
      {"GET", "/v2/team/app/referrers/" + digest, "ecr:BatchGetImage"},
  };
  const std::vector<std::string> all = {"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:ListImages"};
  for (const std::string& without : all) {
    const auto key = user("puller", {identity_policy("Allow", quoted(all, without))});
    OciClient client(server, key);
    for (const Step& step : steps) {
      const auto answer = client.call(step.method, step.target);
      EXPECT_EQ(answer.status, step.action == without ? 403 : 200)
          << step.method << " " << step.target << " without " << without;
      if (answer.status == 403 && answer.body != "") {
        EXPECT_EQ(error_message(answer), no_policy(key, without, arn_of("team/app")));
        EXPECT_EQ(error_code(answer), "DENIED");
      }
    }
  }
}

TEST_F(AccessSteps, AChangedPolicyCountsForTheTokenThatIsOut) {
  const auto key = user("ci", {identity_policy("Allow", R"("ecr:*")")});
  OciClient client(server, key);
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1").status, 200);

  user("ci", {});
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1").status, 403) << "a token carries no rights";

  server.directory().remove(key.principal.id);
  server.credentials().remove(key.principal.access_key_id);
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1").status, 401) << "whose key is gone is nobody";
}

TEST_F(AccessSteps, AResourceNamesOneRepository) {
  const auto key = user("one", {identity_policy("Allow", R"("ecr:*")", arn_of("team/app"))});
  OciClient client(server, key);
  EXPECT_EQ(client.get("/v2/team/app/tags/list").status, 200);
  EXPECT_EQ(client.get("/v2/team/other/tags/list").status, 403);
  EXPECT_EQ(client.get("/v2/team/application/tags/list").status, 403) << "nor what begins alike";
  EXPECT_EQ(client.get("/v2/_catalog").status, 403);
  EXPECT_EQ(call(key, "GetAuthorizationToken", {}),
            "AccessDeniedException: " + no_policy(key, "ecr:GetAuthorizationToken", "*"));
}

TEST_F(AccessSteps, AMountNeedsTheRightToReadTheSource) {
  const auto pusher = [&](std::string_view source) {
    return user("mounter", {identity_policy("Allow", quoted(kPushActions), arn_of("team/other")),
                            identity_policy("Allow", R"("ecr:GetDownloadUrlForLayer")", arn_of(source))});
  };
  const std::string mount = "/v2/team/other/blobs/uploads/?mount=" + layer;
  EXPECT_EQ(OciClient(server, pusher("team/secret")).post(mount + "&from=team/app").status, 202);
  EXPECT_EQ(OciClient(server, pusher("team/secret")).post(mount).status, 202);
  EXPECT_EQ(OciClient(server, pusher("team/app")).post(mount).status, 201);
}

TEST_F(AccessSteps, AnotherAccountNeedsBothSides) {
  const auto theirs = [&](const std::vector<std::string>& policies) {
    return server.add_user(stranger(), "guest", policies);
  };
  const std::string everything = identity_policy("Allow", R"("ecr:*")");
  const std::string target = "/v2/team/app/manifests/v1";

  const auto guest = theirs({everything});
  const auto refused = OciClient(server, guest).get(target);
  EXPECT_EQ(error_message(refused), no_policy(guest, "ecr:BatchGetImage", arn_of("team/app"), "resource-based policy"));

  set_policy("team/app",
             repository_policy("Allow", R"("ecr:BatchGetImage","ecr:GetDownloadUrlForLayer")", kThatAccount));
  EXPECT_EQ(OciClient(server, guest).get(target).status, 200);
  EXPECT_EQ(OciClient(server, guest).get("/v2/team/app/blobs/" + layer).status, 200);
  EXPECT_EQ(OciClient(server, guest).get("/v2/team/app/tags/list").status, 403) << "what the policy leaves out";
  EXPECT_EQ(OciClient(server, stranger()).get(target).status, 200) << "the account's root too";

  const auto without = theirs({});
  EXPECT_EQ(error_message(OciClient(server, without).get(target)),
            no_policy(without, "ecr:BatchGetImage", arn_of("team/app")));
  theirs({everything});
  set_policy("team/app", repository_policy("Allow", R"("ecr:BatchGetImage")", R"({"AWS":"111111111111"})"));
  EXPECT_EQ(OciClient(server, guest).get(target).status, 403) << "the policy's new text counts at once";
}

TEST_F(AccessSteps, AnotherAccountPushesWithBothSides) {
  const auto guest = server.add_user(stranger(), "guest", {identity_policy("Allow", quoted(kPushActions))});
  OciClient client(server, guest);
  EXPECT_EQ(client.post("/v2/team/app/blobs/uploads/").status, 403);
  set_policy("team/app", repository_policy("Allow", quoted(kPushActions), kThatAccount));
  const std::string pushed = client.push_image("team/app", "theirs", "their layer");
  EXPECT_EQ(OciClient(server).get("/v2/team/app/manifests/theirs").body, pushed);
  EXPECT_EQ(client.head("/v2/team/app/manifests/theirs").status, 404) << "may put, but not read";
  EXPECT_EQ(client.get("/v2/team/app/manifests/theirs").status, 403);
}

TEST_F(AccessSteps, WhetherARepositoryExistsIsNotToldToAnotherAccount) {
  set_policy("team/other", repository_policy("Deny", R"("ecr:*")", R"("*")"));
  const auto all = server.add_user(stranger(), "all", {identity_policy("Allow", R"("ecr:*")")});
  const auto none = server.add_user(stranger(), "none", {});
  for (const auto& key : {stranger(), all, none}) {
    OciClient client(server, key);
    const auto masked = [&](std::string text, const std::string& name) {
      for (auto at = text.find(name); at != std::string::npos; at = text.find(name)) text.replace(at, name.size(), "X");
      return text;
    };
    const auto ask = [&](const std::string& name) {
      std::string all_answers;
      for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
        const auto answer = client.call(method, "/v2/" + name + "/manifests/v1", {{"Content-Type", kImageType}}, "{}");
        all_answers += std::to_string(answer.status) + " " + masked(answer.body, name) + "\n";
      }
      for (const char* operation : {"DescribeRepositories", "CreateRepository", "GetRepositoryPolicy"}) {
        json::Object body{{"registryId", kHere}};
        if (std::string_view(operation) == "DescribeRepositories") {
          body["repositoryNames"] = json::Array{json::Value(name)};
        } else {
          body["repositoryName"] = name;
        }
        all_answers += masked(call(key, operation, body), name) + "\n";
      }
      return all_answers;
    };
    const std::string missing = ask("team/none");
    EXPECT_EQ(ask("team/app"), missing) << key.principal.arn;
    EXPECT_EQ(ask("team/other"), missing) << key.principal.arn << ", where a policy denies";
    EXPECT_TRUE(missing.starts_with("403 ")) << missing;
  }
}

TEST_F(AccessSteps, APolicyOfARepositoryLetsItsOwnUsersInByItself) {
  const auto key = user("reader", {});
  set_policy("team/app", repository_policy("Allow", R"("ecr:BatchGetImage")",
                                           R"({"AWS":"arn:aws:iam::123456789012:user/reader"})"));
  EXPECT_EQ(OciClient(server, key).get("/v2/team/app/manifests/v1").status, 200);
  set_policy("team/app", repository_policy("Deny", R"("ecr:BatchGetImage")", R"("*")"));
  const auto strong = user("strong", {identity_policy("Allow", R"("ecr:*")")});
  EXPECT_EQ(
      error_message(OciClient(server, strong).get("/v2/team/app/manifests/v1")),
      denied(strong, "ecr:BatchGetImage", arn_of("team/app"), "with an explicit deny in a resource-based policy"));
  EXPECT_EQ(OciClient(server).get("/v2/team/app/manifests/v1").status, 403) << "a Deny binds root as well";
}

}  // namespace
}  // namespace entrepot::test
