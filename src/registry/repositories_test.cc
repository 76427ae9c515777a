#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

class RepositoriesTest : public test::RegistryRig {
 protected:
  static model::RepositoryName name(std::string_view text) { return must(model::RepositoryName::parse(text)); }
};

TEST_P(RepositoriesTest, ARepositoryIsFoundAsItWasMade) {
  const model::RepositorySettings settings{.mutability = model::TagMutability::kImmutableWithExclusion,
                                           .exclusion_filters = {"dev-*", "latest"},
                                           .scan_on_push = true,
                                           .encryption = model::EncryptionType::kKms,
                                           .kms_key = "arn:aws:kms:us-east-1:123456789012:key/1",
                                           .tags = {{"team", "web"}, {"stage", ""}}};

  const Repository made = must(repositories().create(scope(), name("team/app"), settings));
  const auto found = must(repositories().find(scope(), {"team/app"}));

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "team/app");
  EXPECT_EQ(found[0].created_at, clock_.now());
  EXPECT_EQ(made.created_at, found[0].created_at);
  EXPECT_EQ(found[0].settings.mutability, settings.mutability);
  EXPECT_EQ(found[0].settings.exclusion_filters, settings.exclusion_filters);
  EXPECT_TRUE(found[0].settings.scan_on_push);
  EXPECT_EQ(found[0].settings.encryption, settings.encryption);
  EXPECT_EQ(found[0].settings.kms_key, settings.kms_key);
  EXPECT_EQ(found[0].settings.tags, (std::vector<model::ResourceTag>{{"stage", ""}, {"team", "web"}}));
}

TEST_P(RepositoriesTest, ANameIsTakenOnce) {
  make_repository("team/app");

  const auto again = run(repositories().create(scope(), name("team/app"), {}));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kRepositoryExists);
  EXPECT_EQ(again.error().message(),
            "The repository with name 'team/app' already exists in the registry with id '123456789012'");
}

TEST_P(RepositoriesTest, RegistriesDoNotSeeEachOther) {
  make_repository("team/app");
  const Scope other = scope_of("999999999999", "999999999999");

  EXPECT_FALSE(run(repositories().find(other, {"team/app"})));
  EXPECT_TRUE(must(repositories().list(other, {})).items.empty());
  EXPECT_TRUE(run(repositories().create(other, name("team/app"), {})));
}

TEST_P(RepositoriesTest, OneUnknownNameFailsTheCall) {
  make_repository("team/app");

  const auto found = run(repositories().find(scope(), {"team/app", "team/none"}));

  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::kRepositoryNotFound);
}

TEST_P(RepositoriesTest, RefusesMoreThanAllowed) {
  config_.max_repositories = 2;
  start();
  make_repository("a1");
  make_repository("a2");

  const auto third = run(repositories().create(scope(), name("a3"), {}));
  const auto taken = run(repositories().create(scope(), name("a1"), {}));

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_EQ(taken.error().kind(), ErrorKind::kRepositoryExists);
  EXPECT_FALSE(run(repositories().find(scope(), {"a3"})));
}

TEST_P(RepositoriesTest, PagesAreInOrderAndCarryTheirTags) {
  for (const char* text : {"b/1", "a-1", "a/1", "a_1", "z9"}) make_repository(text, {.tags = {{"name", text}}});

  std::vector<std::string> names;
  PageRequest page{.after = {}, .limit = 2};
  do {
    const auto got = must(repositories().list(scope(), page));
    EXPECT_LE(got.items.size(), 2U);
    for (const auto& repository : got.items) {
      names.push_back(repository.name);
      EXPECT_EQ(repository.settings.tags, (std::vector<model::ResourceTag>{{"name", repository.name}}));
    }
    page.after = got.next;
  } while (!page.after.empty());

  EXPECT_EQ(names, (std::vector<std::string>{"a-1", "a/1", "a_1", "b/1", "z9"})) << "byte order";
}

TEST_P(RepositoriesTest, AnEmptyRepositoryIsDeleted) {
  make_repository("team/app");

  const auto removed = must(repositories().remove(scope(), "team/app", Repositories::Contents::kMustBeEmpty));

  EXPECT_EQ(removed.name, "team/app");
  EXPECT_FALSE(run(repositories().find(scope(), {"team/app"})));
  EXPECT_TRUE(must(repositories().list(scope(), {})).items.empty());
  EXPECT_EQ(run(repositories().remove(scope(), "team/app", Repositories::Contents::kMustBeEmpty)).error().kind(),
            ErrorKind::kRepositoryNotFound);
}

TEST_P(RepositoriesTest, ARepositoryWithImagesIsDeletedOnlyWhenToldSo) {
  make_repository("team/app");
  push_image("team/app", "one", {"v1"});

  const auto refused = run(repositories().remove(scope(), "team/app", Repositories::Contents::kMustBeEmpty));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kRepositoryNotEmpty);
  EXPECT_EQ(refused.error().message(),
            "The repository with name 'team/app' in registry with id '123456789012' cannot be deleted because it still "
            "contains images");
  EXPECT_TRUE(try_get("team/app", "v1"));
  must(repositories().remove(scope(), "team/app", Repositories::Contents::kDeleteToo));
  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kRepositoryNotFound) << "although it was just pulled";
}

TEST_P(RepositoriesTest, ANameThatWasDeletedBeginsEmpty) {
  make_repository("team/app");
  const Digest digest = push_image("team/app", "one", {"v1"});
  must(try_get("team/app", "v1"));
  must(repositories().remove(scope(), "team/app", Repositories::Contents::kDeleteToo));

  make_repository("team/app");

  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kImageNotFound);
  EXPECT_EQ(try_get("team/app", digest).error().kind(), ErrorKind::kImageNotFound);
  EXPECT_FALSE(run(layers().stat(scope(), "team/app", test::digest_of("layer of one"))));
}

TEST_P(RepositoriesTest, TheCollectorEmptiesADeletedRepository) {
  make_repository("team/app");
  for (int i = 0; i < 70; ++i) push_image("team/app", std::to_string(i), {fmt::format("v{}", i)});
  push_manifest("team/app", index_manifest({simple_manifest("1"), simple_manifest("2")}), {"index"});
  const std::string upload = must(uploads().start(scope(), "team/app"));
  test::Body body("left over");
  must(uploads().append(scope(), "team/app", upload, {}, body));
  must(repositories().remove(scope(), "team/app", Repositories::Contents::kDeleteToo));

  must(core().collect());
  EXPECT_EQ(stored_objects().size(), 140U) << "blobs have their lease";
  clock_.advance(config_.blob_lease + std::chrono::hours(1));
  must(core().collect());
  clock_.advance(std::chrono::hours(1));
  must(core().collect());

  EXPECT_TRUE(stored_objects().empty());
  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_EQ(must(core().collect()), 0U) << "nothing is left to do";
}

ENTREPOT_ON_EACH_ENGINE(RepositoriesTest);

}  // namespace
}  // namespace entrepot::registry
