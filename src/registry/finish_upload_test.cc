// The end of an upload: its digest, its last bytes, and what either door asks.

#include "tests/support/uploads_rig.h"

namespace entrepot::registry {
namespace {

using test::Body;
using test::must;
using test::run;

class FinishUploadTest : public test::UploadsRig {};

TEST_P(FinishUploadTest, TheLastBytesMayComeWithTheFinish) {
  const std::string id = start_upload();
  must(append(id, "hello "));
  Body last("world");

  const auto finished = must(uploads().finish(scope(), "team/app", id, {test::digest_of("hello world")},
                                              Uploads::Door::kOci, &last, {.first_byte = 6, .last_byte = 10}));

  EXPECT_EQ(finished.size, 11U);
}

TEST_P(FinishUploadTest, AFinishWhoseBytesAreOutOfOrderLeavesTheSession) {
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

TEST_P(FinishUploadTest, TheWrongDigestEndsTheSession) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto finished = finish(id, "other");

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerDigestMismatch);
  EXPECT_EQ(append(id, "more").error().kind(), ErrorKind::kUploadNotFound);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(FinishUploadTest, TwoDifferentDigestsCannotBothMatch) {
  const std::string id = start_upload();
  must(append(id, "hello"));

  const auto finished = run(uploads().finish(
      scope(), "team/app", id, {test::digest_of("hello"), test::digest_of("other")}, Uploads::Door::kAws, nullptr, {}));

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerDigestMismatch);
}

TEST_P(FinishUploadTest, AnEmptyLayerIsFineAtTheOciDoorOnly) {
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

TEST_P(FinishUploadTest, EveryPartButTheLastHasAtLeastFiveMebibytesAtTheAwsDoor) {
  const std::string id = start_upload();
  const Uploads::Part small{.counts_as_part = true};
  must(append(id, "hello ", small));
  must(append(id, "world", small));

  const auto finished = finish(id, "hello world", Uploads::Door::kAws);

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind(), ErrorKind::kLayerPartTooSmall);
  EXPECT_EQ(finished.error().message(), "All layer parts except the last part should be at least 5MB");
}

TEST_P(FinishUploadTest, ALastPartMayBeSmallAtTheAwsDoor) {
  const std::string id = start_upload();
  const std::string large(kMinPartBytes, 'x');
  Body body(large);
  must(uploads().append(scope(), "team/app", id, {.counts_as_part = true}, body));
  must(append(id, "end", {.counts_as_part = true}));

  EXPECT_EQ(must(finish(id, large + "end", Uploads::Door::kAws)).size, kMinPartBytes + 3);
}

TEST_P(FinishUploadTest, ALayerThatTheRepositoryHasIsAnErrorAtTheAwsDoorOnly) {
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

ENTREPOT_ON_EACH_ENGINE(FinishUploadTest);

}  // namespace
}  // namespace entrepot::registry
