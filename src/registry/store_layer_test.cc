// Layers that come in one request.

#include "tests/support/uploads_rig.h"

namespace entrepot::registry {
namespace {

using test::Body;
using test::must;
using test::run;

class StoreLayerTest : public test::UploadsRig {};

TEST_P(StoreLayerTest, OneRequestMakesALayerAndLeavesNoSession) {
  Body body("all at once");

  const auto finished = must(uploads().put(scope(), "team/app", test::digest_of("all at once"), body));

  EXPECT_EQ(finished.size, 11U);
  EXPECT_EQ(read("team/app", "all at once"), "all at once");
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(StoreLayerTest, OneRequestWithTheWrongDigestLeavesNothing) {
  Body body("all at once");

  const auto put = run(uploads().put(scope(), "team/app", test::digest_of("other"), body));

  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().kind(), ErrorKind::kLayerDigestMismatch);
  EXPECT_EQ(put.error().message(), "None of the provided layer digests match the calculated layer digest");
  EXPECT_TRUE(must(blobs_->uploads()).empty());
  EXPECT_TRUE(stored_objects().empty());
}

TEST_P(StoreLayerTest, OneRequestThatBreaksOffLeavesNothing) {
  Body body = Body::breaking("all at once", 4);

  const auto put = run(uploads().put(scope(), "team/app", test::digest_of("all at once"), body));

  ASSERT_FALSE(put);
  EXPECT_TRUE(must(blobs_->uploads()).empty());
}

TEST_P(StoreLayerTest, ALayerOfTwoRepositoriesIsStoredOnce) {
  make_repository("team/other");
  push_layer("team/app", "shared");

  push_layer("team/other", "shared");

  EXPECT_EQ(stored_objects().size(), 1U);
  EXPECT_EQ(read("team/other", "shared"), "shared");
}

ENTREPOT_ON_EACH_ENGINE(StoreLayerTest);

}  // namespace
}  // namespace entrepot::registry
