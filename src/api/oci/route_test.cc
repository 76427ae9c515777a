#include "api/oci/route.h"

#include <gtest/gtest.h>

#include "model/names.h"

namespace entrepot::api::oci {
namespace {

struct Case {
  const char* path;
  Endpoint endpoint;
  const char* name;
  const char* reference;
};

TEST(Route, FindsEachEndpoint) {
  const Case cases[] = {
      {"/v2", Endpoint::kVersion, "", ""},
      {"/v2/", Endpoint::kVersion, "", ""},
      {"/v2/_catalog", Endpoint::kCatalog, "", ""},
      {"/v2/app/tags/list", Endpoint::kTags, "app", ""},
      {"/v2/team/app/manifests/latest", Endpoint::kManifest, "team/app", "latest"},
      {"/v2/a/b/c/d/manifests/sha256:ab", Endpoint::kManifest, "a/b/c/d", "sha256:ab"},
      {"/v2/team/app/blobs/sha256:ab", Endpoint::kBlob, "team/app", "sha256:ab"},
      {"/v2/team/app/blobs/uploads/", Endpoint::kUploads, "team/app", ""},
      {"/v2/team/app/blobs/uploads", Endpoint::kUploads, "team/app", ""},
      {"/v2/team/app/blobs/uploads/6f1c", Endpoint::kUpload, "team/app", "6f1c"},
      {"/v2/team/app/referrers/sha256:ab", Endpoint::kReferrers, "team/app", "sha256:ab"},
  };
  for (const Case& c : cases) {
    const auto route = parse_route(c.path);
    ASSERT_TRUE(route) << c.path;
    EXPECT_EQ(route->endpoint, c.endpoint) << c.path;
    EXPECT_EQ(route->name, c.name) << c.path;
    EXPECT_EQ(route->reference, c.reference) << c.path;
  }
}

TEST(Route, ReadsNamesThatLookLikeEndpointsFromTheEnd) {
  const Case cases[] = {
      {"/v2/manifests/manifests/manifests", Endpoint::kManifest, "manifests", "manifests"},
      {"/v2/tags/list/tags/list", Endpoint::kTags, "tags/list", ""},
      {"/v2/blobs/uploads/manifests/1", Endpoint::kManifest, "blobs/uploads", "1"},
      {"/v2/a/manifests/blobs/uploads/", Endpoint::kUploads, "a/manifests", ""},
      {"/v2/a/tags/list/blobs/uploads/id", Endpoint::kUpload, "a/tags/list", "id"},
      {"/v2/_catalog/tags/list", Endpoint::kTags, "_catalog", ""},
  };
  for (const Case& c : cases) {
    const auto route = parse_route(c.path);
    ASSERT_TRUE(route) << c.path;
    EXPECT_EQ(route->endpoint, c.endpoint) << c.path;
    EXPECT_EQ(route->name, c.name) << c.path;
    EXPECT_EQ(route->reference, c.reference) << c.path;
  }
}

TEST(Route, KnowsNoOtherPath) {
  for (const char* path : {"/", "/v1/", "/v2x/", "/v2/app", "/v2/app/", "/v2/app/tags", "/v2/app/tags/list/",
                           "/v2/app/tags/all", "/v2/manifests/latest", "/v2/blobs/uploads/", "/v2/app/uploads/id",
                           "/v2/_catalog/", "/v2/tags/list", "/v2//", "", "v2/", "/v2/app/blobs/uploads/id/more"})
    EXPECT_FALSE(parse_route(path)) << path;
}

TEST(Route, DecodesSegments) {
  EXPECT_EQ(parse_route("/v2/app/blobs/sha256%3Aab")->reference, "sha256:ab");
  EXPECT_EQ(parse_route("/v2/te%61m/app/manifests/v%31")->name, "team/app");
  EXPECT_EQ(parse_route("/v2/te%61m/app/manifests/v%31")->reference, "v1");
}

TEST(Route, TricksNeverBecomeAName) {
  for (const char* path :
       {"/v2/team%2Fapp/manifests/1", "/v2/team%2fapp/manifests/1", "/v2/../app/manifests/1",
        "/v2/%2e%2e/app/manifests/1", "/v2//app/manifests/1", "/v2/app//manifests/1", "/v2/app%00/manifests/1",
        "/v2/app%0a/manifests/1", "/v2/./manifests/1", "/v2/app%/manifests/1", "/v2/app%zz/manifests/1",
        "/v2/APP/manifests/1", "/v2/app%20/manifests/1", "/v2/app%c3%a9/manifests/1", "/v2/app\\b/manifests/1"}) {
    const auto route = parse_route(path);
    ASSERT_TRUE(route) << path;
    EXPECT_FALSE(model::RepositoryName::parse(route->name)) << path << " became " << route->name;
  }
}

}  // namespace
}  // namespace entrepot::api::oci
