// The path that every client takes: log in, push layers and a manifest, pull them again.
#include <gtest/gtest.h>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

class OciPushPull : public ::testing::Test {
 protected:
  OciPushPull() { server.create_repository("team/app"); }
  RegistryServer server;
  OciClient client{server};
};

TEST_F(OciPushPull, LogsIn) {
  const auto answer = client.get("/v2/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(client.head("/v2/").status, 200);
}

TEST_F(OciPushPull, UploadsWithPostAndPut) {
  const std::string content = "a layer of bytes";
  EXPECT_EQ(client.head("/v2/team/app/blobs/" + sha256_of(content)).status, 404);

  const auto started = client.post("/v2/team/app/blobs/uploads/");
  ASSERT_EQ(started.status, 202);
  EXPECT_EQ(started.header("Location"), "/v2/team/app/blobs/uploads/" + started.header("Docker-Upload-UUID"));
  EXPECT_EQ(started.header("Range"), "0-0");
  EXPECT_EQ(started.header("Content-Length"), "0");

  const auto finished = client.finish(started.header("Location"), sha256_of(content), content);
  ASSERT_EQ(finished.status, 201) << finished.body;
  EXPECT_EQ(finished.header("Location"), "/v2/team/app/blobs/" + sha256_of(content));
  EXPECT_EQ(finished.header("Docker-Content-Digest"), sha256_of(content));

  const auto head = client.head("/v2/team/app/blobs/" + sha256_of(content));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), std::to_string(content.size()));
  EXPECT_EQ(head.header("Docker-Content-Digest"), sha256_of(content));
  EXPECT_EQ(head.header("Content-Type"), "application/octet-stream");
  const auto pulled = client.get("/v2/team/app/blobs/" + sha256_of(content));
  EXPECT_EQ(pulled.status, 200);
  EXPECT_EQ(pulled.body, content);
  EXPECT_EQ(pulled.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(pulled.header("X-Content-Type-Options"), "nosniff");
}

TEST_F(OciPushPull, UploadsWithOnePost) {
  const std::string content = "at once";
  const auto answer = client.post("/v2/team/app/blobs/uploads/?digest=" + sha256_of(content), content);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(client.get(answer.header("Location")).body, content);
}

TEST_F(OciPushPull, UploadsInChunksAndTellsHowFarItIs) {
  const std::string content = std::string(70'000, 'a') + std::string(70'000, 'b') + "the end";
  const std::string upload = client.start("team/app");

  const auto first = client.patch(upload, content.substr(0, 70'000), "0-69999");
  ASSERT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(first.header("Range"), "0-69999");
  EXPECT_EQ(first.header("Location"), upload);
  const auto status = client.get(upload);
  EXPECT_EQ(status.status, 204);
  EXPECT_EQ(status.header("Range"), "0-69999");
  EXPECT_EQ(status.header("Location"), upload);
  const auto second = client.patch(upload, content.substr(70'000, 70'000), "bytes 70000-139999/*");
  ASSERT_EQ(second.status, 202) << second.body;
  EXPECT_EQ(second.header("Range"), "0-139999");

  const auto finished = client.call("PUT", upload + "?digest=" + sha256_of(content),
                                    {{"Content-Range", "140000-140006"}}, content.substr(140'000));
  ASSERT_EQ(finished.status, 201) << finished.body;
  EXPECT_EQ(client.get(finished.header("Location")).body, content);
  EXPECT_EQ(client.get(upload).status, 404) << "the session is over";
}

TEST_F(OciPushPull, UploadsAStreamOfUnknownLength) {
  const std::string upload = client.start("team/app");
  const auto answer =
      client.call("PATCH", upload, {{"Transfer-Encoding", "chunked"}}, "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.header("Range"), "0-10");
  EXPECT_EQ(client.finish(upload, sha256_of("hello world")).status, 201);
  EXPECT_EQ(client.get("/v2/team/app/blobs/" + sha256_of("hello world")).body, "hello world");
}

TEST_F(OciPushPull, StoresEmptyLayersAndSha512) {
  client.push_blob("team/app", "");
  EXPECT_EQ(client.get("/v2/team/app/blobs/" + sha256_of("")).body, "");
  EXPECT_EQ(client.get("/v2/team/app/blobs/" + sha256_of(""), {{"Range", "bytes=0-"}}).status, 200);

  const auto started = client.post("/v2/team/app/blobs/uploads/?digest-algorithm=sha512");
  ASSERT_EQ(started.status, 202);
  const auto finished = client.finish(started.header("Location"), sha512_of("long"), "long");
  ASSERT_EQ(finished.status, 201) << finished.body;
  EXPECT_EQ(finished.header("Docker-Content-Digest"), sha512_of("long"));
  EXPECT_EQ(client.get("/v2/team/app/blobs/" + sha512_of("long")).body, "long");
}

TEST_F(OciPushPull, PushesAnImageAndPullsItByTagAndDigest) {
  const std::string manifest = client.push_image("team/app", "v1", "layer one");
  const std::string digest = sha256_of(manifest);

  for (const std::string& reference : {std::string("v1"), digest}) {
    const auto pulled = client.get("/v2/team/app/manifests/" + reference);
    ASSERT_EQ(pulled.status, 200) << pulled.body;
    EXPECT_EQ(pulled.body, manifest) << "byte for byte";
    EXPECT_EQ(pulled.header("Content-Type"), kImageType);
    EXPECT_EQ(pulled.header("Docker-Content-Digest"), digest);
    EXPECT_EQ(pulled.header("ETag"), "\"" + digest + "\"");
    const auto head = client.head("/v2/team/app/manifests/" + reference);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(manifest.size()));
    EXPECT_EQ(head.header("Docker-Content-Digest"), digest);
  }
  EXPECT_EQ(client.head("/v2/team/app/blobs/" + sha256_of("layer one")).header("Content-Type"), kLayerType)
      << "an image says what a layer is";
}

TEST_F(OciPushPull, ReturnsWhatIsStoredUnlessAnotherFormatIsAsked) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  for (const char* accept : {"*/*", kImageType, kIndexType}) {
    const auto pulled = client.get("/v2/team/app/manifests/v1", {{"Accept", accept}});
    EXPECT_EQ(pulled.status, 200) << accept;
    EXPECT_EQ(pulled.header("Content-Type"), kImageType) << accept;
    EXPECT_EQ(pulled.body, manifest);
  }
}

TEST_F(OciPushPull, AManifestInTheFormatAskedForIsFoundUnderItsOwnDigest) {
  constexpr const char* kDockerType = "application/vnd.docker.distribution.manifest.v2+json";
  const std::string manifest = client.push_image("team/app", "v1", "layer");

  const auto converted = client.get("/v2/team/app/manifests/v1", {{"Accept", kDockerType}});

  ASSERT_EQ(converted.status, 200) << converted.body;
  EXPECT_EQ(converted.header("Content-Type"), kDockerType);
  EXPECT_NE(converted.body, manifest);
  const std::string digest = converted.header("Docker-Content-Digest");
  EXPECT_EQ(digest, sha256_of(converted.body));
  EXPECT_EQ(client.get("/v2/team/app/manifests/" + digest).body, converted.body);
  EXPECT_EQ(client.get("/v2/team/app/manifests/" + sha256_of(manifest), {{"Accept", kDockerType}}).body, manifest)
      << "by digest nothing is converted";
}

TEST_F(OciPushPull, AnUnchangedManifestIsNotSentAgain) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  const std::string etag = "\"" + sha256_of(manifest) + "\"";
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(client.get("/v2/team/app/manifests/v1", {{"If-None-Match", "\"sha256:other\""}}).status, 200);
}

TEST_F(OciPushPull, PushAnswersWithAPullableLocation) {
  client.push_image("team/app", "v1", "layer");
  const std::string manifest = image_manifest(R"({"architecture":"amd64","os":"linux","of":"layer"})", {"layer"});
  const auto answer = client.put_manifest("team/app", "v2", manifest);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.header("Docker-Content-Digest"), sha256_of(manifest));
  EXPECT_FALSE(answer.has("OCI-Subject"));
  EXPECT_EQ(client.get(answer.header("Location")).body, manifest);
}

TEST_F(OciPushPull, ServesRangesOfALayer) {
  std::string content;
  for (int i = 0; i < 2048; ++i) content += static_cast<char>('a' + i % 26);
  const std::string blob = "/v2/team/app/blobs/" + client.push_blob("team/app", content);
  const auto part = [&](const char* range) { return client.get(blob, {{"Range", range}}); };

  auto answer = part("bytes=500-1499");
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.header("Content-Range"), "bytes 500-1499/2048");
  EXPECT_EQ(answer.header("Content-Length"), "1000");
  EXPECT_EQ(answer.body, content.substr(500, 1000));
  answer = part("bytes=500-");
  EXPECT_EQ(answer.header("Content-Range"), "bytes 500-2047/2048");
  EXPECT_EQ(answer.body, content.substr(500));
  answer = part("bytes=-500");
  EXPECT_EQ(answer.header("Content-Range"), "bytes 1548-2047/2048");
  EXPECT_EQ(answer.body, content.substr(1548));
  answer = part("bytes=2000-5000");
  EXPECT_EQ(answer.body, content.substr(2000));
  for (const char* impossible : {"bytes=5000-10000", "bytes=500-0", "bytes=2048-"}) {
    answer = part(impossible);
    EXPECT_EQ(answer.status, 416) << impossible;
    EXPECT_EQ(answer.header("Content-Range"), "bytes */2048");
  }
  for (const char* ignored : {"bytes=0-1,5-6", "pages=1-2", "bytes=x"}) {
    answer = part(ignored);
    EXPECT_EQ(answer.status, 200) << ignored;
    EXPECT_EQ(answer.body, content);
  }
}

}  // namespace
}  // namespace entrepot::test
