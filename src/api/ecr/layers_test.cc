#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/ecr/batch_check_layer_availability.h"
#include "api/ecr/complete_layer_upload.h"
#include "api/ecr/get_download_url_for_layer.h"
#include "api/ecr/upload_layer_part.h"
#include "base/encoding.h"
#include "tests/support/ecr_request.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::read_request;
using testing::refusal;

constexpr std::string_view kUpload = "01234567-89ab-cdef-0123-456789abcdef";

Result<UploadLayerPartRequest> part(std::string_view first, std::string_view last, std::string_view blob) {
  return read_request<parse_upload_layer_part>(
      "UploadLayerPart",
      object(fmt::format(
          R"({{"repositoryName":"app","uploadId":"{}","partFirstByte":{},"partLastByte":{},"layerPartBlob":{}}})",
          kUpload, first, last, blob)));
}

TEST(UploadLayerPart, DecodesTheBlob) {
  const auto request = part("10", "14", R"("aGVsbG8=")");
  ASSERT_TRUE(request);
  EXPECT_EQ(as_text(request->blob), "hello");
  EXPECT_EQ(request->first_byte, 10u);
  EXPECT_EQ(request->last_byte, 14u);
}

TEST(UploadLayerPart, BoundsMustFitTheBlob) {
  EXPECT_EQ(refusal(part("0", "5", R"("aGVsbG8=")")),
            invalid("partLastByte", "partFirstByte 0 and partLastByte 5 do not fit the 5 bytes of the part"));
  EXPECT_EQ(refusal(part("9", "8", R"("aGVsbG8=")")),
            invalid("partLastByte", "8 must not be less than partFirstByte, 9"));
  EXPECT_EQ(refusal(part("-1", "8", R"("aGVsbG8=")")),
            invalid("partFirstByte", "Member must have value greater than or equal to 0"));
  EXPECT_EQ(refusal(part("0", "9223372036854775807", R"("aGVsbG8=")")),
            invalid("partLastByte",
                    "partFirstByte 0 and partLastByte 9223372036854775807 do not fit the 5 bytes of the part"));
  EXPECT_TRUE(refusal(part("0", "1.5", R"("aGVsbG8=")")).starts_with("kSerialization"));
}

TEST(UploadLayerPart, RefusesWhatIsNoBase64) {
  for (const char* blob : {R"("aGVsbG8")", R"("a GVsbG8=")", "5", "[]"}) {
    EXPECT_EQ(refusal(part("0", "4", blob)), "kSerialization: 'layerPartBlob' must be a string in base64") << blob;
  }
  EXPECT_EQ(refusal(part("0", "0", R"("")")),
            invalid("layerPartBlob", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(refusal(part("0", "0", "null")), invalid("layerPartBlob", "Member must not be null"));
}

TEST(UploadLayerPart, TakesTwentyMebibytesAndNotOneMore) {
  const auto of_size = [](std::size_t size) {
    std::string zeros((size + 2) / 3 * 4, 'A');
    if (size % 3 != 0) zeros.replace(zeros.size() - (3 - size % 3), 3 - size % 3, 3 - size % 3, '=');
    const json::Object body{{"repositoryName", "app"},
                            {"uploadId", kUpload},
                            {"partFirstByte", 0},
                            {"partLastByte", size - 1},
                            {"layerPartBlob", zeros}};
    return refusal(read_request<parse_upload_layer_part>("UploadLayerPart", body));
  };
  EXPECT_EQ(of_size(20_MiB), "accepted");
  EXPECT_EQ(of_size(20_MiB + 1), invalid("layerPartBlob", "Member must have length less than or equal to 20971520"));
}

TEST(CompleteLayerUpload, ChecksEachDigest) {
  const auto with = [](std::string_view digests) {
    return read_request<parse_complete_layer_upload>(
        "CompleteLayerUpload",
        object(fmt::format(R"({{"repositoryName":"app","uploadId":"{}","layerDigests":{}}})", kUpload, digests)));
  };
  const std::string good = "\"sha256:" + std::string(64, '0') + "\"";
  EXPECT_EQ(with("[" + good + "]")->digests.size(), 1u);
  EXPECT_EQ(refusal(with("[]")), invalid("layerDigests", "Member must have length greater than or equal to 1"));
  EXPECT_TRUE(refusal(with("[" + good + ",\"x\"]")).contains("'layerDigests'"));
}

TEST(BatchCheckLayerAvailability, LeavesBadDigestsForTheAnswer) {
  const auto request = read_request<parse_batch_check_layer_availability>(
      "BatchCheckLayerAvailability", object(R"({"repositoryName":"app","layerDigests":["","nonsense","sha256:00"]})"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->digests.size(), 3u);
  EXPECT_TRUE(refusal(read_request<parse_batch_check_layer_availability>(
                          "BatchCheckLayerAvailability",
                          {{"repositoryName", "app"}, {"layerDigests", json::Array{std::string(1001, 'x')}}}))
                  .starts_with("kInvalidParameter: Invalid parameter at 'layerDigests'"));
}

TEST(GetDownloadUrlForLayer, NeedsADigest) {
  EXPECT_EQ(refusal(read_request<parse_get_download_url_for_layer>("GetDownloadUrlForLayer",
                                                                   object(R"({"repositoryName":"app"})"))),
            invalid("layerDigest", "Member must not be null"));
  EXPECT_EQ(refusal(read_request<parse_get_download_url_for_layer>(
                "GetDownloadUrlForLayer", object(R"({"repositoryName":"app","layerDigest":"x"})"))),
            invalid("layerDigest", "Member must satisfy regular expression pattern: [a-zA-Z0-9-_+.]+:[a-fA-F0-9]+"));
}

}  // namespace
}  // namespace entrepot::api::ecr
