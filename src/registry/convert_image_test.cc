// One image in two formats, by tag and by digest.

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::digest_of;
using test::must;
using test::run;

constexpr const char* kDocker = "application/vnd.docker.distribution.manifest.v2+json";

class ConvertImageTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }
  static bool only_docker(std::string_view type) { return type == kDocker; }
  static bool only_oci(std::string_view type) { return type == kManifestType; }

  ManifestContent pull_as_docker(const std::string& tag) {
    return must(images().in_format(scope(), "team/app", get("team/app", tag), only_docker));
  }
};

TEST_P(ConvertImageTest, AClientThatTakesOnlyTheOtherFormatGetsItUnderItsOwnDigest) {
  const Digest stored = push_image("team/app", "one", {"v1"});

  const ManifestContent given = pull_as_docker("v1");

  EXPECT_EQ(given.media_type, kDocker);
  EXPECT_NE(given.digest, stored);
  EXPECT_EQ(given.digest, digest_of(*given.bytes));
  const auto by_digest = must(try_get("team/app", given.digest));
  EXPECT_EQ(*by_digest.bytes, *given.bytes);
  EXPECT_EQ(by_digest.media_type, kDocker);
  start();
  EXPECT_EQ(*must(try_get("team/app", given.digest)).bytes, *given.bytes) << "after a restart too";
  EXPECT_EQ(must(try_get("team/app", stored)).media_type, kManifestType) << "what is stored is as it was";
  EXPECT_EQ(pull_as_docker("v1").digest, given.digest);
}

TEST_P(ConvertImageTest, WhatIsAcceptedOrCannotBeMadeComesAsItIs) {
  const Digest stored = push_image("team/app", "one", {"v1"});
  EXPECT_EQ(must(images().in_format(scope(), "team/app", get("team/app", "v1"), only_oci)).digest, stored);
  const auto nothing = [](std::string_view) { return false; };
  EXPECT_EQ(must(images().in_format(scope(), "team/app", get("team/app", "v1"), nothing)).digest, stored);
  const Digest artifact =
      push_image("team/app", "thing", {"thing"}, R"(,"artifactType":"application/vnd.example.thing")");
  EXPECT_EQ(pull_as_docker("thing").digest, artifact);
  const Digest index = push_manifest("team/app", index_manifest({simple_manifest("one")}), {"index"});
  EXPECT_EQ(pull_as_docker("index").digest, index);
}

TEST_P(ConvertImageTest, ABatchConvertsWhatIsNamedByItsTagAlone) {
  const Digest stored = push_image("team/app", "one", {"v1"});
  const std::vector<ImageId> ids{{.digest = std::nullopt, .tag = "v1"},
                                 {.digest = stored.text(), .tag = std::nullopt},
                                 {.digest = stored.text(), .tag = "v1"}};

  const auto batch = must(images().get_batch(scope(), "team/app", ids, {kDocker}));

  ASSERT_EQ(batch.images.size(), 3U);
  EXPECT_EQ(batch.images[0].content.media_type, kDocker);
  EXPECT_EQ(batch.images[0].id.digest, stored.text()) << "the image has one name";
  EXPECT_EQ(batch.images[1].content.media_type, kManifestType);
  EXPECT_EQ(batch.images[2].content.media_type, kManifestType);
}

TEST_P(ConvertImageTest, TheOtherFormatGoesWithTheImage) {
  const Digest stored = push_image("team/app", "one", {"v1"});
  const Digest given = pull_as_docker("v1").digest;
  const ImageId id{.digest = stored.text(), .tag = std::nullopt};
  must(images().set_storage_class(scope(), "team/app", id, StorageClass::kArchive));
  EXPECT_EQ(try_get("team/app", given).error().kind(), ErrorKind::kImageArchived);

  must(images().remove(scope(), "team/app", {.digest = stored, .tag = std::nullopt}));

  EXPECT_EQ(try_get("team/app", given).error().kind(), ErrorKind::kImageNotFound);
}

TEST_P(ConvertImageTest, AFormThatAnArchivedImageHasTooIsThatOfTheActiveOne) {
  const Digest old = push_image("team/app", "one", {"old"});
  const Digest fresh = push_image("team/app", "one", {"new"}, R"(,"annotations":{"built":"later"})");
  const Digest form = pull_as_docker("old").digest;
  must(images().set_storage_class(scope(), "team/app", {.digest = old.text(), .tag = {}}, StorageClass::kArchive));
  EXPECT_EQ(try_get("team/app", form).error().kind(), ErrorKind::kImageArchived);

  ASSERT_NE(fresh, old);
  EXPECT_EQ(pull_as_docker("new").digest, form) << "annotations have no place in it";

  EXPECT_TRUE(try_get("team/app", form)) << "as docker asks for it next";
}

TEST_P(ConvertImageTest, ADigestThatNobodyWasGivenIsNotFound) {
  push_image("team/app", "one", {"v1"});
  EXPECT_EQ(try_get("team/app", digest_of("nothing")).error().kind(), ErrorKind::kImageNotFound);
  EXPECT_EQ(try_get("team/none", digest_of("nothing")).error().kind(), ErrorKind::kRepositoryNotFound);
}

ENTREPOT_ON_EACH_ENGINE(ConvertImageTest);

}  // namespace
}  // namespace entrepot::registry
