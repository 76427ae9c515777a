#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

class PutImageTest : public test::RegistryRig {};

TEST_P(PutImageTest, StoresAManifestThatCanBePulledByTagAndByDigest) {
  make_repository("team/app");

  const Digest digest = push_image("team/app", "one", {"v1"});

  const auto by_tag = get("team/app", "v1");
  EXPECT_EQ(by_tag.digest, digest);
  EXPECT_EQ(by_tag.media_type, kManifestType);
  EXPECT_EQ(*by_tag.bytes, simple_manifest("one"));
  EXPECT_EQ(*test::must(try_get("team/app", digest)).bytes, simple_manifest("one"));
}

TEST_P(PutImageTest, RefusesARepositoryThatIsNotThere) {
  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kRepositoryNotFound);
  EXPECT_EQ(put.error().message(),
            "The repository with name 'team/app' does not exist in the registry with id '123456789012'");
}

TEST_P(PutImageTest, NamesTheLayersThatAreMissing) {
  make_repository("team/app");
  push_layer("team/app", "config of one");

  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLayersNotFound);
  EXPECT_EQ(put.error().message(),
            "Layers with digests '[" + test::digest_of("layer of one").text() +
                "]' required for pushing image into repository with name 'team/app' in the registry with id "
                "'123456789012' do not exist");
  EXPECT_FALSE(try_get("team/app", "v1")) << "nothing of a refused push may stay";
  EXPECT_FALSE(try_get("team/app", test::digest_of(simple_manifest("one"))));
}

TEST_P(PutImageTest, DoesNotUseALayerThatOnlyAnotherRepositoryHas) {
  make_repository("team/app");
  make_repository("team/other");
  push_layer("team/other", "config of one");
  push_layer("team/other", "layer of one");

  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLayersNotFound);
}

TEST_P(PutImageTest, TakesAManifestWithMoreLayersThanOneStatementHolds) {
  make_repository("team/app");
  std::vector<std::string> many;
  for (int i = 0; i < 50; ++i) many.push_back(fmt::format("layer {}", i));
  push_layer("team/app", "config");
  for (const auto& layer : many) push_layer("team/app", layer);

  push_manifest("team/app", image_manifest("config", many), {"v1"});

  const auto details = test::must(images().describe(scope(), "team/app", {{std::nullopt, "v1"}}));
  EXPECT_EQ(details[0].size_bytes, 6 + 10 * 7 + 40 * 8) << "config, ten layers of 7 bytes, forty of 8";
}

TEST_P(PutImageTest, NamesTheChildrenOfAnIndexThatAreMissing) {
  make_repository("team/app");
  push_image("team/app", "amd64");

  const auto index = index_manifest({simple_manifest("amd64"), simple_manifest("arm64")});
  const auto put = test::run(images().put(scope(), put_request("team/app", index, {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kReferencedImagesNotFound);
  EXPECT_EQ(put.error().message(),
            "Images with digests '[" + test::digest_of(simple_manifest("arm64")).text() +
                "]' required for pushing image into repository with name 'team/app' in the registry with id "
                "'123456789012' do not exist");
}

TEST_P(PutImageTest, AnIndexHasTheSizeOfItsLargestChild) {
  make_repository("team/app");
  push_image("team/app", "small");
  push_image("team/app", "much larger");

  push_manifest("team/app", index_manifest({simple_manifest("small"), simple_manifest("much larger")}), {"v1"});

  const auto details = test::must(images().describe(scope(), "team/app", {{std::nullopt, "v1"}}));
  EXPECT_EQ(details[0].size_bytes,
            std::string("config of much larger").size() + std::string("layer of much larger").size());
}

TEST_P(PutImageTest, ATagMovesToTheNewerImage) {
  make_repository("team/app");
  const Digest first = push_image("team/app", "one", {"latest"});
  EXPECT_EQ(get("team/app", "latest").digest, first);

  const Digest second = push_image("team/app", "two", {"latest"});

  EXPECT_EQ(get("team/app", "latest").digest, second) << "also after the old one was pulled";
  EXPECT_TRUE(try_get("team/app", first)) << "the old image stays, untagged";
}

TEST_P(PutImageTest, AnImmutableTagStaysWhereItIs) {
  make_repository("team/app", {.mutability = model::TagMutability::kImmutable});
  const Digest first = push_image("team/app", "one", {"v1"});

  push_layer("team/app", "config of two");
  push_layer("team/app", "layer of two");
  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("two"), {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kTagImmutable);
  EXPECT_EQ(put.error().message(),
            "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the tag "
            "is immutable.");
  EXPECT_EQ(get("team/app", "v1").digest, first);
  EXPECT_FALSE(try_get("team/app", test::digest_of(simple_manifest("two"))));
}

TEST_P(PutImageTest, ExclusionFiltersLetATagMoveInAnImmutableRepository) {
  make_repository("team/app", {.mutability = model::TagMutability::kImmutableWithExclusion,
                               .exclusion_filters = {"dev-*", "latest"}});
  push_image("team/app", "one", {"dev-1", "v1"});

  const Digest second = push_image("team/app", "two", {"dev-1"});

  EXPECT_EQ(get("team/app", "dev-1").digest, second);
  const auto refused = test::run(images().put(scope(), put_request("team/app", simple_manifest("two"), {"v1"})));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kTagImmutable);
}

TEST_P(PutImageTest, TheSamePushAgainSucceedsAtTheOciDoorAlsoWhenImmutable) {
  make_repository("team/app", {.mutability = model::TagMutability::kImmutable});
  const Digest digest = push_image("team/app", "one", {"v1"});

  EXPECT_EQ(push_manifest("team/app", simple_manifest("one"), {"v1"}), digest);
}

TEST_P(PutImageTest, TheSamePushAgainIsAnErrorAtTheAwsDoor) {
  make_repository("team/app");
  const Digest digest = push_image("team/app", "one", {"v1"});
  auto request = put_request("team/app", simple_manifest("one"), {"v1"});
  request.door = PutImage::Door::kAws;

  const auto again = test::run(images().put(scope(), request));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kImageExists);
  EXPECT_EQ(again.error().message(), "Image with digest '" + digest.text() +
                                         "' and tag 'v1' already exists in the repository with name 'team/app' in "
                                         "registry with id '123456789012'");
  request.tags = {test::tag("v2")};
  EXPECT_TRUE(test::run(images().put(scope(), request))) << "another tag is no repetition";
}

TEST_P(PutImageTest, RefusesAManifestThatDoesNotHashToTheGivenDigest) {
  make_repository("team/app");
  auto request = put_request("team/app", simple_manifest("one"));
  request.digest = test::digest_of("something else");

  const auto put = test::run(images().put(scope(), request));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kManifestDigestMismatch);
}

TEST_P(PutImageTest, StoresUnderASha512DigestWhenThatIsGiven) {
  make_repository("team/app");
  push_image("team/app", "one");
  auto request = put_request("team/app", simple_manifest("one"));
  request.digest = crypto::digest_of(request.manifest, DigestAlgorithm::kSha512);

  const auto put = test::must(images().put(scope(), request));

  EXPECT_EQ(put.digest, *request.digest);
  EXPECT_EQ(*test::must(try_get("team/app", put.digest)).bytes, simple_manifest("one"));
}

TEST_P(PutImageTest, RefusesMoreImagesThanAllowed) {
  config_.max_images_per_repository = 3;
  start();
  make_repository("team/app");
  for (const char* content : {"one", "two", "three"}) push_image("team/app", content);
  push_layer("team/app", "config of four");
  push_layer("team/app", "layer of four");

  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("four"), {"v4"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_EQ(put.error().message(),
            "The repository with name 'team/app' in registry with id '123456789012' already has the maximum allowed "
            "number of images which is '3'");
  EXPECT_TRUE(test::run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"again"}))))
      << "an image that is there needs no room";
  test::must(images().remove(scope(), "team/app", {test::digest_of(simple_manifest("two")), std::nullopt}));
  push_manifest("team/app", simple_manifest("four"), {"v4"});
}

TEST_P(PutImageTest, RefusesMoreTagsOnAnImageThanAllowed) {
  config_.max_tags_per_image = 2;
  start();
  make_repository("team/app");
  push_image("team/app", "one", {"a", "b"});

  const auto put = test::run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"c"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_EQ(put.error().message(),
            "Adding tag 'c' to an image in the repository with name 'team/app' in registry with id '123456789012' "
            "exceeds the maximum allowed number of tags per image which is '2'");
  EXPECT_FALSE(try_get("team/app", "c"));
}

ENTREPOT_ON_EACH_ENGINE(PutImageTest);

}  // namespace
}  // namespace entrepot::registry
