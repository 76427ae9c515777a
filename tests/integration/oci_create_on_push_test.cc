// Repositories that a push makes, by creation templates, as docker pushes: layers first, then the manifest.
#include <gtest/gtest.h>

#include <atomic>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

/// Root's rights, less the one to make repositories once that is taken away.
class Pusher final : public iam::Authorizer {
 public:
  bool allows_all(const iam::Principal&, const model::AccountId&) const override { return false; }
  Result<void> authorize(const iam::Principal& principal, const iam::Access& access) const override {
    if (!may_create && access.action == "ecr:CreateRepository") {
      return fail(ErrorKind::kAccessDenied, "may not create " + std::string(access.resource));
    }
    return root_.authorize(principal, access);
  }
  std::atomic<bool> may_create{true};

 private:
  iam::RootOnly root_;
};

class OciCreateOnPush : public ::testing::Test {
 protected:
  void make_template(const std::string& prefix, model::RepositorySettings settings = {},
                     model::TemplateUse use = model::TemplateUse::kCreateOnPush) {
    const auto made = server.run(server.services().settings.templates.create(
        server.scope(), prefix, {.settings = std::move(settings), .applied_for = {use}}));
    ASSERT_TRUE(made) << made.error().message();
  }
  model::RepositorySettings settings_of(const std::string& name) {
    auto found = server.run(server.services().repositories.find(server.scope(), {name}));
    return found ? found->at(0).settings : model::RepositorySettings{.tags = {{"absent", ""}}};
  }

  std::shared_ptr<Pusher> rights = std::make_shared<Pusher>();
  RegistryServer server{{.authorizer = rights}};
  OciClient client{server};
};

TEST_F(OciCreateOnPush, ATemplateMakesTheRepositoryOfAPush) {
  make_template("prod", {.mutability = model::TagMutability::kImmutable, .tags = {{"stage", "prod"}}});

  const std::string manifest = client.push_image("prod/app", "v1", "layer");

  EXPECT_EQ(client.get("/v2/prod/app/manifests/v1").body, manifest);
  EXPECT_EQ(settings_of("prod/app").tags, (std::vector<model::ResourceTag>{{"stage", "prod"}}));
  const std::string other = client.push_image("prod/app", "v2", "another layer");
  const auto moved = client.put_manifest("prod/app", "v1", other);
  EXPECT_EQ(moved.status, 400) << "the template made its tags immutable";
  EXPECT_EQ(error_code(moved), "TAG_INVALID");
}

TEST_F(OciCreateOnPush, WithoutAMatchTheNameIsUnknown) {
  make_template("prod");
  make_template("copies", {}, model::TemplateUse::kReplication);

  for (const char* name : {"prod", "production/app", "copies/app", "other"}) {
    const auto answer = client.post(std::string("/v2/") + name + "/blobs/uploads/");
    EXPECT_EQ(answer.status, 404) << name;
    EXPECT_EQ(error_code(answer), "NAME_UNKNOWN");
    EXPECT_EQ(error_message(answer), std::string("The repository with name '") + name +
                                         "' does not exist in the registry with id '123456789012'");
  }
}

TEST_F(OciCreateOnPush, AManifestAWholeLayerAndAMountMakeItToo) {
  make_template("prod");
  server.create_repository("base");
  const std::string layer = client.push_blob("base", "shared layer");

  EXPECT_EQ(client.put_manifest("prod/index", "v1", index_manifest({}), kIndexType).status, 201);
  EXPECT_EQ(client.get("/v2/prod/index/manifests/v1").body, index_manifest({}));
  EXPECT_EQ(client.post("/v2/prod/whole/blobs/uploads/?digest=" + sha256_of("at once"), "at once").status, 201);
  EXPECT_EQ(client.get("/v2/prod/whole/blobs/" + sha256_of("at once")).body, "at once");
  EXPECT_EQ(client.post("/v2/prod/mounted/blobs/uploads/?mount=" + layer + "&from=base").status, 201);
  EXPECT_EQ(client.get("/v2/prod/mounted/blobs/" + layer).body, "shared layer");
}

TEST_F(OciCreateOnPush, PullsAndQuestionsMakeNothing) {
  make_template("ROOT");

  EXPECT_EQ(client.get("/v2/some/app/manifests/v1").status, 404);
  EXPECT_EQ(client.head("/v2/some/app/blobs/" + sha256_of("x")).status, 404);
  EXPECT_EQ(client.get("/v2/some/app/tags/list").status, 404);
  EXPECT_EQ(client.remove("/v2/some/app/manifests/v1").status, 404);

  EXPECT_EQ(settings_of("some/app").tags, (std::vector<model::ResourceTag>{{"absent", ""}}));
}

TEST_F(OciCreateOnPush, WhoMayNotMakeRepositoriesIsToldSoOnlyWhereOneWouldBeMade) {
  make_template("prod");
  rights->may_create = false;

  const auto refused = client.post("/v2/prod/app/blobs/uploads/");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(error_message(refused), "may not create arn:aws:ecr:us-east-1:123456789012:repository/prod/app");
  EXPECT_EQ(client.post("/v2/other/app/blobs/uploads/").status, 404);
  EXPECT_EQ(settings_of("prod/app").tags, (std::vector<model::ResourceTag>{{"absent", ""}}));
}

TEST_F(OciCreateOnPush, ATemplateCountsFromWhenItIsThereUntilItIsNot) {
  EXPECT_EQ(client.post("/v2/prod/a/blobs/uploads/").status, 404);
  make_template("prod");
  EXPECT_EQ(client.post("/v2/prod/a/blobs/uploads/").status, 202);
  ASSERT_TRUE(server.run(server.services().settings.templates.remove(server.scope(), "prod")));
  EXPECT_EQ(client.post("/v2/prod/b/blobs/uploads/").status, 404);
  EXPECT_EQ(client.post("/v2/prod/a/blobs/uploads/").status, 202) << "what it made stays";
}

}  // namespace
}  // namespace entrepot::test
