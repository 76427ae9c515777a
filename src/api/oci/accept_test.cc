#include "api/oci/accept.h"

#include <gtest/gtest.h>

namespace entrepot::api::oci {
namespace {

constexpr std::string_view kOci = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kDocker = "application/vnd.docker.distribution.manifest.v2+json";

http::Headers headers(std::initializer_list<std::string> values) {
  http::Headers out;
  for (const auto& value : values) out.add("accept", value);
  return out;
}

TEST(Accept, WithoutAFieldEverythingIsTaken) {
  EXPECT_TRUE(Accept(http::Headers()).takes(kOci));
  EXPECT_FALSE(Accept(http::Headers()).takes("")) << "there is no such type";
}

TEST(Accept, TakesWhatIsNamedInAnyField) {
  const auto both =
      headers({std::string(kDocker) + ", text/plain", " application/VND.oci.image.manifest.v1+json ;q=0.5"});
  EXPECT_TRUE(Accept(both).takes(kOci));
  EXPECT_TRUE(Accept(both).takes(kDocker));
  EXPECT_FALSE(Accept(both).takes("application/vnd.oci.image.index.v1+json"));
}

TEST(Accept, WildcardsTakeAll) {
  EXPECT_TRUE(Accept(headers({std::string(kDocker) + ",*/*"})).takes(kOci));
  EXPECT_TRUE(Accept(headers({"application/*"})).takes(kOci));
  EXPECT_FALSE(Accept(headers({"text/*"})).takes(kOci));
}

TEST(Accept, WhatWeighsNothingIsRefused) {
  const auto fields = headers({std::string(kOci) + ";q=0, " + std::string(kDocker) + ";q=0.001"});
  EXPECT_FALSE(Accept(fields).takes(kOci));
  EXPECT_TRUE(Accept(fields).takes(kDocker));
  EXPECT_FALSE(Accept(headers({"*/*;q=0.0"})).takes(kOci));
}

TEST(Accept, OddTextIsNoRange) {
  EXPECT_FALSE(Accept(headers({",,;q=1,", ""})).takes(kOci));
}

}  // namespace
}  // namespace entrepot::api::oci
