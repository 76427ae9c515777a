// Where the bytes of archived images lie, and what is left when something breaks on the way.

#include "meta/blob_places.h"
#include "registry/places.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::ImageStatus;
using test::digest_of;
using test::must;
using test::run;

/// Runs something before or after an object is finished; an error from there is the error of finish().
struct Hooks {
  std::function<Result<void>()> before_finish = [] { return Result<void>{}; };
  std::function<Result<void>()> after_finish = [] { return Result<void>{}; };
  std::function<Result<void>()> before_open = [] { return Result<void>{}; };
};

class HookedSink final : public blob::UploadSink {
 public:
  HookedSink(std::unique_ptr<blob::UploadSink> sink, std::shared_ptr<Hooks> hooks)
      : sink_(std::move(sink)), hooks_(std::move(hooks)) {}
  std::uint64_t offset() const override { return sink_->offset(); }
  async::Task<void> write(std::span<const std::uint8_t> bytes) override { return sink_->write(bytes); }
  async::Task<blob::Checkpoint> checkpoint() override { return sink_->checkpoint(); }
  async::Task<blob::Stored> finish(Digest expected, std::string domain) override {
    ENTREPOT_CO_CHECK_OK(hooks_->before_finish());
    auto stored = co_await sink_->finish(std::move(expected), std::move(domain));
    ENTREPOT_CO_CHECK_OK(hooks_->after_finish());
    co_return stored;
  }

 private:
  std::unique_ptr<blob::UploadSink> sink_;
  std::shared_ptr<Hooks> hooks_;
};

class HookedStore final : public blob::BlobStore {
 public:
  HookedStore(std::unique_ptr<blob::BlobStore> store, std::shared_ptr<Hooks> hooks)
      : store_(std::move(store)), hooks_(std::move(hooks)) {}
  async::Task<std::unique_ptr<blob::UploadSink>> begin(std::string id, blob::DataKey key) override {
    ENTREPOT_CO_TRY(auto sink, co_await store_->begin(std::move(id), std::move(key)));
    co_return std::make_unique<HookedSink>(std::move(sink), hooks_);
  }
  async::Task<std::unique_ptr<blob::UploadSink>> resume(std::string id, blob::DataKey key,
                                                        blob::Checkpoint from) override {
    return store_->resume(std::move(id), std::move(key), std::move(from));
  }
  async::Task<void> abandon(std::string id) override { return store_->abandon(std::move(id)); }
  async::Task<std::unique_ptr<async::ByteSource>> open(blob::ObjectKey object, blob::DataKey key, std::uint64_t size,
                                                       ByteRange range) override {
    ENTREPOT_CO_CHECK_OK(hooks_->before_open());
    co_return co_await store_->open(std::move(object), std::move(key), size, range);
  }
  async::Task<void> remove(blob::ObjectKey object) override { return store_->remove(std::move(object)); }
  async::Task<void> list(std::function<Result<void>(const blob::ObjectKey&)> each) override {
    return store_->list(std::move(each));
  }
  async::Task<std::vector<std::string>> uploads() override { return store_->uploads(); }

 private:
  std::unique_ptr<blob::BlobStore> store_;
  std::shared_ptr<Hooks> hooks_;
};

Result<void> breaks() {
  return fail(ErrorKind::kUnavailable, "the machine went down");
}

class MoverTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    blobs_ = std::make_unique<HookedStore>(std::move(blobs_), in_store_);
    archive_ = std::make_unique<HookedStore>(std::move(archive_), in_archive_);
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
    image_ = push("one");
  }

  /// 300 KB that pack well.
  static std::string layer_of(const std::string& content) {
    std::string bytes;
    for (int line = 0; bytes.size() < 300'000; ++line) bytes += fmt::format("{} {}\n", content, line);
    return bytes;
  }
  static std::string manifest_of(const std::string& content) {
    return image_manifest("config of " + content, {layer_of(content)});
  }
  Digest push(const std::string& content, const std::vector<std::string>& tags = {}) {
    push_layer("team/app", "config of " + content);
    push_layer("team/app", layer_of(content));
    return push_manifest("team/app", manifest_of(content), tags);
  }
  ImageId id_of(const Digest& image) { return {.digest = image.text(), .tag = std::nullopt}; }
  void set(const Digest& image, StorageClass target) {
    must(images().set_storage_class(scope(), "team/app", id_of(image), target));
  }
  ImageStatus status_of(const Digest& image) {
    return must(images().describe(scope(), "team/app", {id_of(image)})).front().status;
  }
  /// Everything buried is removed, and nothing else.
  void collect() {
    clock_.advance(kTombstoneGrace + std::chrono::minutes(1));
    must(core().collect());
  }
  Result<std::string> read(const std::string& layer, std::optional<ByteRange> range = {}) {
    ENTREPOT_TRY(auto opened, run(layers().open(scope(), "team/app", digest_of(layer), range)));
    std::string out;
    for (;;) {
      ENTREPOT_TRY(const auto slice, run(opened.source->next()));
      if (slice.bytes.empty()) return out;
      out += as_text(slice.bytes);
    }
  }
  /// After a crash: the mover starts again, and all is where it belongs.
  void expect_archived_and_restored() {
    start();
    clock_.advance(std::chrono::minutes(11));  // with other nodes beside, only time says that nobody is at it any more
    EXPECT_TRUE(must(archive_->uploads()).empty()) << "nothing of a copy that broke off is left";
    must(core().move());
    collect();
    EXPECT_TRUE(stored_objects().empty());
    set(image_, StorageClass::kStandard);
    must(core().move());
    EXPECT_EQ(status_of(image_), ImageStatus::kActive);
    EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
    clock_.advance(std::chrono::hours(25));  // the audit comes once a day, and buries for one
    must(core().collect());
    clock_.advance(std::chrono::hours(25));
    must(core().collect());
    EXPECT_EQ(stored_objects().size(), 2U);
    EXPECT_TRUE(archived_objects().empty()) << "nothing is left behind";
  }

  std::shared_ptr<Hooks> in_store_ = std::make_shared<Hooks>();
  std::shared_ptr<Hooks> in_archive_ = std::make_shared<Hooks>();
  Digest image_ = digest_of("");
};

TEST_P(MoverTest, LayersOfAnArchivedImageGoToTheArchivePackedAndComeBack) {
  set(image_, StorageClass::kArchive);

  EXPECT_EQ(must(core().move()), 2U);
  collect();

  EXPECT_TRUE(stored_objects().empty());
  EXPECT_EQ(archived_objects().size(), 2U);
  static constexpr sql::Statement kForms{"SELECT form, stored_bytes FROM archived_blob ORDER BY form"};
  const auto forms = must(database().read([](sql::Transaction& tx) { return tx.query(kForms); }));
  EXPECT_EQ(forms[0].text(0), "plain") << "the configuration is too small to gain";
  EXPECT_EQ(forms[1].text(0), "zstd");
  EXPECT_LT(forms[1].integer(1), 150'000);
  EXPECT_EQ(must(core().move()), 0U) << "all is in place";

  set(image_, StorageClass::kStandard);
  EXPECT_EQ(must(core().move()), 2U);
  collect();

  EXPECT_EQ(status_of(image_), ImageStatus::kActive);
  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
  EXPECT_EQ(stored_objects().size(), 2U);
  EXPECT_TRUE(archived_objects().empty());
}

TEST_P(MoverTest, WhatAnActiveImageNeedsStaysUntilThatImageGoes) {
  push_layer("team/app", "config of two");
  const Digest two = push_manifest("team/app", image_manifest("config of two", {layer_of("one")}));
  set(image_, StorageClass::kArchive);

  EXPECT_EQ(must(core().move()), 1U) << "only the configuration of the one that was archived";

  must(images().remove(scope(), "team/app", {.digest = two, .tag = std::nullopt}));
  clock_.advance(config_.blob_lease + std::chrono::hours(1));
  must(core().collect());
  EXPECT_EQ(must(core().move()), 1U);
  collect();
  EXPECT_EQ(archived_objects().size(), 2U);
  EXPECT_TRUE(stored_objects().empty());
}

TEST_P(MoverTest, APushedImageIsReadInTheArchiveUntilItsLayersAreBack) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();
  const std::string layer = layer_of("one");

  push_manifest("team/app", manifest_of("one"), {"v1"});

  EXPECT_TRUE(must(read(layer)) == layer);
  EXPECT_TRUE(must(read(layer, ByteRange{.first = 270'000, .length = 1000})) == layer.substr(270'000, 1000));
  EXPECT_TRUE(must(read(layer, ByteRange{.first = 5, .length = 7})) == layer.substr(5, 7));
  EXPECT_TRUE(must(read("config of one")) == "config of one");
  EXPECT_EQ(must(core().move()), 2U);
  EXPECT_TRUE(must(read(layer)) == layer);
}

TEST_P(MoverTest, AReadFromTheArchiveBringsTheLayerBack) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  push_layer("team/app", "config of two");
  // Nobody asked whether the layer can be had, so nobody brought it again.
  push_manifest("team/app", image_manifest("config of two", {layer_of("one")}));
  EXPECT_EQ(must(core().move()), 0U);

  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));

  EXPECT_EQ(must(core().move()), 1U);
  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
}

TEST_P(MoverTest, ALayerThatIsBroughtAgainNeedNotBeFetched) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();

  push_layer("team/app", layer_of("one"));

  EXPECT_EQ(stored_objects().size(), 1U);
  collect();
  EXPECT_EQ(archived_objects().size(), 1U) << "the configuration";
  EXPECT_EQ(must(core().move()), 0U) << "an image may come for it";
  clock_.advance(config_.blob_lease + std::chrono::hours(1));
  EXPECT_EQ(must(core().move()), 1U) << "none came";
}

TEST_P(MoverTest, ACopyThatBreaksOffIsForgottenAndMadeAgain) {
  set(image_, StorageClass::kArchive);
  in_archive_->before_finish = breaks;
  EXPECT_EQ(must(core().move()), 0U);
  EXPECT_EQ(stored_objects().size(), 2U);
  in_archive_->before_finish = [] { return Result<void>{}; };
  expect_archived_and_restored();
}

TEST_P(MoverTest, ACopyWithoutItsRowIsFoundAndRemoved) {
  set(image_, StorageClass::kArchive);
  in_archive_->after_finish = breaks;
  EXPECT_EQ(must(core().move()), 0U);
  EXPECT_FALSE(archived_objects().empty()) << "the copy is there, its row is not";
  EXPECT_EQ(stored_objects().size(), 2U);
  in_archive_->after_finish = [] { return Result<void>{}; };
  expect_archived_and_restored();
}

TEST_P(MoverTest, ARestoreThatBreaksOffIsMadeAgain) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();
  set(image_, StorageClass::kStandard);
  for (auto* hook : {&in_store_->before_finish, &in_store_->after_finish}) {
    *hook = breaks;
    EXPECT_EQ(must(core().move()), 0U);
    EXPECT_EQ(status_of(image_), ImageStatus::kActivating);
    EXPECT_EQ(archived_objects().size(), 2U) << "what the rows name is there";
    *hook = [] { return Result<void>{}; };
    start();
    clock_.advance(std::chrono::minutes(11));
  }
  must(core().move());
  EXPECT_EQ(status_of(image_), ImageStatus::kActive);
  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
}

TEST_P(MoverTest, ACrashAfterTheSwitchLeavesTheOldObjectToTheCollector) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  EXPECT_EQ(stored_objects().size(), 2U) << "whoever opened them may read on";
  expect_archived_and_restored();
}

TEST_P(MoverTest, AnImageThatIsWantedBackWhileItsLayerIsCopiedKeepsIt) {
  set(image_, StorageClass::kArchive);
  in_archive_->after_finish = [&]() -> Result<void> {
    boost::asio::io_context context(1);
    ENTREPOT_CHECK_OK(async::run_blocking(
        context, images().set_storage_class(scope(), "team/app", id_of(image_), StorageClass::kStandard)));
    return {};
  };

  EXPECT_EQ(must(core().move()), 0U);

  EXPECT_EQ(status_of(image_), ImageStatus::kActive);
  EXPECT_TRUE(archived_objects().empty()) << "the copy was not wanted any more";
  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
}

TEST_P(MoverTest, AnIndexIsActiveOnceAllThatItHoldsIs) {
  const Digest inner = push_manifest("team/app", index_manifest({manifest_of("one")}));
  const Digest outer = push_manifest("team/app", index_manifest({index_manifest({manifest_of("one")})}));
  for (const Digest& image : {outer, inner, image_}) set(image, StorageClass::kArchive);
  must(core().move());
  in_archive_->before_open = breaks;

  set(outer, StorageClass::kStandard);
  must(core().move());

  EXPECT_EQ(status_of(outer), ImageStatus::kActivating) << "a layer is still to come";
  EXPECT_EQ(status_of(inner), ImageStatus::kActivating);
  push_manifest("team/app", index_manifest({index_manifest({manifest_of("one")})}));
  for (const Digest& image : {outer, inner, image_}) EXPECT_EQ(status_of(image), ImageStatus::kActive);
}

TEST_P(MoverTest, ADamagedArchivedLayerIsMarkedAndAPushBringsItAgain) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();
  set(image_, StorageClass::kStandard);
  in_archive_->before_open = []() -> Result<void> { return fail(ErrorKind::kCorrupt, "damaged"); };

  EXPECT_EQ(must(core().move()), 0U);

  EXPECT_EQ(status_of(image_), ImageStatus::kActive) << "what can come back is back";
  EXPECT_EQ(read(layer_of("one")).error().kind(), ErrorKind::kBlobNotFound);
  push_layer("team/app", layer_of("one"));
  EXPECT_TRUE(must(read(layer_of("one"))) == layer_of("one"));
}

TEST_P(MoverTest, AnArchiveThatIsNotThereIsAskedAgain) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();
  set(image_, StorageClass::kStandard);
  in_archive_->before_open = []() -> Result<void> { return fail(ErrorKind::kBlobNotFound, "no such object"); };
  must(core().move());
  EXPECT_EQ(status_of(image_), ImageStatus::kActivating) << "a volume that is not mounted looks like this";
  in_archive_->before_open = [] { return Result<void>{}; };
  EXPECT_EQ(must(core().move()), 0U) << "not at once";

  clock_.advance(std::chrono::minutes(11));
  EXPECT_EQ(must(core().move()), 2U);

  EXPECT_EQ(status_of(image_), ImageStatus::kActive);
}

TEST_P(MoverTest, LayersOfADeletedArchivedImageAreCollected) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();

  must(images().remove(scope(), "team/app", {.digest = image_, .tag = std::nullopt}));
  clock_.advance(config_.blob_lease + std::chrono::hours(1));
  must(core().collect());
  collect();

  EXPECT_TRUE(archived_objects().empty());
  EXPECT_TRUE(stored_objects().empty());
}

TEST_P(MoverTest, ObjectsOfTheArchiveThatAreNamedAreNoOrphans) {
  set(image_, StorageClass::kArchive);
  must(core().move());
  collect();
  for (int day = 0; day < 3; ++day) {
    clock_.advance(std::chrono::hours(25));
    must(core().collect());
  }
  EXPECT_EQ(archived_objects().size(), 2U);
}

ENTREPOT_ON_EACH_ENGINE(MoverTest);

}  // namespace
}  // namespace entrepot::registry
