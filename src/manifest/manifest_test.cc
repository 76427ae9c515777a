#include "manifest/manifest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/media_types.h"

namespace entrepot::manifest {
namespace {

namespace media_type = model::media_type;

const std::string kA = "sha256:" + std::string(64, 'a');
const std::string kB = "sha256:" + std::string(64, 'b');
const std::string kC = "sha512:" + std::string(128, 'c');
constexpr std::string_view kLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
constexpr std::string_view kForeign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

std::string descriptor(std::string_view type, std::string_view digest, std::int64_t size, std::string_view more = "") {
  return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}{}}})", type, digest, size, more);
}

std::string image(std::string_view layers, std::string_view more = "") {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]{}}})", media_type::kOciManifest,
                     descriptor(media_type::kOciConfig, kA, 10), layers, more);
}

std::string index(std::string_view manifests, std::string_view more = "") {
  return fmt::format(R"({{"schemaVersion":2,"manifests":[{}]{}}})", manifests, more);
}

/// What stands between the outer quotes of ECR's form; the whole message if it has another form.
std::string refused(std::string_view text, std::string_view declared = "") {
  const auto parsed = parse(text, declared);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().kind(), ErrorKind::kInvalidManifest);
  constexpr std::string_view kStart = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: '";
  std::string_view message = parsed.error().message();
  if (!message.starts_with(kStart) || !message.ends_with("'")) return std::string(message);
  message.remove_prefix(kStart.size());
  message.remove_suffix(1);
  return std::string(message);
}

TEST(ManifestParse, ReadsAnOciImage) {
  const auto parsed =
      parse(image(descriptor(kLayer, kB, 20) + "," + descriptor(kLayer, kC, 30),
                  R"(,"annotations":{"k":"v"},"subject":)" + descriptor(media_type::kOciManifest, kB, 5)),
            "");

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->kind, Kind::kImage);
  EXPECT_EQ(parsed->media_type, media_type::kOciManifest);
  EXPECT_EQ(parsed->config->digest.text(), kA);
  ASSERT_EQ(parsed->layers.size(), 2u);
  EXPECT_EQ(parsed->layers[1].digest.text(), kC);
  EXPECT_EQ(parsed->subject->digest.text(), kB);
  EXPECT_EQ(parsed->artifact_type, media_type::kOciConfig);
  EXPECT_EQ(parsed->annotations.at("k"), "v");
  EXPECT_EQ(parsed->blob_bytes(), 60u);
  EXPECT_EQ(parsed->required_blobs().size(), 3u);
}

TEST(ManifestParse, ReadsADockerImage) {
  const auto text =
      fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]}})", media_type::kDockerManifest,
                  descriptor("application/vnd.docker.container.image.v1+json", kA, 1),
                  descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", kB, 2));

  const auto parsed = parse(text, media_type::kDockerManifest);

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->kind, Kind::kImage);
  EXPECT_EQ(parsed->blob_bytes(), 3u);
}

TEST(ManifestParse, ReadsAnIndexWhoseTypeIsOnlyDeclared) {
  const auto parsed =
      parse(index(descriptor(media_type::kOciManifest, kA, 7, R"(,"artifactType":"a/b")")), media_type::kOciIndex);

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->kind, Kind::kIndex);
  EXPECT_EQ(parsed->media_type, media_type::kOciIndex);
  ASSERT_EQ(parsed->children.size(), 1u);
  EXPECT_EQ(parsed->children[0].artifact_type, "a/b");
  EXPECT_TRUE(parsed->required_blobs().empty());
  EXPECT_EQ(parsed->blob_bytes(), 0u);
  EXPECT_EQ(parsed->artifact_type, "");
  EXPECT_TRUE(parse(index(""), media_type::kDockerList)) << "an empty index is allowed";
}

TEST(ManifestParse, ReadsAnArtifactManifest) {
  const auto text = fmt::format(R"({{"mediaType":"{}","artifactType":"application/x","blobs":[{}]}})",
                                media_type::kOciArtifact, descriptor("text/plain", kA, 4));

  const auto parsed = parse(text, "");

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->kind, Kind::kArtifact);
  EXPECT_EQ(parsed->artifact_type, "application/x");
  EXPECT_EQ(parsed->required_blobs().size(), 1u);
  EXPECT_TRUE(parse(fmt::format(R"({{"mediaType":"{}"}})", media_type::kOciArtifact), ""))
      << "blobs are optional there";
}

TEST(ManifestParse, EmptyConfigIsARequiredBlob) {
  const auto text = fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","artifactType":"application/vnd.example+type",)"
                                R"("config":{},"layers":[{}]}})",
                                media_type::kOciManifest, descriptor(media_type::kOciEmpty, kA, 2),
                                descriptor(media_type::kOciEmpty, kA, 2));

  const auto parsed = parse(text, "");

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->artifact_type, "application/vnd.example+type");
  ASSERT_EQ(parsed->required_blobs().size(), 1u) << "without repeats";
  EXPECT_EQ(parsed->required_blobs()[0].digest.text(), kA);
}

TEST(ManifestParse, ForeignLayersWithUrlsAreNotRequired) {
  const std::string urls = R"(,"urls":["https://example.com/layer"])";
  const auto parsed = parse(image(descriptor(kForeign, kB, 20, urls) + "," +
                                  descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", kC, 1, urls)),
                            "");
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_TRUE(parsed->layers[0].is_external);
  EXPECT_TRUE(parsed->layers[1].is_external);
  EXPECT_EQ(parsed->required_blobs().size(), 1u) << "the config";

  EXPECT_FALSE(parse(image(descriptor(kForeign, kB, 20)), "")->layers[0].is_external) << "nowhere else to get it from";
  EXPECT_FALSE(parse(image(descriptor(kLayer, kB, 20, urls)), "")->layers[0].is_external)
      << "urls alone change nothing";
}

TEST(ManifestParse, TakesAnyMediaTypeByItsMembers) {
  const std::string config = descriptor("x/y", kA, 1);
  const auto as_image =
      parse(R"({"schemaVersion":2,"config":)" + config + R"(,"layers":null})", "application/vnd.acme.v1+json");
  ASSERT_TRUE(as_image) << as_image.error().message();
  EXPECT_EQ(as_image->kind, Kind::kImage);
  EXPECT_EQ(as_image->media_type, "application/vnd.acme.v1+json");

  EXPECT_EQ(parse(index(config), "application/vnd.acme.list")->kind, Kind::kIndex);
  EXPECT_EQ(parse(R"({"blobs":[)" + config + "]}", "application/vnd.acme.files")->kind, Kind::kArtifact);

  const auto bare = parse(R"({"what":"ever"})", "application/vnd.acme.note+json; charset=utf-8");
  ASSERT_TRUE(bare) << bare.error().message();
  EXPECT_EQ(bare->media_type, "application/vnd.acme.note+json");
  EXPECT_TRUE(bare->required_blobs().empty());
}

TEST(ManifestParse, TypesMayHaveParametersInDescriptorsOnly) {
  const std::string bundle = "application/vnd.dev.sigstore.bundle+json;version=0.2";
  const auto parsed = parse(image(descriptor(bundle, kB, 1), R"(,"artifactType":")" + bundle + "\""), "");
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->artifact_type, bundle);
  EXPECT_EQ(refused(R"({"mediaType":"a/b;c=d"})"), "'a/b;c=d' is no media type: expected type/subtype");
}

TEST(ManifestParse, DeclaredTypeMustAgree) {
  EXPECT_TRUE(parse(image(""), "application/vnd.oci.image.manifest.v1+json ; charset=utf-8"));
  EXPECT_EQ(refused(image(""), media_type::kDockerManifest),
            "mediaType 'application/vnd.oci.image.manifest.v1+json' in the manifest differs from "
            "'application/vnd.docker.distribution.manifest.v2+json' declared with it");
  EXPECT_EQ(refused("{}", "a/b\r\nX-Evil: 1"), "'a/b\\x0d\\x0aX-Evil: 1' is no media type: expected type/subtype");
}

TEST(ManifestParse, BadJsonHasEcrsTextFirst) {
  const std::string text = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'; ";
  for (const std::string& bad :
       {std::string(), std::string("{"), std::string("[]"), std::string("\"x\""), std::string("{}{}"),
        std::string("{\"mediaType\":\"a/b\",\"mediaType\":\"c/d\"}"), std::string("\xff")}) {
    EXPECT_TRUE(refused(bad).starts_with(text)) << bad << ": " << refused(bad);
  }
  EXPECT_EQ(refused("{}"), text + "neither the manifest nor the request names a media type");
  EXPECT_EQ(refused(R"({"a/b":1})", " ; x=y"), text + "neither the manifest nor the request names a media type");
}

TEST(ManifestParse, RefusesOneTextWithTwoMeanings) {
  const std::string ambiguous =
      "the manifest is ambiguous: 'config' and 'layers', 'manifests', and 'blobs' exclude each other";
  EXPECT_EQ(refused(image("", R"(,"manifests":[])")), ambiguous);
  EXPECT_EQ(refused(image("", R"(,"manifests":null)")), ambiguous);
  EXPECT_EQ(refused(index("", R"(,"layers":[])"), media_type::kOciIndex), ambiguous);
  EXPECT_EQ(refused(index("", R"(,"config":{})"), "x/y"), ambiguous);
  EXPECT_EQ(refused(index("", R"(,"blobs":[])"), "x/y"), ambiguous);
}

TEST(ManifestParse, KnownTypesNeedTheirMembers) {
  EXPECT_EQ(refused(index(""), media_type::kOciManifest),
            "a manifest of type 'application/vnd.oci.image.manifest.v1+json' needs 'config' and 'layers'");
  EXPECT_EQ(refused(R"({"schemaVersion":2})", media_type::kOciIndex),
            "a manifest of type 'application/vnd.oci.image.index.v1+json' needs 'manifests'");
  EXPECT_EQ(refused(index(""), media_type::kOciArtifact),
            "a manifest of type 'application/vnd.oci.artifact.manifest.v1+json' has 'blobs' only");
  const std::string config = descriptor("x/y", kA, 1);
  EXPECT_EQ(refused(R"({"schemaVersion":2,"config":)" + config + "}", media_type::kOciManifest), "'layers' is missing");
  EXPECT_EQ(refused(R"({"schemaVersion":2,"layers":[]})", "x/y"), "'config' is missing");
  EXPECT_EQ(refused(R"({"schemaVersion":2,"config":null,"layers":[]})", "x/y"),
            "config must be a descriptor: an object");
  EXPECT_EQ(refused(R"({"schemaVersion":2,"manifests":{}})", "x/y"), "'manifests' must be a list of descriptors");
}

TEST(ManifestParse, SchemaVersionIsTwo) {
  EXPECT_EQ(refused(R"({"manifests":[]})", media_type::kOciIndex), "schemaVersion is missing: it must be 2");
  for (const char* version : {"3", "2.0", "\"2\"", "0", "-2"}) {
    EXPECT_EQ(refused(fmt::format(R"({{"schemaVersion":{},"manifests":[]}})", version), media_type::kOciIndex),
              "schemaVersion must be 2");
  }
}

TEST(ManifestParse, DockerSchema1IsUnsupported) {
  for (const auto& [text, type] : std::vector<std::pair<std::string, std::string_view>>{
           {R"({"schemaVersion":1,"fsLayers":[]})", media_type::kDockerSchema1},
           {R"({"schemaVersion":1})", "x/y"},
           {R"({"schemaVersion":2,"fsLayers":[]})", "x/y"},
           {"{}", media_type::kDockerSchema1Signed}}) {
    EXPECT_TRUE(refused(text, type).starts_with("Docker image manifest version 2, schema 1 is unsupported")) << text;
  }
}

TEST(ManifestParse, BadDescriptorsAreNamed) {
  const auto layer = [](const std::string& text) { return refused(image(text)); };
  EXPECT_EQ(layer("7"), "layers[0] must be a descriptor: an object");
  EXPECT_EQ(layer(R"({"digest":"x","size":1})"), "layers[0].mediaType is missing");
  EXPECT_EQ(layer(R"({"mediaType":"a/b","size":1})"), "layers[0].digest is missing");
  EXPECT_EQ(layer(R"({"mediaType":"a/b","digest":1,"size":1})"), "layers[0].digest must be a string");
  EXPECT_EQ(layer(R"({"mediaType":"a/b","digest":")" + kA + "\"}"), "layers[0].size is missing");
  EXPECT_EQ(layer(descriptor(kLayer, kB, 1) + "," + descriptor(kLayer, kB, -1)), "layers[1].size is negative");
  EXPECT_EQ(layer(R"({"mediaType":"a/b","digest":")" + kA + R"(","size":1.5})"), "layers[0].size must be an integer");
  EXPECT_EQ(layer(R"({"mediaType":"a/b","digest":")" + kA + R"(","size":18446744073709551615})"),
            "layers[0].size 18446744073709551615 is more than 1125899906842624");
  EXPECT_TRUE(layer(descriptor(kLayer, "sha256:../../etc/passwd", 1))
                  .starts_with("layers[0].digest: invalid digest 'sha256:.."));
  EXPECT_TRUE(layer(descriptor(kLayer, "sha256:" + std::string(64, 'A'), 1)).starts_with("layers[0].digest: "));
  EXPECT_EQ(layer(descriptor(kLayer, kB, 1, R"(,"urls":"x")")), "layers[0].urls must be a list of strings");
  EXPECT_EQ(refused(image("", R"(,"subject":[])")), "subject must be a descriptor: an object");
  EXPECT_EQ(refused(image("", R"(,"subject":{})")), "subject.mediaType is missing");
  EXPECT_EQ(refused(image("", R"(,"artifactType":7)")), "artifactType must be a string");
  EXPECT_EQ(refused(image("", R"(,"artifactType":"a\nb")")),
            "artifactType 'a\\x0ab' is no media type: at most 255 printable characters");
  EXPECT_EQ(refused(image("", R"(,"annotations":[])")), "'annotations' must be an object");
  EXPECT_EQ(refused(image("", R"(,"annotations":{"k":1})")), "annotations['k'] must be a string");
}

std::string repeat(const std::string& item, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + item;
  return out;
}

TEST(ManifestParse, CountsAreBounded) {
  EXPECT_TRUE(parse(image(repeat(descriptor(kLayer, kB, 1), kMaxLayers)), ""));
  EXPECT_EQ(refused(image(repeat(descriptor(kLayer, kB, 1), kMaxLayers + 1))),
            "Limit on number of layers per image exceeded");
  const std::string child = descriptor("a/b", kA, 1);
  EXPECT_TRUE(parse(index(repeat(child, kMaxChildren)), media_type::kOciIndex));
  EXPECT_EQ(refused(index(repeat(child, kMaxChildren + 1)), media_type::kOciIndex),
            "Limit on number of manifests per index exceeded");
}

TEST(ManifestParse, SizeAndDepthAreBounded) {
  const auto padded = [](std::size_t size) {
    const std::string head = R"({"pad":")";
    return head + std::string(size - head.size() - 2, 'x') + "\"}";
  };
  EXPECT_TRUE(parse(padded(kMaxSize), "a/b"));
  EXPECT_EQ(refused(padded(kMaxSize + 1), "a/b"), "Member must have length less than or equal to 4194304");
  const auto nested = [](std::size_t depth) {
    return R"({"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parse(nested(kMaxDepth - 1), "a/b"));
  EXPECT_NE(refused(nested(kMaxDepth), "a/b").find("nested deeper than 32 levels"), std::string::npos);
}

}  // namespace
}  // namespace entrepot::manifest
