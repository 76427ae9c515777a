// Sessions of uploads: whose they are, how long they last, and what a restart keeps.

#include "tests/support/uploads_rig.h"

namespace entrepot::registry {
namespace {

using test::Body;
using test::must;
using test::run;

class UploadSessionsTest : public test::UploadsRig {};
/// While other nodes may hold such bytes, nobody forgets them.
class EmbeddedUploadSessionsTest : public UploadSessionsTest {};
class ClusterUploadSessionsTest : public UploadSessionsTest {};

TEST_P(UploadSessionsTest, ReportsNothingKnownOfAnIdThatIsNotThere) {
  const auto status = run(uploads().status(scope(), "team/app", "2a7b7c0e-0c4d-4c54-9b25-4a8a7b0c6c53"));

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(status.error().message(),
            "The upload with id '2a7b7c0e-0c4d-4c54-9b25-4a8a7b0c6c53' in the repository with name 'team/app' in the "
            "registry with id '123456789012' does not exist");
}

TEST_P(UploadSessionsTest, AnUploadBelongsToItsRepositoryAndItsPrincipal) {
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

TEST_P(UploadSessionsTest, GoesOnAfterARestart) {
  const std::string id = start_upload();
  must(append(id, "hello "));

  start();

  EXPECT_EQ(must(uploads().status(scope(), "team/app", id)), 6U);
  must(append(id, "world"));
  must(finish(id, "hello world"));
  EXPECT_EQ(read("team/app", "hello world"), "hello world");
}

TEST_P(EmbeddedUploadSessionsTest, BytesThatWereNotAcknowledgedAreForgottenAtARestart) {
  const auto key = blob::DataKey{};
  {
    const auto sink = must(blobs_->begin(crypto::random_uuid(), key));
    must(sink->write(as_bytes("never acknowledged")));
  }
  ASSERT_EQ(must(blobs_->uploads()).size(), 1U);

  start();

  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadSessionsTest, CancelForgetsTheBytes) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  must(uploads().cancel(scope(), "team/app", id));

  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_EQ(run(uploads().status(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(run(uploads().cancel(scope(), "team/app", id)).error().kind(), ErrorKind::kUploadNotFound);
}

TEST_P(UploadSessionsTest, CancelEndsASessionThatHasNoBytesYet) {
  const std::string id = start_upload();

  must(uploads().cancel(scope(), "team/app", id));

  EXPECT_EQ(append(id, "hello").error().kind(), ErrorKind::kUploadNotFound);
}

TEST_P(UploadSessionsTest, ASessionThatNobodyTouchesIsForgotten) {
  const std::string with_bytes = start_upload();
  must(append(with_bytes, "hello"));
  const std::string fresh = start_upload();
  clock_.advance(config_.upload_lifetime + std::chrono::hours(1));

  must(core().collect());

  EXPECT_EQ(run(uploads().status(scope(), "team/app", with_bytes)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_EQ(run(uploads().status(scope(), "team/app", fresh)).error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(UploadSessionsTest, ASessionThatIsUsedIsKept) {
  const std::string id = start_upload();
  for (const char* piece : {"a", "b", "c"}) {
    must(append(id, piece));
    clock_.advance(config_.upload_lifetime - std::chrono::hours(1));
    must(core().collect());
  }

  must(finish(id, "abc"));
}

TEST_P(ClusterUploadSessionsTest, AnotherNodeGoesOnWithASession) {
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

ENTREPOT_ON_EACH_ENGINE(UploadSessionsTest);
ENTREPOT_ON_ENGINE(EmbeddedUploadSessionsTest, kSqlite);
ENTREPOT_ON_ENGINE(ClusterUploadSessionsTest, kPostgres);

}  // namespace
}  // namespace entrepot::registry
