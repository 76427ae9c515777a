#include "api/oci/event_names.h"

#include <gtest/gtest.h>

#include "api/oci/ops.h"

namespace entrepot::api::oci {
namespace {

TEST(EventNames, EveryRowHasOne) {
  for (const Row& row : rows()) EXPECT_FALSE(event_name(row.endpoint, row.method).empty()) << row.operation;
}

TEST(EventNames, APushAndAPullAreWhatEcrRecords) {
  using http::Method;
  EXPECT_EQ(event_name(Endpoint::kUploads, Method::kPost), "InitiateLayerUpload");
  EXPECT_EQ(event_name(Endpoint::kUpload, Method::kPatch), "UploadLayerPart");
  EXPECT_EQ(event_name(Endpoint::kUpload, Method::kPut), "CompleteLayerUpload");
  EXPECT_EQ(event_name(Endpoint::kManifest, Method::kPut), "PutImage");
  EXPECT_EQ(event_name(Endpoint::kManifest, Method::kGet), "BatchGetImage");
  EXPECT_EQ(event_name(Endpoint::kBlob, Method::kGet), "GetDownloadUrlForLayer");
  EXPECT_EQ(event_name(Endpoint::kReferrers, Method::kGet), "ListImageReferrers");
}

TEST(EventParameters, NameTheImageOrTheLayer) {
  EXPECT_EQ(event_parameters({Endpoint::kVersion, "", ""}), "");
  EXPECT_EQ(event_parameters({Endpoint::kManifest, "team/app", "latest"}),
            R"({"repositoryName":"team/app","imageTag":"latest"})");
  EXPECT_EQ(event_parameters({Endpoint::kManifest, "a", "sha256:0"}),
            R"({"repositoryName":"a","imageDigest":"sha256:0"})");
  EXPECT_EQ(event_parameters({Endpoint::kBlob, "a", "sha256:0"}), R"({"repositoryName":"a","layerDigest":"sha256:0"})");
  EXPECT_EQ(event_parameters({Endpoint::kUpload, "a", "id"}), R"({"repositoryName":"a","uploadId":"id"})");
}

TEST(EventParameters, NothingInAPathEndsThem) {
  EXPECT_EQ(event_parameters({Endpoint::kTags, "a\"}\n", ""}), R"({"repositoryName":"a\"}\u000a"})");
}

}  // namespace
}  // namespace entrepot::api::oci
