#include "api/ecr/members.h"

#include <gtest/gtest.h>

#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::refusal;

Result<void> read(std::string_view text) {
  const json::Object body = object(text);
  json::Reader in(body);
  read_in_repository(in);
  return in.finish();
}

TEST(Members, ReadRegistryAndRepository) {
  const json::Object body = object(R"({"registryId":"123456789012","repositoryName":"team/app"})");
  json::Reader in(body);
  const InRepository where = read_in_repository(in);
  ASSERT_TRUE(in.finish());
  EXPECT_EQ(where.registry_id, "123456789012");
  EXPECT_EQ(where.target().repositories, std::vector<std::string>{"team/app"});
}

TEST(Members, RefuseWhatTheModelRefuses) {
  EXPECT_EQ(refusal(read("{}")), invalid("repositoryName", "Member must not be null"));
  EXPECT_EQ(refusal(read(R"({"repositoryName":null})")), invalid("repositoryName", "Member must not be null"));
  EXPECT_EQ(refusal(read(R"({"repositoryName":7})")),
            "kSerialization: 'repositoryName' must be a string, not a number");
  EXPECT_EQ(refusal(read(R"({"repositoryName":"Team/App"})")),
            "kInvalidName: Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular "
            "expression '" +
                std::string(model::RepositoryName::kPattern) + "''");
  EXPECT_TRUE(refusal(read(R"({"repositoryName":"app","registryId":"12345"})"))
                  .starts_with("kInvalidParameter: Invalid parameter at 'registryId'"));
}

TEST(Members, TheFirstProblemIsTheOneThatIsSaid) {
  EXPECT_TRUE(refusal(read(R"({"repositoryName":"!","registryId":"x"})")).contains("'registryId'"));
}

TEST(Members, DigestsHaveEcrsForm) {
  EXPECT_TRUE(has_digest_form("sha256:00ffAA"));
  EXPECT_TRUE(has_digest_form("a-b_c+d.e:0"));
  for (const char* text : {"", "sha256", "sha256:", ":00", "sha256:xyz", "sha 256:00", "sha256:00 "}) {
    EXPECT_FALSE(has_digest_form(text)) << text;
  }
}

TEST(Members, ADigestOfAnUnknownAlgorithmIsNamed) {
  const json::Object none;
  json::Reader in(none);
  EXPECT_FALSE(check_digest(in, "layerDigest", "md5:00"));
  EXPECT_EQ(refusal(in.finish()), invalid("layerDigest",
                                          "'md5:00' must be 'sha256:' and 64, or 'sha512:' and 128, "
                                          "lower-case hexadecimal digits"));
}

TEST(Members, UploadIdsAreUuids) {
  const auto read_id = [](std::string_view text) {
    const json::Object body = object(text);
    json::Reader in(body);
    read_upload_id(in);
    return refusal(in.finish());
  };
  EXPECT_EQ(read_id(R"({"uploadId":"00000000-ABcd-0000-0000-000000000000"})"), "accepted");
  EXPECT_TRUE(read_id(R"({"uploadId":"00000000-0000-0000-0000-00000000000"})").contains("regular expression"));
  EXPECT_TRUE(read_id(R"({"uploadId":"../../etc/passwd"})").contains("regular expression"));
  EXPECT_EQ(read_id("{}"), invalid("uploadId", "Member must not be null"));
}

}  // namespace
}  // namespace entrepot::api::ecr
