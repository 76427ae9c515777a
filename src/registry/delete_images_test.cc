#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

class DeleteImagesTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }
  Images::Deleted remove(std::vector<ImageId> ids) {
    return must(images().remove_batch(scope(), "team/app", std::move(ids)));
  }
  static std::vector<std::string> shown(const std::vector<ImageId>& ids) {
    std::vector<std::string> out;
    for (const auto& id : ids) out.push_back(id.digest.value_or("-").substr(0, 12) + " " + id.tag.value_or("-"));
    return out;
  }
  static std::string shown(const Digest& digest, const std::string& tag) {
    return digest.text().substr(0, 12) + " " + tag;
  }
};

TEST_P(DeleteImagesTest, ATagGoesAloneAndTheLastOneTakesTheImage) {
  const Digest digest = push_image("team/app", "one", {"v1", "v2"});
  must(try_get("team/app", "v1"));
  must(try_get("team/app", "v2"));

  const auto first = remove({{std::nullopt, "v1"}});
  EXPECT_EQ(shown(first.images), std::vector{shown(digest, "v1")});
  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kImageNotFound);
  EXPECT_TRUE(try_get("team/app", "v2"));
  EXPECT_TRUE(try_get("team/app", digest));

  const auto last = remove({{std::nullopt, "v2"}});
  EXPECT_EQ(shown(last.images), std::vector{shown(digest, "v2")});
  EXPECT_EQ(try_get("team/app", "v2").error().kind(), ErrorKind::kImageNotFound);
  EXPECT_EQ(try_get("team/app", digest).error().kind(), ErrorKind::kImageNotFound);
}

TEST_P(DeleteImagesTest, ADigestGoesWithAllItsTags) {
  const Digest digest = push_image("team/app", "one", {"v1", "v2"});

  const auto deleted = remove({{digest.text(), std::nullopt}});

  EXPECT_EQ(shown(deleted.images), (std::vector{shown(digest, "v1"), shown(digest, "v2")}));
  EXPECT_TRUE(deleted.failures.empty());
  EXPECT_FALSE(try_get("team/app", "v1"));
}

TEST_P(DeleteImagesTest, AnUntaggedImageIsNamedByItsDigestOnly) {
  const Digest digest = push_image("team/app", "one");

  EXPECT_EQ(shown(remove({{digest.text(), std::nullopt}}).images), std::vector{shown(digest, "-")});
}

TEST_P(DeleteImagesTest, WhatAListShowsCanBeDeletedAsItIs) {
  push_image("team/app", "one", {"v1", "v2"});
  push_image("team/app", "two");

  const auto deleted = remove(must(images().list(scope(), "team/app", {}, {})).items);

  EXPECT_EQ(deleted.images.size(), 3U);
  EXPECT_TRUE(deleted.failures.empty());
  EXPECT_TRUE(must(images().list(scope(), "team/app", {}, {})).items.empty());
}

TEST_P(DeleteImagesTest, EachItemFailsForItself) {
  const Digest one = push_image("team/app", "one", {"v1"});
  const Digest two = push_image("team/app", "two", {"v2"});

  const auto deleted = remove({{std::nullopt, std::nullopt},
                               {"not a digest", std::nullopt},
                               {std::nullopt, "not a tag"},
                               {std::nullopt, "v9"},
                               {two.text(), "v1"},
                               {std::nullopt, "v1"}});

  ASSERT_EQ(deleted.failures.size(), 5U);
  EXPECT_EQ(deleted.failures[0].code, "MissingDigestAndTag");
  EXPECT_EQ(deleted.failures[0].reason, "Invalid request parameters: both tag and digest cannot be null");
  EXPECT_EQ(deleted.failures[1].code, "InvalidImageDigest");
  EXPECT_EQ(deleted.failures[1].image.digest, "not a digest");
  EXPECT_EQ(deleted.failures[2].code, "InvalidImageTag");
  EXPECT_EQ(deleted.failures[3].code, "ImageNotFound");
  EXPECT_EQ(deleted.failures[3].reason, "Requested image not found");
  EXPECT_EQ(deleted.failures[4].code, "ImageTagDoesNotMatchDigest");
  EXPECT_EQ(shown(deleted.images), std::vector{shown(one, "v1")});
  EXPECT_TRUE(try_get("team/app", "v2"));
}

TEST_P(DeleteImagesTest, AChildStaysAsLongAsItsIndex) {
  const Digest child = push_image("team/app", "amd64", {"only"});
  const Digest index = push_manifest("team/app", index_manifest({simple_manifest("amd64")}), {"v1"});

  const auto refused = remove({{child.text(), std::nullopt}, {std::nullopt, "only"}});
  ASSERT_EQ(refused.failures.size(), 2U);
  for (const auto& failure : refused.failures) {
    EXPECT_EQ(failure.code, "ImageReferencedByManifestList");
    EXPECT_EQ(failure.reason, "Requested image referenced by manifest list: [" + index.text() + "]");
  }
  EXPECT_TRUE(try_get("team/app", "only"));
  const auto at_oci = run(images().remove(scope(), "team/app", {child, std::nullopt}));
  ASSERT_FALSE(at_oci);
  EXPECT_EQ(at_oci.error().kind(), ErrorKind::kImageReferenced);

  const auto deleted = remove({{index.text(), std::nullopt}, {child.text(), std::nullopt}});
  EXPECT_EQ(deleted.images.size(), 2U);
  EXPECT_TRUE(deleted.failures.empty());
}

TEST_P(DeleteImagesTest, TheOciDoorTakesATagAndLeavesTheImage) {
  const Digest digest = push_image("team/app", "one", {"v1"});

  must(images().remove(scope(), "team/app", {std::nullopt, test::tag("v1")}));

  EXPECT_FALSE(try_get("team/app", "v1"));
  EXPECT_TRUE(try_get("team/app", digest));
  EXPECT_EQ(run(images().remove(scope(), "team/app", {std::nullopt, test::tag("v1")})).error().kind(),
            ErrorKind::kImageNotFound);
  must(images().remove(scope(), "team/app", {digest, std::nullopt}));
  EXPECT_EQ(run(images().remove(scope(), "team/app", {digest, std::nullopt})).error().kind(),
            ErrorKind::kImageNotFound);
}

TEST_P(DeleteImagesTest, AnImageThatWasDeletedCanBePushedAgain) {
  const Digest digest = push_image("team/app", "one", {"v1"});
  must(try_get("team/app", "v1"));
  remove({{digest.text(), std::nullopt}});

  EXPECT_EQ(push_manifest("team/app", simple_manifest("one"), {"v1"}), digest);

  EXPECT_EQ(get("team/app", "v1").digest, digest);
}

TEST_P(DeleteImagesTest, ARepositoryThatIsNotThereFailsTheCall) {
  const auto deleted = run(images().remove_batch(scope(), "team/none", {{std::nullopt, "v1"}}));

  ASSERT_FALSE(deleted);
  EXPECT_EQ(deleted.error().kind(), ErrorKind::kRepositoryNotFound);
}

ENTREPOT_ON_EACH_ENGINE(DeleteImagesTest);

}  // namespace
}  // namespace entrepot::registry
