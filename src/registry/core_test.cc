#include "registry/core_impl.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::digest_of;
using test::must;
using test::run;

class CoreTest : public test::RegistryRig {
 protected:
  /// Lets every lease and every grace run out.
  void collect_for_good() {
    for (int i = 0; i < 2; ++i) {
      clock_.advance(config_.blob_lease + std::chrono::hours(1));
      must(core().collect());
    }
  }
  bool has(const std::string& repository, const std::string& layer) {
    return run(layers().stat(scope(), repository, digest_of(layer))).has_value();
  }
};

TEST_P(CoreTest, AnotherRootKeyIsRefused) {
  make_repository("team/app");
  push_image("team/app", "one", {"v1"});
  const kms::RootKey other{crypto::Key::random()};

  Core stranger(database(), {*blobs_, *archive_}, other, clock_, metrics_, config_);
  const auto opened = run(stranger.open());

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::kUnavailable);
  EXPECT_NE(opened.error().message().find("made with another root key"), std::string_view::npos);
  start();
  EXPECT_TRUE(try_get("team/app", "v1"));
}

TEST_P(CoreTest, DataWithoutTheValueThatTellsItsRootKeyIsRefused) {
  make_repository("team/app");
  push_layer("team/app", "hello");
  static constexpr sql::Statement kRemove{"DELETE FROM store_check"};
  must(database().write([](sql::Transaction& tx) { return tx.execute(kRemove); }));

  Core again(database(), {*blobs_, *archive_}, root_, clock_, metrics_, config_);

  EXPECT_EQ(run(again.open()).error().kind(), ErrorKind::kUnavailable);
}

TEST_P(CoreTest, AccessKeysComeBackAsTheyWereMade) {
  Accounts accounts(core());
  const auto account = must(model::AccountId::parse("123456789012"));

  must(accounts.create_root(account, "AKIAEXAMPLE", "a secret"));
  start();
  const auto keys = must(Accounts(core()).access_keys());

  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].account, account);
  EXPECT_EQ(keys[0].id, "AKIAEXAMPLE");
  EXPECT_EQ(keys[0].secret, "a secret");
  EXPECT_TRUE(keys[0].is_active);
  EXPECT_EQ(run(Accounts(core()).create_root(account, "AKIAEXAMPLE", "another")).error().kind(), ErrorKind::kConflict);
}

TEST_P(CoreTest, TheStoredSecretIsSealed) {
  must(Accounts(core()).create_root(must(model::AccountId::parse("123456789012")), "AKIAEXAMPLE", "a secret"));
  static constexpr sql::Statement kRead{"SELECT sealed_secret FROM access_key"};

  const auto rows = must(database().read([](sql::Transaction& tx) { return tx.query(kRead); }));

  EXPECT_EQ(as_text(rows[0].blob(0)).find("a secret"), std::string_view::npos);
}

TEST_P(CoreTest, ALayerThatNoImageRefersToIsCollectedAfterItsLease) {
  make_repository("team/app");
  push_layer("team/app", "lonely");
  push_image("team/app", "one", {"v1"});

  clock_.advance(config_.blob_lease - std::chrono::hours(1));
  must(core().collect());
  EXPECT_EQ(stored_objects().size(), 3U);
  collect_for_good();

  EXPECT_EQ(stored_objects().size(), 2U);
  EXPECT_FALSE(has("team/app", "lonely"));
  EXPECT_TRUE(has("team/app", "layer of one"));
  EXPECT_EQ(must(core().collect()), 0U);
}

TEST_P(CoreTest, ToldThatALayerExistsAClientHasTimeToPushItsImage) {
  make_repository("team/app");
  push_image("team/app", "one", {"v1"});
  collect_for_good();
  must(images().remove_batch(scope(), "team/app", {{std::nullopt, "v1"}}));
  clock_.advance(config_.blob_lease - std::chrono::minutes(1));

  EXPECT_TRUE(has("team/app", "config of one"));
  EXPECT_TRUE(must(layers().availability(scope(), "team/app", {digest_of("layer of one")}))[0].info);
  clock_.advance(config_.blob_lease / 2);
  must(core().collect());

  push_manifest("team/app", simple_manifest("one"), {"v1"});
  collect_for_good();
  EXPECT_TRUE(has("team/app", "layer of one"));
}

TEST_P(CoreTest, AMountedLayerHasTimeAsWell) {
  make_repository("team/app");
  make_repository("team/other");
  push_layer("team/other", "hello");
  clock_.advance(config_.blob_lease - std::chrono::minutes(1));

  EXPECT_TRUE(must(layers().mount(scope(), "team/app", digest_of("hello"), "team/other", {})));
  clock_.advance(config_.blob_lease / 2);
  must(core().collect());

  EXPECT_TRUE(has("team/app", "hello"));
  collect_for_good();
  EXPECT_FALSE(has("team/app", "hello"));
  EXPECT_TRUE(stored_objects().empty());
}

TEST_P(CoreTest, LayersOfADeletedImageAreCollectedAndSharedOnesStay) {
  make_repository("team/app");
  push_layer("team/app", "base");
  for (const char* name : {"one", "two"}) {
    push_layer("team/app", std::string("config ") + name);
    push_layer("team/app", std::string("top ") + name);
    push_manifest("team/app", image_manifest(std::string("config ") + name, {"base", std::string("top ") + name}),
                  {name});
  }
  collect_for_good();
  EXPECT_EQ(stored_objects().size(), 5U);

  must(images().remove_batch(scope(), "team/app", {{std::nullopt, "one"}}));
  collect_for_good();

  EXPECT_EQ(stored_objects().size(), 3U);
  EXPECT_TRUE(has("team/app", "base"));
  EXPECT_TRUE(has("team/app", "top two"));
  EXPECT_FALSE(has("team/app", "top one"));
}

TEST_P(CoreTest, ARemovedLinkDoesNotTakeALayerThatAnotherRepositoryNeeds) {
  make_repository("team/app");
  make_repository("team/other");
  push_image("team/other", "one", {"v1"});
  push_layer("team/app", "layer of one");
  collect_for_good();

  must(layers().remove(scope(), "team/app", digest_of("layer of one")));
  collect_for_good();

  EXPECT_TRUE(has("team/other", "layer of one"));
}

TEST_P(CoreTest, ACollectedLayerCanBePushedAgain) {
  make_repository("team/app");
  push_layer("team/app", "hello");
  collect_for_good();
  ASSERT_TRUE(stored_objects().empty());

  push_layer("team/app", "hello");

  EXPECT_TRUE(has("team/app", "hello"));
}

TEST_P(CoreTest, APushOfWhatIsAboutToBeBuriedIsNotTouchedByTheBurial) {
  make_repository("team/app");
  push_layer("team/app", "hello");
  clock_.advance(config_.blob_lease + std::chrono::hours(1));
  must(core().collect());
  ASSERT_EQ(stored_objects().size(), 1U) << "its object waits for readers";

  push_layer("team/app", "hello");
  clock_.advance(std::chrono::hours(1));
  must(core().collect());

  EXPECT_EQ(stored_objects().size(), 1U);
  test::Body body("hello");
  auto opened = must(layers().open(scope(), "team/app", digest_of("hello"), {}));
  EXPECT_EQ(as_text(must(opened.source->next()).bytes), "hello");
}

TEST_P(CoreTest, AnImageThatIsPushedAgainAfterCollectionNeedsItsLayers) {
  make_repository("team/app");
  push_image("team/app", "one", {"v1"});
  must(images().remove_batch(scope(), "team/app", {{std::nullopt, "v1"}}));
  collect_for_good();

  const auto put = run(images().put(scope(), put_request("team/app", simple_manifest("one"), {"v1"})));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLayersNotFound);
}

TEST_P(CoreTest, AnObjectThatNoRowNamesIsRemovedAfterADay) {
  make_repository("team/app");
  push_layer("team/app", "named");
  push_image("team/app", "one", {"v1"});
  const auto sink = must(blobs_->begin(crypto::random_uuid(), {}));
  must(sink->write(as_bytes("a crash came before its row")));
  must(sink->finish(digest_of("a crash came before its row"), "1"));
  ASSERT_EQ(stored_objects().size(), 4U);

  clock_.advance(kFirstAudit);
  EXPECT_EQ(must(core().collect()), 1U);
  EXPECT_EQ(stored_objects().size(), 4U) << "an upload that is just being finished looks the same";
  clock_.advance(config_.blob_lease - kFirstAudit - std::chrono::minutes(1));
  must(core().collect());
  clock_.advance(std::chrono::hours(1) + std::chrono::minutes(1));
  must(core().collect());

  EXPECT_EQ(stored_objects().size(), 3U);
  EXPECT_TRUE(has("team/app", "layer of one"));
}

TEST_P(CoreTest, AnUploadThatTheAuditTookForDeadLives) {
  make_repository("team/app");
  const auto sink = must(blobs_->begin(crypto::random_uuid(), {}));
  must(sink->write(as_bytes("slow")));
  const auto stored = must(sink->finish(digest_of("slow"), "1"));
  clock_.advance(kFirstAudit);
  must(core().collect());
  push_image("team/app", "one");
  static constexpr sql::Statement kRename{"UPDATE blob SET object_key = $1, digest = $2 WHERE digest = $3"};
  const auto parameters = sql::params(stored.key.text, digest_of("slow").text(), digest_of("layer of one").text());
  must(database().write([&](sql::Transaction& tx) { return tx.execute(kRename, parameters); }));

  clock_.advance(std::chrono::hours(30));
  must(core().collect());

  const auto objects = stored_objects();
  EXPECT_NE(std::ranges::find(objects, stored.key.text), objects.end());
}

TEST_P(CoreTest, DataKeysOpenAfterARestart) {
  make_repository("team/app");
  push_layer("team/app", "hello");
  start();

  auto opened = must(layers().open(scope(), "team/app", digest_of("hello"), {}));

  EXPECT_EQ(as_text(must(opened.source->next()).bytes), "hello");
}

ENTREPOT_ON_EACH_ENGINE(CoreTest);

}  // namespace
}  // namespace entrepot::registry
