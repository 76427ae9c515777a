// Manifests: tags, digests, what is refused, immutable tags, subjects, deletes.
#include <gtest/gtest.h>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

class OciManifests : public ::testing::Test {
 protected:
  OciManifests() { server.create_repository("team/app"); }
  std::string at(const std::string& reference) { return "/v2/team/app/manifests/" + reference; }
  RegistryServer server;
  OciClient client{server};
};

TEST_F(OciManifests, MissingOnesAreNotFound) {
  for (const std::string& reference :
       {std::string("nothing"), sha256_of("nothing"), std::string(".INVALID_MANIFEST_NAME")}) {
    const auto answer = client.get(at(reference));
    EXPECT_EQ(answer.status, 404) << reference;
    EXPECT_EQ(answer.body,
              "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"Requested image not found\"}]}\n");
    EXPECT_EQ(client.head(at(reference)).status, 404);
    EXPECT_EQ(client.remove(at(reference)).status, 404);
  }
  const auto answer = client.get("/v2/team/missing/manifests/v1");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(error_code(answer), "NAME_UNKNOWN");
  EXPECT_EQ(client.get(at("sha256:baddigeststring")).status, 400);
}

TEST_F(OciManifests, BadOnesAreRefused) {
  const std::string good = client.push_image("team/app", "v1", "layer");
  struct Case {
    std::string manifest, type;
  };
  for (const Case& bad :
       {Case{"", kImageType}, Case{"not json", kImageType}, Case{"[]", kImageType}, Case{"{}", kImageType},
        Case{good.substr(0, good.size() / 2), kImageType}, Case{good, kIndexType}}) {
    const auto answer = client.put_manifest("team/app", "v2", bad.manifest, bad.type);
    EXPECT_EQ(answer.status, 400) << bad.manifest;
    EXPECT_EQ(error_code(answer), "MANIFEST_INVALID") << bad.manifest;
  }
  EXPECT_EQ(client.get(at("v2")).status, 404);
}

TEST_F(OciManifests, ContentTypeParametersAreIgnored) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  EXPECT_EQ(client.put_manifest("team/app", "v2", manifest, std::string(kImageType) + "; charset=utf-8").status, 201);
  EXPECT_EQ(client.get(at("v2")).header("Content-Type"), kImageType);
}

TEST_F(OciManifests, ATypeThatABrowserShowsMayRunNothing) {
  const std::string page = R"({"mediaType":"text/html","x":"<script>alert(1)</script>"})";
  ASSERT_EQ(client.put_manifest("team/app", "page", page, "text/html").status, 201);
  client.push_image("team/app", "v1", "layer");

  const auto answer = client.get(at("page"));

  EXPECT_EQ(answer.header("Content-Type"), "text/html");
  EXPECT_EQ(answer.header("Content-Security-Policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(client.get(at("v1")).header("X-Content-Type-Options"), "nosniff");
}

TEST_F(OciManifests, MissingLayersAreNamed) {
  client.push_blob("team/app", "config");
  const auto answer = client.put_manifest("team/app", "v1", image_manifest("config", {"absent"}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code(answer), "MANIFEST_BLOB_UNKNOWN");
  EXPECT_EQ(error_message(answer),
            "Layers with digests '[" + sha256_of("absent") +
                "]' required for pushing image into repository with name 'team/app' in the registry "
                "with id '123456789012' do not exist");
}

TEST_F(OciManifests, AnIndexNeedsItsChildren) {
  const std::string child = client.push_image("team/app", "", "layer");
  const std::string index = index_manifest({child});
  const auto stored = client.put_manifest("team/app", "multi", index, kIndexType);
  ASSERT_EQ(stored.status, 201) << stored.body;
  EXPECT_EQ(client.get(at("multi")).header("Content-Type"), kIndexType);

  const auto refused = client.put_manifest("team/app", "multi", index_manifest({child, "{}"}), kIndexType);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error_code(refused), "MANIFEST_BLOB_UNKNOWN");

  const auto needed = client.remove(at(sha256_of(child)));
  EXPECT_EQ(needed.status, 405);
  EXPECT_EQ(error_code(needed), "UNSUPPORTED");
  EXPECT_EQ(client.remove(at(sha256_of(index))).status, 202);
  EXPECT_EQ(client.remove(at(sha256_of(child))).status, 202);
}

TEST_F(OciManifests, ADigestInTheAddressMustBeTheManifests) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  const auto answer = client.put_manifest("team/app", sha256_of("other"), manifest);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code(answer), "MANIFEST_INVALID");
  EXPECT_EQ(client.put_manifest("team/app", "sha256:baddigeststring", manifest).status, 400);
}

TEST_F(OciManifests, ABadTagIsRefused) {
  const std::string manifest = client.push_image("team/app", "v1", "layer");
  for (const std::string& tag : {std::string("-v1"), std::string(".v1"), std::string("v%2B1"), std::string(129, 'a')}) {
    const auto answer = client.put_manifest("team/app", tag, manifest);
    EXPECT_EQ(answer.status, 400) << tag;
    EXPECT_EQ(error_code(answer), "TAG_INVALID") << tag;
  }
}

TEST_F(OciManifests, TagParametersTagAPushByDigest) {
  const std::string manifest = client.push_image("team/app", "", "layer");
  const auto answer = client.call("PUT", at(sha256_of(manifest)) + "?tag=1.2.3&tag=1.2&tag=latest",
                                  {{"Content-Type", kImageType}}, manifest);
  ASSERT_EQ(answer.status, 201) << answer.body;
  std::vector<std::string> announced;
  for (const auto& [name, value] : answer.headers)
    if (name == "OCI-Tag") announced.push_back(value);
  EXPECT_EQ(announced, (std::vector<std::string>{"1.2.3", "1.2", "latest"}));
  for (const char* tag : {"1.2.3", "1.2", "latest"})
    EXPECT_EQ(client.head(at(tag)).header("Docker-Content-Digest"), sha256_of(manifest)) << tag;

  std::string many = at(sha256_of(manifest)) + "?tag=t0";
  for (int i = 1; i <= 50; ++i) many += "&tag=t" + std::to_string(i);
  EXPECT_EQ(client.call("PUT", many, {{"Content-Type", kImageType}}, manifest).status, 414);
  EXPECT_EQ(client.call("PUT", at(sha256_of(manifest)) + "?tag=.bad", {{"Content-Type", kImageType}}, manifest).status,
            400);
}

TEST_F(OciManifests, Sha512IsADigest) {
  const std::string manifest = client.push_image("team/app", "", "layer");
  const auto answer =
      client.call("PUT", at(sha512_of(manifest)) + "?tag=wide", {{"Content-Type", kImageType}}, manifest);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.header("Docker-Content-Digest"), sha512_of(manifest));
  EXPECT_EQ(client.get(at(sha512_of(manifest))).body, manifest);
}

TEST_F(OciManifests, FiveMebibytesAreTooLarge) {
  const std::string large(5u << 20, ' ');
  auto answer = client.put_manifest("team/app", "large", large);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(error_code(answer), "MANIFEST_INVALID");
  EXPECT_EQ(error_message(answer), "The manifest has 5242880 bytes; at most 4194304 are accepted");

  OciClient streaming(server);
  answer = streaming.call("PUT", at("large"), {{"Transfer-Encoding", "chunked"}, {"Content-Type", kImageType}},
                          "500000\r\n" + large + "\r\n0\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  OciClient after(server);
  EXPECT_EQ(after.get("/v2/").status, 200) << "the server goes on";
}

TEST_F(OciManifests, ImmutableTagsStay) {
  server.create_repository("team/fixed", {.mutability = model::TagMutability::kImmutable});
  const std::string first = client.push_image("team/fixed", "v1", "one");
  EXPECT_EQ(client.put_manifest("team/fixed", "v1", first).status, 201) << "the same again is no change";

  client.push_image("team/fixed", "v2", "two");
  const std::string second = client.push_image("team/fixed", "", "three");
  const auto answer = client.put_manifest("team/fixed", "v1", second);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code(answer), "TAG_INVALID");
  EXPECT_EQ(
      error_message(answer),
      "The image tag 'v1' already exists in the 'team/fixed' repository and cannot be overwritten because the tag is "
      "immutable.");
  EXPECT_EQ(client.get("/v2/team/fixed/manifests/v1").body, first);
}

TEST_F(OciManifests, ATagMoves) {
  client.push_image("team/app", "v1", "one");
  const std::string second = client.push_image("team/app", "v1", "two");
  EXPECT_EQ(client.get(at("v1")).body, second);
}

TEST_F(OciManifests, ASubjectIsConfirmed) {
  const std::string subject = client.push_image("team/app", "v1", "one");
  client.push_blob("team/app", "{}");
  const std::string signature = image_manifest("{}", {}, {{"subject", describe(kImageType, subject)}});
  const auto answer = client.put_manifest("team/app", sha256_of(signature), signature);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.header("OCI-Subject"), sha256_of(subject));

  const std::string early = image_manifest("{}", {}, {{"subject", describe(kImageType, "not pushed yet")}});
  EXPECT_EQ(client.put_manifest("team/app", sha256_of(early), early).status, 201) << "either order is fine";
}

TEST_F(OciManifests, DeletesTagsAndImages) {
  const std::string manifest = client.push_image("team/app", "v1", "one");
  ASSERT_EQ(client.put_manifest("team/app", "v2", manifest).status, 201);
  EXPECT_EQ(client.remove(at("v1")).status, 202);
  EXPECT_EQ(client.get(at("v1")).status, 404);
  EXPECT_EQ(client.get(at("v2")).status, 200) << "the other tag stays";
  EXPECT_EQ(client.remove(at(sha256_of(manifest))).status, 202);
  EXPECT_EQ(client.get(at("v2")).status, 404);
  EXPECT_EQ(client.get(at(sha256_of(manifest))).status, 404);
}

TEST_F(OciManifests, LimitsOfARepositoryAreDenials) {
  RegistryServer small({.config = {.max_images_per_repository = 1}});
  small.create_repository("team/app");
  OciClient pusher(small);
  pusher.push_image("team/app", "v1", "one");
  pusher.push_blob("team/app", "config");
  const auto answer = pusher.put_manifest("team/app", "v2", image_manifest("config", {"one"}));
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(error_code(answer), "DENIED");
  EXPECT_EQ(error_message(answer),
            "The repository with name 'team/app' in registry with id '123456789012' already has the "
            "maximum allowed number of images which is '1'");
}

TEST_F(OciManifests, CreateOnPushMakesTheRepository) {
  RegistryServer open({.config = {.create_unmatched_on_push = true}});
  OciClient pusher(open);
  const std::string manifest = pusher.push_image("brand/new", "v1", "layer");
  EXPECT_EQ(pusher.get("/v2/brand/new/manifests/v1").body, manifest);
  // The manifest may be the first thing to come, and must not be lost when its repository is made.
  const std::string index = index_manifest({});
  EXPECT_EQ(pusher.put_manifest("brand/newer", "v1", index, kIndexType).status, 201);
  EXPECT_EQ(pusher.get("/v2/brand/newer/manifests/v1").body, index);
  EXPECT_EQ(pusher.post("/v2/brand/newest/blobs/uploads/?digest=" + sha256_of("at once"), "at once").status, 201);
  EXPECT_EQ(pusher.get("/v2/brand/newest/blobs/" + sha256_of("at once")).body, "at once");
  EXPECT_EQ(pusher.get("/v2/brand/none/manifests/v1").status, 404) << "a pull makes nothing";
}

}  // namespace
}  // namespace entrepot::test
