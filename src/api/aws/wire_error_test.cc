#include "api/aws/wire_error.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace entrepot::api::aws {
namespace {

TEST(WireError, NamesEcrsExceptions) {
  EXPECT_EQ(json_error(ErrorKind::kRepositoryNotFound).code, "RepositoryNotFoundException");
  EXPECT_EQ(json_error(ErrorKind::kInvalidTag).code, "InvalidParameterException");
  EXPECT_EQ(json_error(ErrorKind::kTagImmutable).code, "ImageTagAlreadyExistsException");
  EXPECT_EQ(json_error(ErrorKind::kLayerDigestMismatch).code, "InvalidLayerException");
}

TEST(WireError, TheSameFailureHasTheNameOfItsFamily) {
  EXPECT_EQ(json_error(ErrorKind::kInvalidSignature).code, "InvalidSignatureException");
  EXPECT_EQ(json_error(ErrorKind::kInvalidSignature).status, 400u);
  EXPECT_EQ(query_error(ErrorKind::kInvalidSignature).code, "SignatureDoesNotMatch");
  EXPECT_EQ(query_error(ErrorKind::kInvalidSignature).status, 403u);
  EXPECT_EQ(json_error(ErrorKind::kAccessDenied).status, 400u);
  EXPECT_EQ(query_error(ErrorKind::kAccessDenied).status, 403u);
}

TEST(WireError, OnlyWhatMayPassIsRetried) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(ErrorKind::kInternal); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const bool passes = kind == ErrorKind::kOverloaded || kind == ErrorKind::kUnavailable ||
                        kind == ErrorKind::kConflict || kind == ErrorKind::kStorageFull ||
                        kind == ErrorKind::kCorrupt || kind == ErrorKind::kInternal;
    EXPECT_EQ(json_error(kind).status >= 500, passes) << to_string(kind);
    EXPECT_EQ(query_error(kind).status >= 500, passes) << to_string(kind);
    EXPECT_FALSE(json_error(kind).code.empty());
    EXPECT_FALSE(query_error(kind).code.empty());
  }
}

}  // namespace
}  // namespace entrepot::api::aws
