#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "http/self_signed.h"
#include "http/server.h"
#include "http/tls_context.h"
#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

namespace fs = std::filesystem;
using test::HttpClient;
using test::HttpClientError;
using test::TestServer;
using testing::HasSubstr;

boost::asio::awaitable<Response> echo(Request& request) {
  auto body = co_await read_all(*request.body, 64_MiB);
  if (!body) co_return Response{.status = 400, .body = std::string(body.error().message())};
  co_return Response{.body = request.target + (request.peer.secure ? " secure " : " plain ") + *body};
}

constexpr std::chrono::milliseconds kLookInterval{20};

class Tls : public testing::Test {
 protected:
  Tls() {
    std::string pattern = (fs::temp_directory_path() / "entrepot-tls-XXXXXX").string();
    dir_ = ::mkdtemp(pattern.data());
    make_pair({});
    context_ = *TlsContext::load((dir_ / "server.crt").string(), (dir_ / "server.key").string(), kLookInterval);
  }
  ~Tls() override { fs::remove_all(dir_); }

  void make_pair(const std::vector<std::string>& names) { ASSERT_TRUE(make_private_ca(dir_, names)); }
  HttpClient::Tls trusting() const { return {.ca_file = (dir_ / "ca.crt").string()}; }
  HttpClient connect(const TestServer& server) const { return HttpClient(server.port(), {.tls = trusting()}); }

  fs::path dir_;
  std::shared_ptr<TlsContext> context_;
};

TEST_F(Tls, SpeaksBothVersions) {
  TestServer server(echo, {.tls = context_});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    HttpClient::Tls tls = trusting();
    tls.min_version = tls.max_version = version;
    HttpClient client(server.port(), {.tls = tls});
    EXPECT_EQ(client.tls_version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
    EXPECT_EQ(client.alpn(), "http/1.1");
    EXPECT_EQ(client.request("GET", "/a").body, "/a secure ");
    EXPECT_EQ(client.request("PUT", "/b", {}, "body").body, "/b secure body");
  }
}

TEST_F(Tls, RefusesOlderVersions) {
  TestServer server(echo, {.tls = context_});
  HttpClient::Tls tls = trusting();
  tls.min_version = TLS1_VERSION;
  tls.max_version = TLS1_1_VERSION;
  EXPECT_THROW(HttpClient(server.port(), {.tls = tls}), HttpClientError);
}

TEST_F(Tls, RefusesClientsThatWantAnotherProtocolOnly) {
  TestServer server(echo, {.tls = context_});
  HttpClient::Tls tls = trusting();
  tls.alpn = {"h2"};
  EXPECT_THROW(HttpClient(server.port(), {.tls = tls}), HttpClientError);
  tls.alpn = {"h2", "http/1.1"};
  EXPECT_EQ(HttpClient(server.port(), {.tls = tls}).alpn(), "http/1.1");
  tls.alpn = {};
  EXPECT_EQ(HttpClient(server.port(), {.tls = tls}).request("GET", "/none").status, 200);
}

TEST_F(Tls, CertificateHoldsForAddressesToo) {
  TestServer server(echo, {.tls = context_});
  HttpClient::Tls tls = trusting();
  tls.server_name = "127.0.0.1";
  EXPECT_EQ(HttpClient(server.port(), {.tls = tls}).request("GET", "/").status, 200);
  tls.server_name = "elsewhere.example";
  EXPECT_THROW(HttpClient(server.port(), {.tls = tls}), HttpClientError);
}

TEST_F(Tls, BigBodiesBothWays) {
  TestServer server(echo, {.tls = context_});
  HttpClient client = connect(server);
  std::string body(20 * 1024 * 1024 + 7, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 % 251);
  for (int i = 0; i < 2; ++i) {
    const auto response = client.request("PUT", "/big", {}, body);
    ASSERT_EQ(response.status, 200);
    EXPECT_TRUE(response.body == "/big secure " + body);
  }
}

TEST_F(Tls, PlainHttpIsToldSo) {
  TestServer server(echo, {.tls = context_});
  HttpClient client(server.port());
  const auto response = client.request("GET", "/");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("TLS"));
  EXPECT_TRUE(client.ends_cleanly());
}

TEST_F(Tls, EndsWithCloseNotify) {
  TestServer server(echo, {.tls = context_});
  HttpClient client = connect(server);
  EXPECT_EQ(client.request("GET", "/", {{"Connection", "close"}}).status, 200);
  EXPECT_TRUE(client.ends_cleanly());
}

TEST_F(Tls, HandshakeThatStallsIsCut) {
  TestServer server(echo, {.limits = {.header_timeout = std::chrono::milliseconds(50),
                                      .sweep_interval = std::chrono::milliseconds(10)},
                           .tls = context_});
  HttpClient client(server.port());
  client.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
  client.ends_cleanly();  // throws if the server does not close
  EXPECT_EQ(server.metrics().counter("entrepot_http_timeouts_total", "", {{"kind", "handshake"}}).value(), 1U);
}

/// Connects until the server shows another certificate; bounded by the client's time-out of 20 s in all.
std::string serial_other_than(const std::string& serial, const std::function<HttpClient()>& connect) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string now = serial;
  while (now == serial && std::chrono::steady_clock::now() < until) {
    now = connect().peer_serial();
    std::this_thread::yield();
  }
  return now;
}

TEST_F(Tls, TakesUpANewCertificateWithoutARestart) {
  TestServer server(echo, {.tls = context_});
  HttpClient before = connect(server);
  const std::string first = before.peer_serial();
  make_pair({"new.example"});
  EXPECT_NE(serial_other_than(first, [&] { return connect(server); }), first);
  EXPECT_EQ(before.request("GET", "/still").status, 200) << "connections that exist go on";
}

TEST_F(Tls, KeepsTheOldCertificateWhenTheNewFilesAreBad) {
  TestServer server(echo, {.tls = context_});
  const std::string first = connect(server).peer_serial();
  const fs::path key = dir_ / "server.key";
  fs::copy_file(dir_ / "ca.key", key, fs::copy_options::overwrite_existing);  // a key, but of another pair
  const auto until = std::chrono::steady_clock::now() + 5 * kLookInterval;
  while (std::chrono::steady_clock::now() < until) ASSERT_EQ(connect(server).peer_serial(), first);
  make_pair({});  // which sees the mismatch and makes both anew
  EXPECT_NE(serial_other_than(first, [&] { return connect(server); }), first);
}

TEST_F(Tls, LoadingNamesTheFileThatIsWrong) {
  const auto missing = load_tls((dir_ / "none.crt").string(), (dir_ / "server.key").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(missing.error().message()), HasSubstr("none.crt"));
  const auto other = load_tls((dir_ / "server.crt").string(), (dir_ / "ca.key").string());
  ASSERT_FALSE(other);
  EXPECT_THAT(std::string(other.error().message()), HasSubstr("ca.key"));
}

}  // namespace
}  // namespace entrepot::http
