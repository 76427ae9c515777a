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

class PrivateLayerUrl : public ::testing::Test {
 protected:
  http::Request through(std::uint32_t listener, std::string host = "10.0.0.5:443") const {
    http::Request request;
    request.host = std::move(host);
    request.peer.listener = listener;
    return request;
  }
  std::string url_of(const http::Request& request) const {
    return layer_url(names_, signer_, kHome, "team/app", kDigest, layer_route(endpoints_.of(request), request));
  }
  Result<void> fetch(const std::string& url, std::uint32_t listener) const {
    http::Request request = through(listener);
    request.target = url.substr(url.find("/layers/"));
    return check_layer_url(signer_, endpoints_.of(request), request);
  }

  FakeClock clock_;
  iam::SignedPaths signer_{crypto::Key::random(), clock_};
  Names names_{Naming{.home = kHome, .suffix = "localhost:5000"}};
  Endpoints endpoints_;
  std::uint32_t named_ = endpoints_.add({.vpce = "vpce-0a1b2c3d", .authority = "ecr.internal", .is_secure = true});
  std::uint32_t unnamed_ = endpoints_.add({.vpce = "vpce-99999999"});
};

TEST_F(PrivateLayerUrl, NamesTheListenerThatTheClientCameThrough) {
  EXPECT_TRUE(url_of(through(0)).starts_with("http://localhost:5000/layers/"));
  EXPECT_TRUE(url_of(through(named_)).starts_with("https://ecr.internal/layers/"));
  EXPECT_TRUE(url_of(through(unnamed_)).starts_with("http://10.0.0.5:443/layers/"));
}

TEST_F(PrivateLayerUrl, IsGoodThroughItsOwnEndpointAlone) {
  const std::string of_public = url_of(through(0));
  const std::string of_private = url_of(through(named_));
  EXPECT_TRUE(fetch(of_public, 0));
  EXPECT_TRUE(fetch(of_private, named_));
  EXPECT_FALSE(fetch(of_public, named_)) << "what was got elsewhere does not come into the private network this way";
  EXPECT_FALSE(fetch(of_private, 0));
  EXPECT_FALSE(fetch(of_private, unnamed_));
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
