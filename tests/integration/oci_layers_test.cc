// Signed downloads: what GetDownloadUrlForLayer hands out.
#include <gtest/gtest.h>

#include "api/layer_url.h"
#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

class Layers : public ::testing::Test {
 protected:
  Layers() {
    server.create_repository("team/app");
    client.push_blob("team/app", "0123456789");
  }
  /// Path and query of a signed address.
  std::string address(const std::string& repository, const std::string& digest) {
    const std::string url =
        api::layer_url(server.names(), *signer(), server.names().home(), repository, Digest::parse(digest).value());
    return url.substr(std::string("http://" + server.authority()).size());
  }
  const iam::SignedPaths* signer() { return &server.services().signed_paths; }

  RegistryServer server;
  OciClient client{server};
  HttpClient nobody = server.client();
};

TEST_F(Layers, AreServedToWhoeverHasTheAddress) {
  const std::string target = address("team/app", sha256_of("0123456789"));
  auto answer = nobody.request("GET", target);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, "0123456789");
  EXPECT_EQ(answer.header("Docker-Content-Digest"), sha256_of("0123456789"));
  answer = nobody.request("GET", target, {{"Range", "bytes=2-5"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "2345");
  answer = nobody.request("HEAD", target);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "10");
  answer = nobody.request("GET", target, {{"Range", "bytes=10-"}});
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(answer.header("Content-Range"), "bytes */10");
}

TEST_F(Layers, AChangedAddressIsRefused) {
  const std::string target = address("team/app", sha256_of("0123456789"));
  const auto question = target.find('?');
  std::string forged = target;
  forged.back() = forged.back() == '0' ? '1' : '0';
  std::string later = target;
  later.replace(later.find("expires=") + 8, 1, "9");
  for (const std::string& bad :
       {forged, later, target.substr(0, question), target + "&x=1",
        "/layers/123456789012/team/other/" + sha256_of("0123456789") + target.substr(question)}) {
    const auto answer = nobody.request("GET", bad);
    EXPECT_EQ(answer.status, 403) << bad;
    EXPECT_NE(answer.body.find("<Code>AccessDenied</Code>"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.header("Content-Type"), "application/xml");
  }
}

TEST_F(Layers, AnAddressRunsOut) {
  const std::string target = address("team/app", sha256_of("0123456789"));
  server.clock().advance(std::chrono::minutes(59));
  EXPECT_EQ(nobody.request("GET", target).status, 200);
  server.clock().advance(std::chrono::minutes(2));
  EXPECT_EQ(nobody.request("GET", target).status, 403);
}

TEST_F(Layers, WhatIsGoneIsGone) {
  const std::string target = address("team/app", sha256_of("0123456789"));
  ASSERT_EQ(client.remove("/v2/team/app/blobs/" + sha256_of("0123456789")).status, 202);
  const auto answer = nobody.request("GET", target);
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find("<Code>NoSuchKey</Code>"), std::string::npos) << answer.body;
  EXPECT_EQ(nobody.request("GET", address("team/missing", sha256_of("x"))).status, 404);
}

TEST_F(Layers, OnlyReads) {
  HttpClient fresh = server.client();
  const auto answer = fresh.request("DELETE", address("team/app", sha256_of("0123456789")));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace entrepot::test
