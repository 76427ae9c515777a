#include "fetch/https_get.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/encoding.h"
#include "http/self_signed.h"
#include "http/x509.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_server.h"

namespace entrepot::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string read_file(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// The first certificate of a file.
std::string thumbprint_of(const fs::path& file) {
  const auto certificate = http::certificate_from_pem(read_file(file));
  std::array<std::uint8_t, 20> digest{};
  X509_digest(certificate.get(), EVP_sha1(), digest.data(), nullptr);
  return hex_encode(digest);
}

/// More than anybody wants, without saying so beforehand.
class Endless final : public async::ByteSource {
 public:
  async::Task<async::Slice> next() override { co_return async::Slice{.owner = nullptr, .bytes = block_}; }

 private:
  std::vector<std::uint8_t> block_ = std::vector<std::uint8_t>(4'096, 'x');
};

boost::asio::awaitable<http::Response> serve(http::Request& request) {
  const std::string_view path = request.path();
  http::Response response;
  response.body = std::string("hello");
  if (path == "/big") response.body = std::string(64_KiB + 1, 'x');
  if (path == "/full") response.body = std::string(64_KiB, 'x');
  if (path == "/endless") response.body = http::Response::Stream{.source = std::make_unique<Endless>()};
  if (path == "/missing") response.status = 404;
  if (path == "/elsewhere") {
    response.status = 302;
    response.headers.add("Location", "/hello");
  }
  if (path == "/slow") {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::seconds(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return response;
}

class HttpsGet : public ::testing::Test {
 protected:
  HttpsGet() {
    fs::create_directories(folder_.path() / "ca");
    EXPECT_TRUE(http::make_private_ca(folder_.path() / "ca", {"issuer.test"}));
    EXPECT_TRUE(loopback_.allow("127.0.0.0/8"));
    EXPECT_TRUE(loopback_.allow("::1"));
    server_ = start(folder_.path() / "ca");
  }
  static std::unique_ptr<test::TestServer> start(const fs::path& dir) {
    auto tls = http::load_tls((dir / "server.crt").string(), (dir / "server.key").string());
    return std::make_unique<test::TestServer>(serve, test::TestServer::Options{.tls = *tls});
  }
  std::string url(std::string_view path) const { return "https://" + server_->authority() + std::string(path); }
  Trust trust() const { return {.ca_file = (folder_.path() / "ca/ca.crt").string()}; }

  tests::TemporaryFolder folder_;
  Networks loopback_;
  std::unique_ptr<test::TestServer> server_;
};

TEST_F(HttpsGet, GivesTheBody) {
  const auto got = https_get(url("/hello"), trust(), loopback_);
  ASSERT_TRUE(got) << got.error().detail();
  EXPECT_EQ(*got, "hello");
}

TEST_F(HttpsGet, ConnectsToNoAddressThatIsNotPublic) {
  for (const std::string& address : {url("/hello"), "https://localhost:" + std::to_string(server_->port()) + "/hello",
                                     "https://[::1]:" + std::to_string(server_->port()) + "/hello",
                                     "https://2130706433:" + std::to_string(server_->port()) + "/hello",
                                     "https://127.1:" + std::to_string(server_->port()) + "/hello"}) {
    const auto got = https_get(address, trust(), Networks());
    ASSERT_FALSE(got) << address;
    EXPECT_EQ(got.error().kind(), ErrorKind::kUnavailable);
    EXPECT_THAT(std::string(got.error().detail()), HasSubstr("is not public")) << address;
  }
}

TEST_F(HttpsGet, ANetworkOfTheConfigurationIsNoLicenceForOthers) {
  Networks other;
  ASSERT_TRUE(other.allow("10.0.0.0/8"));
  EXPECT_FALSE(https_get(url("/hello"), trust(), other));
}

TEST_F(HttpsGet, TakesTheLastByteOfTheLimitAndNoneMore) {
  const auto full = https_get(url("/full"), trust(), loopback_);
  ASSERT_TRUE(full) << full.error().detail();
  EXPECT_EQ(full->size(), 64_KiB);
  for (const std::string_view path : {"/big", "/endless"}) {
    const auto got = https_get(url(path), trust(), loopback_);
    ASSERT_FALSE(got) << path;
    EXPECT_THAT(std::string(got.error().detail()), HasSubstr("more than 65536 bytes"));
  }
}

TEST_F(HttpsGet, FollowsNoRedirectAndTakesNoOtherStatus) {
  for (const auto& [path, status] : {std::pair{"/elsewhere", "302"}, std::pair{"/missing", "404"}}) {
    const auto got = https_get(url(path), trust(), loopback_);
    ASSERT_FALSE(got) << path;
    EXPECT_THAT(std::string(got.error().detail()), HasSubstr(status));
  }
}

TEST_F(HttpsGet, WaitsNoLongerThanItsTimeout) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(https_get(url("/slow"), trust(), loopback_, {.timeout = std::chrono::milliseconds(200)}));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(900));
}

TEST_F(HttpsGet, RefusesACertificateOfAnotherAuthorityOrForAnotherName) {
  fs::create_directories(folder_.path() / "other");
  ASSERT_TRUE(http::make_private_ca(folder_.path() / "other", {"issuer.test"}));
  EXPECT_FALSE(https_get(url("/hello"), {.ca_file = (folder_.path() / "other/ca.crt").string()}, loopback_));
  EXPECT_FALSE(https_get("https://127.0.0.2:" + std::to_string(server_->port()) + "/hello", trust(), loopback_));
}

TEST_F(HttpsGet, AThumbprintOfTheChainStandsForAnAuthority) {
  fs::create_directories(folder_.path() / "other");
  ASSERT_TRUE(http::make_private_ca(folder_.path() / "other", {"issuer.test"}));
  const std::string bundle = (folder_.path() / "other/ca.crt").string();
  for (const char* file : {"ca/ca.crt", "ca/server.crt"}) {
    const auto got = https_get(url("/hello"), {bundle, {thumbprint_of(folder_.path() / file)}}, loopback_);
    EXPECT_TRUE(got) << file << ": " << got.error().detail();
  }
  EXPECT_FALSE(https_get(url("/hello"), {bundle, {thumbprint_of(bundle)}}, loopback_)) << "not of this chain";
  EXPECT_FALSE(https_get(url("/hello"), {bundle, {std::string(40, '0')}}, loopback_));
}

TEST_F(HttpsGet, APinnedCertificateThatIsMerelySentAlongHelpsNobody) {
  const fs::path forged = folder_.path() / "forged";
  fs::create_directories(forged);
  ASSERT_TRUE(http::make_private_ca(forged, {"issuer.test"}));
  {
    // The forger's own leaf, and behind it the true authority's certificate, which anybody has.
    const std::string chain = read_file(forged / "server.crt");
    const std::string leaf = chain.substr(0, chain.find("-----BEGIN", 10));
    std::ofstream(forged / "server.crt") << leaf << read_file(folder_.path() / "ca/ca.crt");
  }
  const auto impostor = start(forged);
  fs::create_directories(folder_.path() / "other");
  ASSERT_TRUE(http::make_private_ca(folder_.path() / "other", {"issuer.test"}));

  const auto got =
      https_get("https://" + impostor->authority() + "/hello",
                {(folder_.path() / "other/ca.crt").string(), {thumbprint_of(folder_.path() / "ca/ca.crt")}}, loopback_);

  EXPECT_FALSE(got);
}

TEST_F(HttpsGet, IgnoresTheProxyOfTheEnvironment) {
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  const auto got = https_get(url("/hello"), trust(), loopback_);
  ::unsetenv("https_proxy");
  EXPECT_TRUE(got) << got.error().detail();
}

TEST(PlainHttpsUrl, IsAnHttpsAddressWithoutUserAndFragment) {
  EXPECT_TRUE(is_plain_https_url("https://issuer.example"));
  EXPECT_TRUE(is_plain_https_url("https://issuer.example:8443/a/b?c=d"));
  for (const std::string& url :
       {std::string("http://issuer.example"), std::string("file:///etc/passwd"), std::string("https://"),
        std::string("HTTPS://issuer.example"), std::string("https://user@issuer.example"),
        std::string("https://user:word@issuer.example/"), std::string("https://a@b@c/"),
        std::string("https://issuer.example/#a"), std::string("https://issuer.example/ a"),
        std::string("https://issuer.example\r\nX: y"), std::string("https://issuer.example\\@127.0.0.1"), std::string(),
        std::string("gopher://x"), "https://issuer.example/" + std::string(2'048, 'a')}) {
    EXPECT_FALSE(is_plain_https_url(url)) << url;
  }
}

}  // namespace
}  // namespace entrepot::fetch
