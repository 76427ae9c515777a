#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::digest_of;
using test::must;
using test::run;

class LayersTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
    make_repository("team/other");
  }

  Result<std::string> read(const std::string& repository, const Digest& digest, std::optional<ByteRange> range) {
    auto opened = run(layers().open(scope(), repository, digest, range));
    if (!opened) return std::unexpected(opened.error());
    std::string out;
    for (;;) {
      const auto slice = run(opened->source->next());
      if (!slice) return std::unexpected(slice.error());
      if (slice->bytes.empty()) return out;
      out += as_text(slice->bytes);
    }
  }
  bool mount(const Digest& digest, const std::string& from, Layers::MayRead may_read = test::may_read_none) {
    return must(layers().mount(scope(), "team/app", digest, from, std::move(may_read)));
  }
  bool has(const std::string& repository, const Digest& digest) {
    return run(layers().stat(scope(), repository, digest)).has_value();
  }
};

TEST_P(LayersTest, ALayerIsThereForItsRepositoryOnly) {
  const Digest digest = push_layer("team/app", "hello");

  const LayerInfo info = must(layers().stat(scope(), "team/app", digest));
  const auto elsewhere = run(layers().stat(scope(), "team/other", digest));

  EXPECT_EQ(info.size, 5U);
  EXPECT_EQ(info.media_type, "application/octet-stream");
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().kind(), ErrorKind::kBlobNotFound);
  EXPECT_EQ(read("team/other", digest, {}).error().kind(), ErrorKind::kBlobNotFound);
  EXPECT_EQ(run(layers().stat(scope(), "team/none", digest)).error().kind(), ErrorKind::kRepositoryNotFound);
}

TEST_P(LayersTest, TheMediaTypeIsWhatAnImageOfTheRepositorySays) {
  push_image("team/app", "one");

  EXPECT_EQ(must(layers().stat(scope(), "team/app", digest_of("config of one"))).media_type,
            "application/vnd.oci.image.config.v1+json");
}

TEST_P(LayersTest, AvailabilityAnswersForEachDigestInOrder) {
  push_layer("team/app", "one");
  push_layer("team/app", "two");
  std::vector<Digest> asked{digest_of("one"), digest_of("none"), digest_of("two")};
  for (int i = 0; i < 30; ++i) asked.push_back(digest_of(std::to_string(i)));

  const auto answers = must(layers().availability(scope(), "team/app", asked));

  ASSERT_EQ(answers.size(), asked.size());
  EXPECT_EQ(answers[0].digest, digest_of("one").text());
  EXPECT_TRUE(answers[0].info);
  EXPECT_FALSE(answers[1].info);
  EXPECT_EQ(answers[2].info->size, 3U);
  EXPECT_FALSE(answers[32].info);
}

TEST_P(LayersTest, RangesAreCutToTheLayer) {
  const Digest digest = push_layer("team/app", "hello world");

  EXPECT_EQ(must(read("team/app", digest, {})), "hello world");
  EXPECT_EQ(must(read("team/app", digest, ByteRange{6, 3})), "wor");
  EXPECT_EQ(must(read("team/app", digest, ByteRange{6, 1000})), "world");
  const auto beyond = read("team/app", digest, ByteRange{11, 1});
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().kind(), ErrorKind::kRangeNotSatisfiable);
  EXPECT_EQ(beyond.error().offset(), 11U);
}

TEST_P(LayersTest, ADownloadUrlNeedsAnImageThatRefersToTheLayer) {
  const Digest lonely = push_layer("team/app", "lonely");
  push_image("team/app", "one");

  EXPECT_EQ(must(layers().stat_for_download(scope(), "team/app", digest_of("layer of one"))).size, 12U);
  EXPECT_EQ(run(layers().stat_for_download(scope(), "team/app", lonely)).error().kind(), ErrorKind::kLayerInaccessible);
  const auto none = run(layers().stat_for_download(scope(), "team/app", digest_of("none")));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), ErrorKind::kLayersNotFound);
  EXPECT_EQ(none.error().message(), "The layer with digest '" + digest_of("none").text() +
                                        "' does not exist within the repository with name 'team/app' in the registry "
                                        "with id '123456789012'");
}

TEST_P(LayersTest, RemovingTakesTheLinkOfOneRepository) {
  const Digest digest = push_layer("team/app", "hello");
  push_layer("team/other", "hello");

  must(layers().remove(scope(), "team/app", digest));

  EXPECT_FALSE(has("team/app", digest));
  EXPECT_TRUE(has("team/other", digest));
  EXPECT_EQ(run(layers().remove(scope(), "team/app", digest)).error().kind(), ErrorKind::kBlobNotFound);
}

TEST_P(LayersTest, ALayerThatAnImageNeedsIsNotRemoved) {
  push_image("team/app", "one");

  const auto removed = run(layers().remove(scope(), "team/app", digest_of("layer of one")));

  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().kind(), ErrorKind::kUnsupported);
  EXPECT_TRUE(has("team/app", digest_of("layer of one")));
}

TEST_P(LayersTest, AMountLinksWhatTheSourceHas) {
  const Digest digest = push_layer("team/other", "hello");

  EXPECT_TRUE(mount(digest, "team/other"));

  EXPECT_EQ(must(read("team/app", digest, {})), "hello");
  EXPECT_EQ(stored_objects().size(), 1U);
}

TEST_P(LayersTest, AMountDoesNothingWhenTheSourceHasItNot) {
  EXPECT_FALSE(mount(digest_of("hello"), "team/other"));
  EXPECT_FALSE(mount(digest_of("hello"), "team/none"));
  push_layer("team/app", "mine");
  make_repository("team/third");
  EXPECT_FALSE(must(layers().mount(scope(), "team/third", digest_of("mine"), "team/other", {})))
      << "that some repository has it grants nothing";
}

TEST_P(LayersTest, AMountAcrossEncryptionDomainsDoesNothing) {
  make_repository("team/sealed", {.encryption = model::EncryptionType::kKms, .kms_key = "arn:one"});
  const Digest digest = push_layer("team/sealed", "hello");

  EXPECT_FALSE(mount(digest, "team/sealed"));
  EXPECT_FALSE(mount(digest, "", test::may_read_all));
}

TEST_P(LayersTest, AMountWithoutASourceAsksForEachThatHasIt) {
  make_repository("team/third");
  const Digest digest = push_layer("team/other", "hello");
  push_layer("team/third", "hello");
  std::vector<std::string> asked;

  const bool refused = mount(digest, "", [&](std::string name) {
    asked.push_back(std::move(name));
    return test::may_read_none({});
  });
  const bool granted = mount(digest, "", [](const std::string& name) {
    return name == "team/third" ? test::may_read_all({}) : test::may_read_none({});
  });

  EXPECT_FALSE(refused);
  EXPECT_EQ(asked, (std::vector<std::string>{"team/other", "team/third"}));
  EXPECT_TRUE(granted);
  EXPECT_TRUE(has("team/app", digest));
}

/// As the memory store, but what is read turns out to be damaged.
class Damaging final : public blob::BlobStore {
 public:
  explicit Damaging(blob::BlobStore& store) : store_(store) {}
  std::string damaged;

  async::Task<std::unique_ptr<blob::UploadSink>> begin(std::string id, blob::DataKey key) override {
    return store_.begin(std::move(id), std::move(key));
  }
  async::Task<std::unique_ptr<blob::UploadSink>> resume(std::string id, blob::DataKey key,
                                                        blob::Checkpoint from) override {
    return store_.resume(std::move(id), std::move(key), std::move(from));
  }
  async::Task<void> abandon(std::string id) override { return store_.abandon(std::move(id)); }
  async::Task<std::unique_ptr<async::ByteSource>> open(blob::ObjectKey object, blob::DataKey key, std::uint64_t size,
                                                       ByteRange range) override {
    if (object.text == damaged) co_return std::make_unique<Broken>();
    co_return co_await store_.open(std::move(object), std::move(key), size, range);
  }
  async::Task<void> remove(blob::ObjectKey object) override { return store_.remove(std::move(object)); }
  async::Task<void> list(std::function<Result<void>(const blob::ObjectKey&)> each) override {
    return store_.list(std::move(each));
  }
  async::Task<std::vector<std::string>> uploads() override { return store_.uploads(); }

 private:
  class Broken final : public async::ByteSource {
    async::Task<async::Slice> next() override { co_return fail(ErrorKind::kCorrupt, "stored data is damaged"); }
  };
  blob::BlobStore& store_;
};

TEST_P(LayersTest, ADamagedLayerIsSaidToBeAbsentAndAPushHealsIt) {
  Damaging store(*blobs_);
  Core core(database(), {store, *archive_}, root_, clock_, metrics_, config_);
  must(core.open());
  Layers reading(core);
  Uploads writing(core);
  const Digest digest = push_layer("team/app", "hello");
  store.damaged = stored_objects()[0];

  auto opened = must(reading.open(scope(), "team/app", digest, {}));
  EXPECT_EQ(run(opened.source->next()).error().kind(), ErrorKind::kCorrupt);

  EXPECT_FALSE(has("team/app", digest));
  EXPECT_FALSE(must(layers().availability(scope(), "team/app", {digest}))[0].info);
  test::Body body("hello");
  must(writing.put(scope(), "team/app", digest, body));
  EXPECT_TRUE(has("team/app", digest));
  EXPECT_EQ(must(read("team/app", digest, {})), "hello");
  EXPECT_EQ(stored_objects().size(), 1U) << "the damaged object is gone";
  EXPECT_NE(stored_objects()[0], store.damaged);
}

ENTREPOT_ON_EACH_ENGINE(LayersTest);

}  // namespace
}  // namespace entrepot::registry
