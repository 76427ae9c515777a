#include "api/ecr/members.h"

#include <gtest/gtest.h>

#include "tests/support/parsing.h"

namespace entrepot::api::ecr {
namespace {

using testing::invalid;
using testing::object;
using testing::refusal;

TEST(Members, ReadRegistryAndRepository) {
  const json::Object body = object(R"({"registryId":"123456789012","repositoryName":"team/app"})");
  json::Reader in(body);
  const InRepository where = read_in_repository(in);
  ASSERT_TRUE(in.finish());
  EXPECT_EQ(where.registry_id, "123456789012");
  EXPECT_EQ(where.target().repositories, std::vector<std::string>{"team/app"});
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

}  // namespace
}  // namespace entrepot::api::ecr
