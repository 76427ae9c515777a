#include "manifest/convert.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "manifest/manifest.h"
#include "model/media_types.h"

namespace entrepot::manifest {
namespace {

using model::media_type::kDockerManifest;
using model::media_type::kOciManifest;

const std::string kA = "sha256:" + std::string(64, 'a');
const std::string kB = "sha256:" + std::string(64, 'b');
constexpr std::string_view kOciLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

std::string image(std::string_view type, std::string_view config, std::string_view layer, std::string_view more = "") {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","size":7,"digest":"{}"}},)"
                     R"("layers":[{{"mediaType":"{}","size":9,"digest":"{}"}}]{}}})",
                     type, config, kA, layer, kB, more);
}

std::string oci(std::string_view layer = kOciLayer, std::string_view more = "") {
  return image(kOciManifest, "application/vnd.oci.image.config.v1+json", layer, more);
}
std::string docker() {
  return image(kDockerManifest, "application/vnd.docker.container.image.v1+json",
               "application/vnd.docker.image.rootfs.diff.tar.gzip");
}

TEST(Convert, OciBecomesDockerAndBack) {
  EXPECT_EQ(convert(oci(), kOciManifest), docker());
  EXPECT_EQ(convert(docker(), kDockerManifest), oci());
  EXPECT_TRUE(parse(*convert(oci(), kOciManifest), kDockerManifest));
}

TEST(Convert, AnnotationsAreLeftOut) {
  EXPECT_EQ(convert(oci(kOciLayer, R"(,"annotations":{"a":"b"})"), kOciManifest), docker());
}

TEST(Convert, EachKindOfLayerHasItsPair) {
  for (const auto* kind : {"application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar+gzip",
                           "application/vnd.oci.image.layer.nondistributable.v1.tar",
                           "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"}) {
    const auto there = convert(oci(kind), kOciManifest);
    ASSERT_TRUE(there) << kind;
    EXPECT_EQ(convert(*there, kDockerManifest), oci(kind));
  }
}

TEST(Convert, WhatTheOtherFormatCannotSayIsNotConverted) {
  EXPECT_FALSE(convert(oci("application/vnd.oci.image.layer.v1.tar+zstd"), kOciManifest));
  EXPECT_FALSE(convert(oci(kOciLayer, R"(,"artifactType":"application/vnd.example.thing")"), kOciManifest));
  EXPECT_FALSE(convert(
      oci(kOciLayer, fmt::format(R"(,"subject":{{"mediaType":"{}","size":7,"digest":"{}"}})", kOciManifest, kA)),
      kOciManifest));
  EXPECT_FALSE(convert(image(kOciManifest, "application/vnd.example.config+json", kOciLayer), kOciManifest));
  EXPECT_FALSE(convert(R"({"schemaVersion":2,"manifests":[]})", model::media_type::kOciIndex));
  EXPECT_FALSE(convert("not json", kOciManifest));
}

TEST(Convert, OnlyTheTwoFormatsHaveAnother) {
  EXPECT_EQ(other_format(kOciManifest), kDockerManifest);
  EXPECT_EQ(other_format(kDockerManifest), kOciManifest);
  EXPECT_TRUE(other_format(model::media_type::kOciIndex).empty());
  EXPECT_TRUE(other_format(model::media_type::kDockerList).empty());
}

}  // namespace
}  // namespace entrepot::manifest
