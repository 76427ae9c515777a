#include "api/layer_url.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

const model::RegistryId kHome{*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")};
const Digest kDigest = *Digest::parse("sha256:" + std::string(64, 'a'));

TEST(LayerUrl, IsReadBackAndItsSignatureHolds) {
  FakeClock clock;
  const iam::SignedPaths signer(crypto::Key::random(), clock);
  const Names names({.home = kHome, .suffix = "localhost:5000"});

  const std::string url = layer_url(names, signer, kHome, "team/app", kDigest);

  const std::string host = "http://localhost:5000";
  ASSERT_TRUE(url.starts_with(host + "/layers/123456789012/us-east-1/team/app/sha256:")) << url;
  const auto question = url.find('?');
  ASSERT_NE(question, std::string::npos) << url;
  const std::string path = url.substr(host.size(), question - host.size());
  const auto address = parse_layer_path(path);
  ASSERT_TRUE(address);
  EXPECT_EQ(address->registry, kHome);
  EXPECT_EQ(address->repository.text(), "team/app");
  EXPECT_EQ(address->digest, kDigest);
  EXPECT_TRUE(signer.check(path, url.substr(question + 1)));

  clock.advance(kLayerUrlLifetime + std::chrono::seconds(1));
  EXPECT_EQ(signer.check(path, url.substr(question + 1)).error().kind(), ErrorKind::kAccessDenied);
}

TEST(LayerPath, OtherFormsAreNotFound) {
  const std::string digest = kDigest.text();
  for (const std::string& path :
       {"/layers/" + digest, "/layers/123456789012/" + digest, "/layers/12345/us-east-1/team/" + digest,
        "/layers/123456789012/us-east-1/" + digest, "/layers/123456789012/US/team/" + digest,
        "/layers/123456789012/us-east-1/Team/" + digest, "/layers/123456789012/us-east-1/../x/" + digest,
        "/layers/123456789012/us-east-1//" + digest, "/layers/123456789012//team/" + digest,
        std::string("/layers/123456789012/us-east-1/team/app/sha256:short"), std::string("/layers/"),
        std::string("/other")})
    EXPECT_EQ(parse_layer_path(path).error().kind(), ErrorKind::kBlobNotFound) << path;
}

}  // namespace
}  // namespace entrepot::api
