#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using test::Body;
using test::must;
using test::run;

class UploadsTest : public test::RegistryRig {
 protected:
  void SetUp() override {
    RegistryRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("team/app");
  }

  Result<std::uint64_t> append(const std::string& id, const std::string& bytes, Uploads::Part part = {}) {
    Body body(bytes, 3);
    return run(uploads().append(scope(), "team/app", id, part, body));
  }
  Result<Uploads::Finished> finish(const std::string& id, const std::string& whole,
                                   Uploads::Door door = Uploads::Door::kOci) {
    return run(uploads().finish(scope(), "team/app", id, {test::digest_of(whole)}, door, nullptr, {}));
  }
  std::string start_upload() { return must(uploads().start(scope(), "team/app")); }
  std::string read(const std::string& repository, const std::string& whole) {
    auto opened = must(layers().open(scope(), repository, test::digest_of(whole), std::nullopt));
    std::string out;
    for (;;) {
      const auto slice = must(opened.source->next());
      if (slice.bytes.empty()) return out;
      out += as_text(slice.bytes);
    }
  }
};

/// While other nodes may hold such bytes, nobody forgets them.
class EmbeddedUploadsTest : public UploadsTest {};
class ClusterUploadsTest : public UploadsTest {};

TEST_P(UploadsTest, PartsInOrderBecomeALayer) {
  const std::string id = start_upload();

  EXPECT_EQ(must(append(id, "hello ")), 6U);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 6U);
  EXPECT_EQ(must(append(id, "world", {.first_byte = 6, .last_byte = 10})), 11U);
  const auto finished = must(finish(id, "hello world"));

  EXPECT_EQ(finished.digest, test::digest_of("hello world"));
  EXPECT_EQ(finished.size, 11U);
  EXPECT_EQ(read("team/app", "hello world"), "hello world");
  const auto again = append(id, "more");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUploadNotFound) << "the session ends with the layer";
}

TEST_P(UploadsTest, OneRequestMakesALayerAndLeavesNoSession) {
  Body body("all at once");

  const auto finished = must(uploads().put(scope(), "team/app", test::digest_of("all at once"), body));

  EXPECT_EQ(finished.size, 11U);
  EXPECT_EQ(read("team/app", "all at once"), "all at once");
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadsTest, OneRequestWithTheWrongDigestLeavesNothing) {
  Body body("all at once");

  const auto put = run(uploads().put(scope(), "team/app", test::digest_of("other"), body));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLayerDigestMismatch);
  EXPECT_EQ(put.error().message(), "None of the provided layer digests match the calculated layer digest");
  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_TRUE(stored_objects().empty());
}

TEST_P(UploadsTest, OneRequestThatBreaksOffLeavesNothing) {
  Body body = Body::breaking("all at once", 4);

  const auto put = run(uploads().put(scope(), "team/app", test::digest_of("all at once"), body));

  ASSERT_FALSE(put);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadsTest, ALayerOfTwoRepositoriesIsStoredOnce) {
  make_repository("team/other");
  push_layer("team/app", "shared");

  push_layer("team/other", "shared");

  EXPECT_EQ(stored_objects().size(), 1U);
  EXPECT_EQ(read("team/other", "shared"), "shared");
}

TEST_P(UploadsTest, ReportsNothingKnownOfAnIdThatIsNotThere) {
  const auto status = run(uploads().status(scope(), "team/app", "2a7b7c0e-0c4d-4c54-9b25-4a8a7b0c6c53"));

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(status.error().message(),
            "The upload with id '2a7b7c0e-0c4d-4c54-9b25-4a8a7b0c6c53' in the repository with name 'team/app' in the "
            "registry with id '123456789012' does not exist");
}

TEST_P(UploadsTest, AnUploadBelongsToItsRepositoryAndItsPrincipal) {
  make_repository("team/other");
  const std::string id = start_upload();
  must(append(id, "hello"));
  Body body("more");

  const auto elsewhere = run(uploads().append(scope(), "team/other", id, {}, body));
  const auto by_another = run(uploads().append(scope_of("123456789012", "AIDAOTHER"), "team/app", id, {}, body));
  const auto cancelled = run(uploads().cancel(scope_of("123456789012", "AIDAOTHER"), "team/app", id));

  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().kind(), ErrorKind::kUploadNotFound);
  ASSERT_FALSE(by_another);
  EXPECT_EQ(by_another.error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_FALSE(cancelled);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 5U);
}

TEST_P(UploadsTest, RefusesAPartThatSkipsBytes) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto skipping = append(id, "world", {.first_byte = 9, .last_byte = 13});

  ASSERT_FALSE(skipping);
  EXPECT_EQ(skipping.error().kind(), ErrorKind::kLayerPartOutOfOrder);
  EXPECT_EQ(skipping.error().message(), "First byte of the layer part is 9 instead of 5");
  EXPECT_EQ(skipping.error().offset(), 5U);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 5U);
}

TEST_P(UploadsTest, APartThatIsShorterThanItsRangeIsForgotten) {
  const std::string id = start_upload();
  must(append(id, "hello "));

  const auto part = append(id, "wor", {.first_byte = 6, .last_byte = 10});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().message(), "The layer part has only 3 bytes, its range says 5");
  EXPECT_EQ(part.error().offset(), 6U);
  must(append(id, "world", {.first_byte = 6, .last_byte = 10}));
  must(finish(id, "hello world"));
}

TEST_P(UploadsTest, AFirstPartThatIsLongerThanItsRangeIsForgotten) {
  const std::string id = start_upload();

  const auto part = append(id, "hello world", {.first_byte = 0, .last_byte = 4});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().message(), "The layer part has at least 6 bytes, its range says 5");
  must(append(id, "hello", {.first_byte = 0, .last_byte = 4}));
  must(finish(id, "hello"));
}

TEST_P(UploadsTest, RefusesARangeThatEndsBeforeItBegins) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto part = append(id, "x", {.first_byte = 5, .last_byte = 4});

  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().kind(), ErrorKind::kLayerPartOutOfOrder);
}

TEST_P(UploadsTest, ABrokenBodyKeepsWhatCameAndTheClientGoesOn) {
  const std::string id = start_upload();
  Body breaking = Body::breaking("hello world", 7);

  const auto broken = run(uploads().append(scope(), "team/app", id, {}, breaking));

  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind(), ErrorKind::kUnavailable);
  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 7U);
  must(append(id, "orld", {.first_byte = 7, .last_byte = 10}));
  must(finish(id, "hello world"));
}

TEST_P(UploadsTest, GoesOnAfterARestart) {
  const std::string id = start_upload();
  must(append(id, "hello "));

  start();

  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 6U);
  must(append(id, "world"));
  must(finish(id, "hello world"));
  EXPECT_EQ(read("team/app", "hello world"), "hello world");
}

TEST_P(EmbeddedUploadsTest, BytesThatWereNotAcknowledgedAreForgottenAtARestart) {
  const auto key = blob::DataKey{};
  {
    const auto sink = must(blobs_->begin(crypto::random_uuid(), key));
    must(sink->write(as_bytes("never acknowledged")));
  }
  ASSERT_EQ(must(blobs_->uploads()).size(), 1U);

  start();

  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadsTest, CancelForgetsTheBytes) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  must(uploads().cancel(scope(), "team/app", id));

  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_EQ(run(uploads().status(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(run(uploads().cancel(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
}

TEST_P(UploadsTest, CancelEndsASessionThatHasNoBytesYet) {
  const std::string id = start_upload();

  must(uploads().cancel(scope(), "team/app", id));

  EXPECT_EQ(append(id, "hello").error().kind(), ErrorKind::kUploadNotFound);
}

TEST_P(UploadsTest, TheLastBytesMayComeWithTheFinish) {
  const std::string id = start_upload();
  must(append(id, "hello "));
  Body last("world");

  const auto finished = must(uploads().finish(scope(), "team/app", id, {test::digest_of("hello world")},
                                              Uploads::Door::kOci, &last, {.first_byte = 6, .last_byte = 10}));

  EXPECT_EQ(finished.size, 11U);
}

TEST_P(UploadsTest, AFinishWhoseBytesAreOutOfOrderLeavesTheSession) {
  const std::string id = start_upload();
  must(append(id, "hello "));
  Body last("world");

  const auto finished = run(uploads().finish(scope(), "team/app", id, {test::digest_of("hello world")},
                                             Uploads::Door::kOci, &last, {.first_byte = 3, .last_byte = 7}));

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().offset(), 6U);
  must(append(id, "world"));
  must(finish(id, "hello world"));
}

TEST_P(UploadsTest, TheWrongDigestEndsTheSession) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto finished = finish(id, "other");

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerDigestMismatch);
  EXPECT_EQ(append(id, "more").error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadsTest, TwoDifferentDigestsCannotBothMatch) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto finished = run(uploads().finish(
      scope(), "team/app", id, {test::digest_of("hello"), test::digest_of("other")}, Uploads::Door::kAws, nullptr, {}));

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerDigestMismatch);
}

TEST_P(UploadsTest, AnEmptyLayerIsFineAtTheOciDoorOnly) {
  const std::string id = start_upload();

  const auto at_aws = finish(id, "", Uploads::Door::kAws);
  const auto at_oci = finish(id, "", Uploads::Door::kOci);

  ASSERT_FALSE(at_aws);
  EXPECT_EQ(at_aws.error().kind(), ErrorKind::kEmptyUpload);
  EXPECT_EQ(at_aws.error().message(), "The upload with id '" + id +
                                          "' in the repository with name 'team/app' in registry with id '123456789012' "
                                          "cannot be completed because it does not have any parts");
  EXPECT_EQ(must(Result(at_oci)).size, 0U);
  EXPECT_EQ(read("team/app", ""), "");
}

TEST_P(UploadsTest, EveryPartButTheLastHasAtLeastFiveMebibytesAtTheAwsDoor) {
  const std::string id = start_upload();
  const Uploads::Part small{.counts_as_part = true};
  must(append(id, "hello ", small));
  must(append(id, "world", small));

  const auto finished = finish(id, "hello world", Uploads::Door::kAws);

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerPartTooSmall);
  EXPECT_EQ(finished.error().message(), "All layer parts except the last part should be at least 5MB");
}

TEST_P(UploadsTest, ALastPartMayBeSmallAtTheAwsDoor) {
  const std::string id = start_upload();
  const std::string large(kMinPartBytes, 'x');
  Body body(large);
  must(uploads().append(scope(), "team/app", id, {.counts_as_part = true}, body));
  must(append(id, "end", {.counts_as_part = true}));

  EXPECT_EQ(must(finish(id, large + "end", Uploads::Door::kAws)).size, kMinPartBytes + 3);
}

TEST_P(UploadsTest, ALayerThatTheRepositoryHasIsAnErrorAtTheAwsDoorOnly) {
  push_layer("team/app", "hello");
  const std::string first = start_upload();
  must(append(first, "hello"));
  const std::string second = start_upload();
  must(append(second, "hello"));

  const auto at_aws = finish(first, "hello", Uploads::Door::kAws);
  const auto at_oci = finish(second, "hello", Uploads::Door::kOci);

  ASSERT_FALSE(at_aws);
  EXPECT_EQ(at_aws.error().kind(), ErrorKind::kLayerExists);
  EXPECT_NE(at_aws.error().message().find(test::digest_of("hello").text()), std::string::npos);
  EXPECT_TRUE(at_oci);
  EXPECT_EQ(stored_objects().size(), 1U);
}

/// Gives its bytes only once the test has looked.
class Gated final : public async::ByteSource {
 public:
  explicit Gated(std::function<void()> look) : look_(std::move(look)) {}
  async::Task<async::Slice> next() override {
    if (!look_) co_return async::Slice{};
    std::exchange(look_, nullptr)();
    co_return async::Slice{.owner = nullptr, .bytes = as_bytes("hello")};
  }

 private:
  std::function<void()> look_;
};

/// Runs on a thread of its own, since the caller is inside a coroutine of this thread's context.
template <class T>
Result<T> run_elsewhere(async::Task<T> task) {
  std::optional<Result<T>> result;
  std::thread thread([&] { result = test::run(std::move(task)); });
  thread.join();
  return std::move(*result);
}

TEST_P(UploadsTest, ASecondRequestMeanwhileIsRefused) {
  const std::string id = start_upload();
  std::optional<Result<std::uint64_t>> second;
  Gated body([&] {
    Body other("other");
    second = run_elsewhere(uploads().append(scope(), "team/app", id, {}, other));
  });

  must(uploads().append(scope(), "team/app", id, {}, body));

  ASSERT_FALSE(*second);
  EXPECT_EQ(second->error().kind(), ErrorKind::kLayerPartOutOfOrder);
  must(finish(id, "hello"));
}

TEST_P(UploadsTest, ACancelMeanwhileEndsTheRequestThatWrites) {
  const std::string id = start_upload();
  Gated body([&] { must(run_elsewhere(uploads().cancel(scope(), "team/app", id))); });

  const auto appended = run(uploads().append(scope(), "team/app", id, {}, body));

  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_EQ(run(uploads().status(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
}

TEST_P(UploadsTest, ASessionThatNobodyTouchesIsForgotten) {
  const std::string with_bytes = start_upload();
  must(append(with_bytes, "hello"));
  const std::string fresh = start_upload();
  clock_.advance(config_.upload_lifetime + std::chrono::hours(1));

  must(core().collect());

  EXPECT_EQ(run(uploads().status(scope(), "team/app", with_bytes)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(run(uploads().status(scope(), "team/app", fresh)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadsTest, ASessionThatIsUsedIsKept) {
  const std::string id = start_upload();
  for (const char* piece : {"a", "b", "c"}) {
    must(append(id, piece));
    clock_.advance(config_.upload_lifetime - std::chrono::hours(1));
    must(core().collect());
  }

  must(finish(id, "abc"));
}

TEST_P(ClusterUploadsTest, AnotherNodeGoesOnWithASession) {
  const std::string id = start_upload();
  must(append(id, "hello "));
  Core other(database(), {*blobs_, *archive_}, root_, clock_, metrics_, config_);
  must(other.open());
  Uploads there(other);
  Body body("world");

  must(there.append(scope(), "team/app", id, {.first_byte = 6, .last_byte = 10}, body));

  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 11U);
  must(append(id, "!"));
  must(finish(id, "hello world!"));
}

ENTREPOT_ON_EACH_ENGINE(UploadsTest);
ENTREPOT_ON_ENGINE(EmbeddedUploadsTest, kSqlite);
ENTREPOT_ON_ENGINE(ClusterUploadsTest, kPostgres);

}  // namespace
}  // namespace entrepot::registry
