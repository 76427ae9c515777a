// Which images are archived, and what that means for whoever wants them.

#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::ImageStatus;
using test::digest_of;
using test::must;
using test::run;

class StorageClassTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }

  static ImageId by_digest(const Digest& digest) { return {.digest = digest.text(), .tag = std::nullopt}; }
  static ImageId by_tag(const char* name) { return {.digest = std::nullopt, .tag = name}; }

  Result<Images::Stored> set(const ImageId& id, StorageClass target) {
    return run(images().set_storage_class(scope(), "team/app", id, target));
  }
  void archive(const Digest& digest) {
    EXPECT_EQ(must(set(by_digest(digest), StorageClass::kArchive)).status, ImageStatus::kArchived);
  }
  ImageDetail describe(const Digest& digest) {
    return must(images().describe(scope(), "team/app", {by_digest(digest)})).front();
  }
  std::vector<std::string> listed(std::optional<ImageStatus> status, TagStatus tags = TagStatus::kAny) {
    std::vector<std::string> out;
    for (const auto& id : must(images().list(scope(), "team/app", {tags, status}, {})).items) out.push_back(*id.digest);
    return out;
  }
  std::vector<std::string> described(std::optional<ImageStatus> status, TagStatus tags = TagStatus::kAny) {
    std::vector<std::string> out;
    for (const auto& image : must(images().describe_all(scope(), "team/app", {tags, status}, {})).items) {
      out.push_back(image.digest.text());
    }
    return out;
  }
  Availability availability(const std::string& layer) {
    return must(layers().availability(scope(), "team/app", {digest_of(layer)})).front();
  }
};

TEST_P(StorageClassTest, AnArchivedImageCannotBePulledByTagOrDigest) {
  const Digest image = push_image("team/app", "one", {"v1"});
  get("team/app", "v1");

  const auto stored = must(set(by_tag("v1"), StorageClass::kArchive));

  EXPECT_EQ(stored.id.digest, image.text());
  EXPECT_EQ(stored.id.tag, "v1");
  EXPECT_EQ(stored.status, ImageStatus::kArchived);
  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kImageArchived);
  EXPECT_EQ(try_get("team/app", image).error().kind(), ErrorKind::kImageArchived);
  start();
  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kImageArchived) << "after a restart too";
}

TEST_P(StorageClassTest, ABatchSaysThatAnArchivedImageIsInaccessible) {
  const Digest image = push_image("team/app", "one", {"v1"});
  const Digest other = push_image("team/app", "two", {"v2"});
  archive(image);

  const auto batch = must(images().get_batch(
      scope(), "team/app", {by_tag("v1"), by_tag("v2"), {.digest = other.text(), .tag = "v1"}, by_tag("v3")}));

  ASSERT_EQ(batch.images.size(), 1U);
  ASSERT_EQ(batch.failures.size(), 3U);
  EXPECT_EQ(batch.failures[0].code, "ImageInaccessible");
  EXPECT_EQ(batch.failures[1].code, "ImageTagDoesNotMatchDigest");
  EXPECT_EQ(batch.failures[2].code, "ImageNotFound");
}

TEST_P(StorageClassTest, ListingsShowWhatTheFilterAsksFor) {
  const Digest active = push_image("team/app", "active", {"a"});
  const Digest archived = push_image("team/app", "archived", {"b"});
  const Digest untagged = push_image("team/app", "untagged");
  archive(archived);
  archive(untagged);
  const std::vector<std::string> both{std::min(archived.text(), untagged.text()),
                                      std::max(archived.text(), untagged.text())};

  for (const auto& shown : {listed(ImageStatus::kActive), described(ImageStatus::kActive)}) {
    EXPECT_EQ(shown, std::vector{active.text()});
  }
  for (const auto& shown : {listed(ImageStatus::kArchived), described(ImageStatus::kArchived)}) {
    EXPECT_EQ(shown, both);
  }
  EXPECT_TRUE(listed(ImageStatus::kActivating).empty());
  EXPECT_EQ(listed(std::nullopt).size(), 3U);
  EXPECT_EQ(described(std::nullopt).size(), 3U);
  for (const auto& shown :
       {listed(ImageStatus::kArchived, TagStatus::kTagged), described(ImageStatus::kArchived, TagStatus::kTagged)}) {
    EXPECT_EQ(shown, std::vector{archived.text()});
  }
  for (const auto& shown : {listed(ImageStatus::kArchived, TagStatus::kUntagged),
                            described(ImageStatus::kArchived, TagStatus::kUntagged)}) {
    EXPECT_EQ(shown, std::vector{untagged.text()});
  }
  EXPECT_TRUE(listed(ImageStatus::kActive, TagStatus::kUntagged).empty());
  EXPECT_EQ(must(images().tags(scope(), "team/app", {})).items, std::vector<std::string>{"a"});
}

TEST_P(StorageClassTest, ManyArchivedImagesAreReadPageByPage) {
  std::set<std::string> archived;
  std::set<std::string> active;
  for (int i = 0; i < 9; ++i) {
    const Digest image = push_image("team/app", std::to_string(i), {fmt::format("a{}", i), fmt::format("b{}", i)});
    if (i % 3 != 0) archive(image);
    (i % 3 != 0 ? archived : active).insert(image.text());
  }
  for (const auto status : {ImageStatus::kArchived, ImageStatus::kActive}) {
    std::multiset<std::string> seen;
    PageRequest page{.after = {}, .limit = 2};
    do {
      const auto got = must(images().list(scope(), "team/app", {TagStatus::kAny, status}, page));
      for (const auto& id : got.items) seen.insert(*id.digest);
      page.after = got.next;
    } while (!page.after.empty());
    const auto& expected = status == ImageStatus::kArchived ? archived : active;
    EXPECT_EQ(std::set(seen.begin(), seen.end()), expected);
    EXPECT_EQ(seen.size(), 2 * expected.size()) << "each tag once";
  }
}

TEST_P(StorageClassTest, WhoeverNamesAnImageSeesItWithItsTimes) {
  const Digest image = push_image("team/app", "one", {"v1"});
  EXPECT_FALSE(describe(image).last_archived_at);
  const SysTime archived_at = clock_.now();
  archive(image);
  clock_.advance(std::chrono::hours(1));
  archive(image);

  const ImageDetail detail = describe(image);

  EXPECT_EQ(detail.status, ImageStatus::kArchived);
  EXPECT_EQ(detail.last_archived_at, archived_at) << "archiving it again changed nothing";
  EXPECT_FALSE(detail.last_activated_at);
}

TEST_P(StorageClassTest, AnImageThatIsWantedBackIsOnItsWayUntilTheMoverWasThere) {
  const Digest image = push_image("team/app", "one", {"v1"});
  archive(image);

  EXPECT_EQ(must(set(by_digest(image), StorageClass::kStandard)).status, ImageStatus::kActivating);

  EXPECT_EQ(listed(ImageStatus::kActivating), std::vector{image.text()});
  EXPECT_EQ(try_get("team/app", "v1").error().kind(), ErrorKind::kImageArchived);
  EXPECT_EQ(must(set(by_digest(image), StorageClass::kStandard)).status, ImageStatus::kActivating);
  EXPECT_EQ(set(by_digest(image), StorageClass::kArchive).error().kind(), ErrorKind::kStorageClassUnsupported);

  clock_.advance(std::chrono::minutes(1));
  must(core().move());

  EXPECT_EQ(describe(image).status, ImageStatus::kActive);
  EXPECT_EQ(describe(image).last_activated_at, clock_.now());
  EXPECT_EQ(get("team/app", "v1").digest, image);
  EXPECT_EQ(must(set(by_digest(image), StorageClass::kStandard)).status, ImageStatus::kActive) << "nothing to do";
}

TEST_P(StorageClassTest, APushBringsAnImageBackAtOnce) {
  const Digest image = push_image("team/app", "one", {"v1"});
  archive(image);

  auto request = put_request("team/app", simple_manifest("one"), {"v1"});
  request.door = PutImage::Door::kAws;
  EXPECT_TRUE(run(images().put(scope(), request))) << "not 'already exists'";

  EXPECT_EQ(describe(image).status, ImageStatus::kActive);
  EXPECT_EQ(get("team/app", "v1").digest, image);
  EXPECT_EQ(run(images().put(scope(), request)).error().kind(), ErrorKind::kImageExists) << "now it does";
}

TEST_P(StorageClassTest, AnIndexIsArchivedBeforeWhatItHoldsAndBringsItBack) {
  const Digest child = push_image("team/app", "child");
  const Digest index = push_manifest("team/app", index_manifest({simple_manifest("child")}), {"v1"});

  const auto early = set(by_digest(child), StorageClass::kArchive);
  EXPECT_EQ(early.error().kind(), ErrorKind::kStorageClassUnsupported);
  EXPECT_EQ(early.error().message(), "Requested image referenced by manifest list: [" + index.text() + "]");
  archive(index);
  EXPECT_TRUE(try_get("team/app", child)) << "the index alone was archived";
  archive(child);

  must(set(by_digest(index), StorageClass::kStandard));

  EXPECT_EQ(listed(ImageStatus::kActivating).size(), 2U);
  must(core().move());
  EXPECT_TRUE(try_get("team/app", "v1"));
  EXPECT_TRUE(try_get("team/app", child));
}

TEST_P(StorageClassTest, ANewIndexBringsBackTheArchivedImagesThatItHolds) {
  const Digest child = push_image("team/app", "child");
  archive(child);

  push_manifest("team/app", index_manifest({simple_manifest("child")}), {"v1"});

  EXPECT_TRUE(try_get("team/app", child));
}

TEST_P(StorageClassTest, WhatAnActiveIndexHoldsIsNotLookedThroughAtAPush) {
  std::vector<std::string> leaves;
  for (int i = 0; i < 400; ++i) {
    leaves.push_back(simple_manifest("leaf", fmt::format(R"(,"annotations":{{"number":"{}"}})", i)));
    i == 0 ? push_image("team/app", "leaf", {}, R"(,"annotations":{"number":"0"})")
           : push_manifest("team/app", leaves.back());
  }
  std::vector<std::string> deep;
  for (std::size_t i = 0; i < 100; ++i) {
    std::ranges::rotate(leaves, leaves.begin() + 1);
    deep.push_back(index_manifest(leaves));
    push_manifest("team/app", deep.back());
  }
  const std::vector<std::string> flat(leaves.begin(), leaves.begin() + 100);
  const auto fastest_push = [&](const std::string& manifest) {
    auto fastest = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 10; ++i) {
      const auto start = std::chrono::steady_clock::now();
      push_manifest("team/app", manifest);
      fastest = std::min(fastest, std::chrono::steady_clock::now() - start);
    }
    return fastest;
  };
  archive(push_image("team/app", "other"));

  const auto of_flat = fastest_push(index_manifest(flat));
  const auto of_deep = fastest_push(index_manifest(deep));

  EXPECT_LT(of_deep, 4 * of_flat) << "both hold 100 images, one of them 40,000 below these";
}

TEST_P(StorageClassTest, ALayerThatOnlyArchivedImagesNeedIsKeptBack) {
  const Digest one = push_image("team/app", "one");
  push_layer("team/app", "config of two");
  const Digest two = push_manifest("team/app", image_manifest("config of two", {"layer of one"}));
  const Digest layer = digest_of("layer of one");
  archive(one);

  EXPECT_TRUE(run(layers().open(scope(), "team/app", layer, {}))) << "another image needs it";
  EXPECT_FALSE(availability("layer of one").is_archived);
  EXPECT_TRUE(availability("config of one").is_archived);
  archive(two);

  EXPECT_EQ(run(layers().open(scope(), "team/app", layer, {})).error().kind(), ErrorKind::kBlobNotFound);
  EXPECT_EQ(run(layers().stat(scope(), "team/app", layer)).error().kind(), ErrorKind::kBlobNotFound);
  EXPECT_EQ(run(layers().stat_for_download(scope(), "team/app", layer)).error().kind(), ErrorKind::kLayerInaccessible);
  EXPECT_TRUE(availability("layer of one").is_archived);
  make_repository("team/other");
  EXPECT_FALSE(must(layers().mount(scope(), "team/other", layer, "team/app", test::may_read_all)));
}

TEST_P(StorageClassTest, AnArchivedLayerMayBeBroughtAgain) {
  archive(push_image("team/app", "one"));
  const std::string id = must(uploads().start(scope(), "team/app"));
  test::Body body("layer of one");
  must(uploads().append(scope(), "team/app", id, {.counts_as_part = true}, body));

  const auto finished =
      run(uploads().finish(scope(), "team/app", id, {digest_of("layer of one")}, Uploads::Door::kAws, nullptr, {}));

  EXPECT_TRUE(finished) << finished.error().message();
  push_layer("team/app", "config of two");
  push_manifest("team/app", image_manifest("config of two", {"layer of one"}), {"v2"});
  EXPECT_TRUE(run(layers().open(scope(), "team/app", digest_of("layer of one"), {})));
}

TEST_P(StorageClassTest, ReferrersOfAnotherStatusAreListedWhenAskedFor) {
  const Digest subject = push_image("team/app", "one", {"v1"});
  const std::string more = fmt::format(R"(,"subject":{})", descriptor(kManifestType, simple_manifest("one")));
  const Digest active = push_image("team/app", "signature", {}, more);
  const Digest archived = push_image("team/app", "bill", {}, more);
  archive(archived);
  const auto with = [&](std::optional<ImageStatus> status) {
    std::vector<std::string> out;
    const ReferrerFilter filter{{}, status};
    for (auto& found : must(images().referrers(scope(), "team/app", subject, filter, {})).items) {
      EXPECT_EQ(found.status, found.digest == archived ? ImageStatus::kArchived : ImageStatus::kActive);
      out.push_back(found.digest.text());
    }
    return out;
  };

  EXPECT_EQ(with(ImageStatus::kActive), std::vector{active.text()});
  EXPECT_EQ(with(ImageStatus::kArchived), std::vector{archived.text()});
  EXPECT_TRUE(with(ImageStatus::kActivating).empty());
  EXPECT_EQ(with(std::nullopt), (std::vector{active.text(), archived.text()}));
}

TEST_P(StorageClassTest, AnArchivedImageCanBeDeleted) {
  const Digest image = push_image("team/app", "one", {"v1"});
  archive(image);

  must(images().remove(scope(), "team/app", {.digest = image, .tag = std::nullopt}));

  EXPECT_TRUE(listed(std::nullopt).empty());
  push_image("team/app", "one", {"v1"});
  EXPECT_EQ(describe(image).status, ImageStatus::kActive) << "nothing of it was left";
  EXPECT_FALSE(describe(image).last_archived_at);
}

TEST_P(StorageClassTest, WhatIsNotThereCannotBeArchived) {
  EXPECT_EQ(set(by_tag("none"), StorageClass::kArchive).error().kind(), ErrorKind::kImageNotFound);
  EXPECT_EQ(set({}, StorageClass::kArchive).error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_EQ(set({.digest = "sha256:zz", .tag = std::nullopt}, StorageClass::kArchive).error().kind(),
            ErrorKind::kImageNotFound);
  const Digest image = push_image("team/app", "one", {"v1"});
  push_image("team/app", "two", {"v2"});
  EXPECT_EQ(set({.digest = image.text(), .tag = "v2"}, StorageClass::kArchive).error().kind(),
            ErrorKind::kImageNotFound);
  EXPECT_EQ(run(images().set_storage_class(scope(), "team/none", by_tag("v1"), StorageClass::kArchive)).error().kind(),
            ErrorKind::kRepositoryNotFound);
}

TEST_P(StorageClassTest, ALookLeavesNoPullTimeAndABatchDoes) {
  const Digest looked_at = push_image("team/app", "one", {"v1"});
  const Digest pulled = push_image("team/app", "two", {"v2"});
  for (int i = 0; i < 2; ++i) {  // from the database, then from memory
    must(images().get(scope(), "team/app", {.digest = looked_at, .tag = std::nullopt}, Images::Use::kLook));
  }
  must(images().get_batch(scope(), "team/app", {by_tag("v2")}));

  must(core().flush());

  EXPECT_FALSE(describe(looked_at).last_pulled_at);
  EXPECT_EQ(describe(pulled).last_pulled_at, clock_.now());
}

ENTREPOT_ON_EACH_ENGINE(StorageClassTest);

}  // namespace
}  // namespace entrepot::registry
