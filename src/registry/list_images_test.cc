#include "registry/image_pages.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::must;
using test::run;

class ListImagesTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }

  std::vector<std::string> list_all(TagStatus status, std::size_t limit) {
    std::vector<std::string> out;
    PageRequest page{.after = {}, .limit = limit};
    do {
      const auto got = must(images().list(scope(), "team/app", {.tags = status}, page));
      EXPECT_LE(got.items.size(), limit);
      for (const auto& id : got.items) out.push_back(*id.digest + " " + id.tag.value_or("-"));
      page.after = got.next;
    } while (!page.after.empty());
    return out;
  }
  std::vector<ImageDetail> describe_all(TagStatus status, std::size_t limit) {
    std::vector<ImageDetail> out;
    PageRequest page{.after = {}, .limit = limit};
    do {
      auto got = must(images().describe_all(scope(), "team/app", {.tags = status}, page));
      EXPECT_LE(got.items.size(), limit);
      for (auto& detail : got.items) out.push_back(std::move(detail));
      page.after = got.next;
    } while (!page.after.empty());
    return out;
  }
};

TEST_P(ListImagesTest, ShowsEachTagAndEachUntaggedImageOnceWhateverThePage) {
  std::set<std::string> expected;
  std::set<std::string> tagged;
  std::set<std::string> untagged;
  for (int i = 0; i < 7; ++i) {
    std::vector<std::string> tags;
    for (int t = 0; t < i % 4; ++t) tags.push_back(fmt::format("v{}.{}", i, t));
    const Digest digest = push_image("team/app", std::to_string(i), tags);
    for (const auto& tag : tags) tagged.insert(digest.text() + " " + tag);
    if (tags.empty()) untagged.insert(digest.text() + " -");
  }
  expected.insert(tagged.begin(), tagged.end());
  expected.insert(untagged.begin(), untagged.end());

  for (const std::size_t limit : {1U, 2U, 3U, 100U}) {
    const auto listed = list_all(TagStatus::kAny, limit);
    EXPECT_EQ(listed, std::vector(expected.begin(), expected.end())) << "in order, pages of " << limit;
    EXPECT_EQ(list_all(TagStatus::kTagged, limit), std::vector(tagged.begin(), tagged.end()));
    EXPECT_EQ(list_all(TagStatus::kUntagged, limit), std::vector(untagged.begin(), untagged.end()));
  }
}

TEST_P(ListImagesTest, DescribesImagesInOrderWithTheirTags) {
  std::map<std::string, std::vector<std::string>> expected;
  for (int i = 0; i < 7; ++i) {
    std::vector<std::string> tags;
    for (int t = 0; t < i % 3; ++t) tags.push_back(fmt::format("v{}.{}", i, t));
    expected[push_image("team/app", std::to_string(i), tags).text()] = tags;
  }

  for (const std::size_t limit : {1U, 3U, 100U}) {
    std::vector<std::pair<std::string, std::vector<std::string>>> seen;
    for (const auto& detail : describe_all(TagStatus::kAny, limit))
      seen.emplace_back(detail.digest.text(), detail.tags);
    EXPECT_TRUE(std::ranges::equal(
        seen, expected, [](const auto& a, const auto& b) { return a.first == b.first && a.second == b.second; }))
        << "pages of " << limit;
    for (const auto& detail : describe_all(TagStatus::kTagged, limit)) EXPECT_FALSE(detail.tags.empty());
    EXPECT_EQ(describe_all(TagStatus::kTagged, limit).size(), 4U);
    EXPECT_EQ(describe_all(TagStatus::kUntagged, limit).size(), 3U);
  }
}

TEST_P(ListImagesTest, APageEndsBeforeItsTagsAreTooMany) {
  constexpr int kImages = 22;
  constexpr int kTags = 1'000;
  for (int i = 0; i < kImages; ++i) {
    std::vector<std::string> tags;
    for (int t = 0; t < kTags; ++t) tags.push_back(fmt::format("v{}.{}", i, t));
    push_image("team/app", std::to_string(i), tags);
  }

  const auto first = must(images().describe_all(scope(), "team/app", {}, {.after = {}, .limit = kImages}));
  const auto all = describe_all(TagStatus::kAny, kImages);

  EXPECT_LE(first.items.size() * kTags, 20'000U);
  EXPECT_GT(first.items.size(), 15U);
  EXPECT_FALSE(first.next.empty());
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kImages));
  for (const auto& image : all) EXPECT_EQ(image.tags.size(), static_cast<std::size_t>(kTags));
}

TEST_P(ListImagesTest, AnImageOfMoreTagsThanAPageIsDescribedWhole) {
  config_.max_tags_per_image = 100'000;
  start();
  std::vector<std::string> tags;
  for (int t = 0; t < 20'005; ++t) tags.push_back(fmt::format("v{}", t));
  push_image("team/app", "many", tags);
  push_image("team/app", "none");

  const auto all = describe_all(TagStatus::kAny, 10);

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].tags.size() + all[1].tags.size(), tags.size());
}

TEST_P(ListImagesTest, DescribesAnImageByTagOrDigest) {
  const Digest digest =
      push_image("team/app", "one", {"v2", "v1"}, R"(,"artifactType":"application/vnd.example.thing")");

  for (const ImageId& id : {ImageId{std::nullopt, "v1"}, ImageId{digest.text(), std::nullopt}}) {
    const auto details = must(images().describe(scope(), "team/app", {id}));
    ASSERT_EQ(details.size(), 1U);
    EXPECT_EQ(details[0].digest, digest);
    EXPECT_EQ(details[0].media_type, kManifestType);
    EXPECT_EQ(details[0].artifact_type, "application/vnd.example.thing");
    EXPECT_EQ(details[0].tags, (std::vector<std::string>{"v1", "v2"}));
    EXPECT_EQ(details[0].size_bytes, 25U);
    EXPECT_EQ(details[0].pushed_at, clock_.now());
    EXPECT_FALSE(details[0].last_pulled_at);
    EXPECT_FALSE(details[0].subject);
  }
}

TEST_P(ListImagesTest, OneMissingImageFailsTheDescription) {
  push_image("team/app", "one", {"v1"});

  const auto details = run(images().describe(scope(), "team/app", {{std::nullopt, "v1"}, {std::nullopt, "v9"}}));

  ASSERT_FALSE(details);
  EXPECT_EQ(details.error().kind(), ErrorKind::kImageNotFound);
  EXPECT_EQ(details.error().message(),
            "The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with name "
            "'team/app' in the registry with id '123456789012'");
}

TEST_P(ListImagesTest, TellsWhenAnImageWasPulledOnceTheTimesAreWritten) {
  push_image("team/app", "one", {"v1"});
  clock_.advance(std::chrono::hours(1));
  get("team/app", "v1");
  clock_.advance(std::chrono::hours(1));
  const SysTime pulled = clock_.now();
  get("team/app", "v1");

  must(core().flush());

  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(must(images().describe(scope(), "team/app", {{std::nullopt, "v1"}}))[0].last_pulled_at, pulled);
  get("team/app", "v1");
  must(core().flush());
  EXPECT_EQ(must(images().describe(scope(), "team/app", {{std::nullopt, "v1"}}))[0].last_pulled_at, clock_.now());
}

TEST_P(ListImagesTest, APullOfAnImageThatIsGoneIsNoErrorWhenTimesAreWritten) {
  const Digest digest = push_image("team/app", "one", {"v1"});
  get("team/app", "v1");
  must(images().remove(scope(), "team/app", {digest, std::nullopt}));

  EXPECT_TRUE(run(core().flush()));
}

TEST_P(ListImagesTest, TagsAreInByteOrderAndBeginAfterAnyName) {
  push_image("team/app", "one", {"b", "a", "B", "10", "2"});

  const auto first = must(images().tags(scope(), "team/app", {.after = {}, .limit = 2}));
  EXPECT_EQ(first.items, (std::vector<std::string>{"10", "2"}));
  EXPECT_EQ(first.next, "2");
  const auto rest = must(images().tags(scope(), "team/app", {.after = "A", .limit = 10}));
  EXPECT_EQ(rest.items, (std::vector<std::string>{"B", "a", "b"}));
  EXPECT_EQ(rest.next, "");
  EXPECT_EQ(run(images().tags(scope(), "team/none", {})).error().kind(), ErrorKind::kRepositoryNotFound);
}

TEST_P(ListImagesTest, ReferrersAreTheOldestFirstAndCanBeFiltered) {
  const Digest subject = push_image("team/app", "one", {"v1"});
  const auto more = [&](const char* type, const char* note) {
    return fmt::format(R"(,"artifactType":"{}","subject":{},"annotations":{{"note":"{}"}})", type,
                       descriptor(kManifestType, simple_manifest("one")), note);
  };
  const Digest signature = push_image("team/app", "signature", {}, more("application/vnd.example.signature", "first"));
  const Digest bill = push_image("team/app", "bill", {}, more("application/vnd.example.sbom", "second"));
  const Digest again = push_image("team/app", "again", {}, more("application/vnd.example.signature", "third"));

  const auto first = must(images().referrers(scope(), "team/app", subject, {}, {.after = {}, .limit = 2}));
  const auto rest = must(images().referrers(scope(), "team/app", subject, {}, {.after = first.next, .limit = 2}));
  const auto signatures =
      must(images().referrers(scope(), "team/app", subject, {.artifact_types = {"application/vnd.example.signature"}},
                              {.after = {}, .limit = 10}));

  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items[0].digest, signature);
  EXPECT_EQ(first.items[0].media_type, kManifestType);
  EXPECT_EQ(first.items[0].artifact_type, "application/vnd.example.signature");
  EXPECT_EQ(first.items[0].annotations.at("note"), "first");
  EXPECT_EQ(first.items[0].size,
            simple_manifest("signature", more("application/vnd.example.signature", "first")).size());
  EXPECT_EQ(first.items[1].digest, bill);
  ASSERT_EQ(rest.items.size(), 1U);
  EXPECT_EQ(rest.items[0].digest, again);
  EXPECT_EQ(rest.next, "");
  EXPECT_EQ(signatures.items.size(), 2U);
  EXPECT_EQ(must(images().describe(scope(), "team/app", {{bill.text(), std::nullopt}}))[0].subject, subject);
}

TEST_P(ListImagesTest, APageOfReferrersWithLargeAnnotationsEndsByItsBytes) {
  const Digest subject = push_image("team/app", "one", {"v1"});
  const std::string large(3u << 20, 'x');
  std::vector<Digest> pushed;
  for (const char* name : {"a", "b", "c"}) {
    pushed.push_back(push_image("team/app", name, {},
                                fmt::format(R"(,"subject":{},"annotations":{{"note":"{}"}})",
                                            descriptor(kManifestType, simple_manifest("one")), large)));
  }

  std::vector<Digest> seen;
  std::string after;
  do {
    const auto page = must(images().referrers(scope(), "team/app", subject, {}, {.after = after, .limit = 10}));
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].annotations.at("note").size(), large.size());
    seen.push_back(page.items[0].digest);
    after = page.next;
  } while (!after.empty());

  EXPECT_EQ(seen, pushed);
}

TEST_P(ListImagesTest, ASubjectNeedNotExist) {
  const Digest subject = test::digest_of(simple_manifest("never pushed"));
  EXPECT_TRUE(must(images().referrers(scope(), "team/app", subject, {}, {})).items.empty());

  push_image("team/app", "signature", {},
             fmt::format(R"(,"subject":{})", descriptor(kManifestType, simple_manifest("never pushed"))));

  EXPECT_EQ(must(images().referrers(scope(), "team/app", subject, {}, {})).items.size(), 1U);
  EXPECT_EQ(run(images().referrers(scope(), "team/none", subject, {}, {})).error().kind(),
            ErrorKind::kRepositoryNotFound);
}

TEST_P(ListImagesTest, ABatchGivesWhatIsThereAndNamesWhatIsNot) {
  const Digest one = push_image("team/app", "one", {"v1"});
  push_image("team/app", "two", {"v2"});

  const auto batch = must(images().get_batch(scope(), "team/app",
                                             {{std::nullopt, "v1"},
                                              {one.text(), std::nullopt},
                                              {std::nullopt, "v9"},
                                              {one.text(), "v2"},
                                              {"bad", std::nullopt}}));

  ASSERT_EQ(batch.images.size(), 2U);
  EXPECT_EQ(batch.images[0].id.digest, one.text());
  EXPECT_EQ(batch.images[0].id.tag, "v1");
  EXPECT_EQ(*batch.images[0].content.bytes, simple_manifest("one"));
  ASSERT_EQ(batch.failures.size(), 3U);
  EXPECT_EQ(batch.failures[0].code, "ImageNotFound");
  EXPECT_EQ(batch.failures[1].code, "ImageTagDoesNotMatchDigest");
  EXPECT_EQ(batch.failures[2].code, "InvalidImageDigest");
  EXPECT_EQ(run(images().get_batch(scope(), "team/none", {{"bad", std::nullopt}})).error().kind(),
            ErrorKind::kRepositoryNotFound);
}

TEST_P(ListImagesTest, ABatchThatIsTooLargeIsRefusedAsAWhole) {
  config_.max_batch_bytes = 2 * simple_manifest("1").size();
  start();
  std::vector<ImageId> ids;
  for (const char* content : {"1", "2", "3"}) {
    ids.push_back({.digest = push_image("team/app", content).text(), .tag = std::nullopt});
  }

  const auto refused = run(images().get_batch(scope(), "team/app", ids));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_EQ(refused.error().message(),
            fmt::format("The manifests asked for have at least {} bytes together; one answer holds at most {}",
                        3 * simple_manifest("1").size(), config_.max_batch_bytes));
  ids.pop_back();
  EXPECT_EQ(must(images().get_batch(scope(), "team/app", ids)).images.size(), 2U);
}

ENTREPOT_ON_EACH_ENGINE(ListImagesTest);

}  // namespace
}  // namespace entrepot::registry
