#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

using test::HttpClient;
using test::HttpResponse;
using test::TestServer;
using testing::HasSubstr;

boost::asio::awaitable<Response> echo(Request& request) {
  auto body = co_await read_all(*request.body, 64_MiB);
  if (!body) co_return Response{.status = 400, .body = std::string(body.error().message())};
  co_return Response{.body = request.method_text + " " + request.target + " " + *body};
}

/// A handler that always gives what `make` makes.
template <class Make>
Handler answering(Make make) {
  return [make](Request&) {
    return [](Response response) -> boost::asio::awaitable<Response> { co_return response; }(make());
  };
}

TEST(Server, AnswersRequestsOnOneConnectionInOrder) {
  TestServer server(echo);
  HttpClient client(server.port());
  EXPECT_EQ(client.request("GET", "/first?x=1").body, "GET /first?x=1 ");
  EXPECT_EQ(client.request("POST", "/second", {}, "hello").body, "POST /second hello");
  EXPECT_EQ(client.request("DELETE", "/third").body, "DELETE /third ");
}

TEST(Server, AnswersAHundredPipelinedRequestsInOrder) {
  TestServer server(echo);
  HttpClient client(server.port());
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    const std::string body(static_cast<std::size_t>(i * 7 % 300), 'a');
    bytes += "PUT /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\n\r\n" + body;
  }
  client.send(bytes);
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(client.read_response().body, testing::StartsWith("PUT /" + std::to_string(i) + " ")) << i;
  }
}

TEST(Server, ShowsTheHandlerWhatWasAsked) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    Response response;
    response.headers.add("X-Path", std::string(request.path()));
    response.headers.add("X-Query", std::string(request.query()));
    response.headers.add("X-Host", request.host);
    response.headers.add("X-Peer", request.peer.address);
    response.headers.add("X-Method", std::string(to_string(request.method)));
    response.headers.add("X-Method-Text", request.method_text);
    response.headers.add("X-Fields", std::to_string(request.headers.count("a")));
    response.headers.add("X-First", std::string(request.headers.find("A").value_or("none")));
    response.headers.add("X-Length", request.content_length ? std::to_string(*request.content_length) : "none");
    co_return response;
  });
  HttpClient client(server.port());
  client.send("PROPFIND /p%20q?a=b?c HTTP/1.1\r\nHost: Reg.example:1\r\nA: 1\r\na:  2 \r\n\r\n");
  const HttpResponse response = client.read_response();
  EXPECT_EQ(response.header("X-Path"), "/p%20q");
  EXPECT_EQ(response.header("X-Query"), "a=b?c");
  EXPECT_EQ(response.header("X-Host"), "Reg.example:1");
  EXPECT_EQ(response.header("X-Peer"), "127.0.0.1");
  EXPECT_EQ(response.header("X-Method"), "other");
  EXPECT_EQ(response.header("X-Method-Text"), "PROPFIND");
  EXPECT_EQ(response.header("X-Fields"), "2");
  EXPECT_EQ(response.header("X-First"), "1");
  EXPECT_EQ(response.header("X-Length"), "0");
}

TEST(Server, RequestIdsAreUniqueAndShapedLikeUuids) {
  TestServer server(
      [](Request& request) -> boost::asio::awaitable<Response> { co_return Response{.body = request.id}; });
  HttpClient one(server.port());
  HttpClient two(server.port());
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    const std::string id = (i % 2 == 0 ? one : two).request("GET", "/").body;
    EXPECT_TRUE(ids.insert(id).second);
    EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+"));
    EXPECT_EQ(id.size(), 36U);
  }
}

TEST(Server, EveryAnswerHasDateAndLength) {
  TestServer server(answering([] { return Response{.body = std::string("four")}; }));
  HttpClient client(server.port());
  const HttpResponse response = client.request("GET", "/");
  EXPECT_EQ(response.header("Content-Length"), "4");
  EXPECT_THAT(response.header("Date"), testing::MatchesRegex("..., [0-9][0-9] ... 20[0-9][0-9] ..:..:.. GMT"));
  EXPECT_FALSE(response.has("Connection"));
  EXPECT_FALSE(response.has("Server"));
  EXPECT_EQ(response.reason, "OK");
}

TEST(Server, FramingIsTheServersOwn) {
  TestServer server(answering([] {
    Response response{.body = std::make_shared<const std::string>("shared")};
    response.headers.add("Content-Length", "1");
    response.headers.add("transfer-encoding", "chunked");
    response.headers.add("Connection", "close");
    response.headers.add("date", "never");
    response.headers.add("X-Kept", "yes");
    return response;
  }));
  HttpClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    const HttpResponse response = client.request("GET", "/");
    EXPECT_EQ(response.body, "shared");
    EXPECT_EQ(response.header("X-Kept"), "yes");
    EXPECT_EQ(response.headers.size(), 3U);
  }
}

TEST(Server, HeadGetsTheHeadersOnly) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    if (request.path() == "/made") co_return Response{.body = std::string("12345")};
    if (request.path() == "/known") co_return Response{.head_length = 77};
    co_return Response{};
  });
  HttpClient client(server.port());
  EXPECT_EQ(client.request("HEAD", "/made").header("Content-Length"), "5");
  EXPECT_EQ(client.request("HEAD", "/known").header("Content-Length"), "77");
  EXPECT_FALSE(client.request("HEAD", "/unknown").has("Content-Length")) << "a wrong length is worse than none";
  EXPECT_EQ(client.request("GET", "/made").body, "12345") << "nothing of the bodies was sent";
}

TEST(Server, SomeStatusesHaveNoBody) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    co_return Response{.status = request.path() == "/204" ? 204U : 304U, .body = std::string("not to be sent")};
  });
  HttpClient client(server.port());
  for (const char* target : {"/204", "/304", "/204"}) {
    const HttpResponse response = client.request("GET", target);
    EXPECT_EQ("/" + std::to_string(response.status), target);
    EXPECT_FALSE(response.has("Content-Length"));
  }
}

TEST(Server, OldClientsGetTheirAnswerAndAreClosed) {
  TestServer server(echo);
  HttpClient client(server.port());
  client.send("GET /old HTTP/1.0\r\n\r\n");
  const HttpResponse response = client.read_response();
  EXPECT_EQ(response.body, "GET /old ");
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(client.ends_cleanly());
}

TEST(Server, ConnectionCloseIsHonouredFromBothSides) {
  TestServer server(answering([] { return Response{.body = std::string("x"), .close = true}; }));
  HttpClient client(server.port());
  EXPECT_EQ(client.request("GET", "/").header("Connection"), "close");
  EXPECT_TRUE(client.ends_cleanly());

  TestServer keeping(echo);
  HttpClient asking(keeping.port());
  EXPECT_EQ(asking.request("GET", "/", {{"Connection", "Keep-Alive, Close"}}).header("Connection"), "close");
  EXPECT_TRUE(asking.ends_cleanly());
}

TEST(Server, AThrowingHandlerIsAnsweredWith500) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    if (request.path() == "/throw") throw std::runtime_error("secret detail");
    co_return Response{.body = std::string("fine")};
  });
  HttpClient client(server.port());
  const HttpResponse response = client.request("GET", "/throw");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/").body, "fine");
}

TEST(Server, HeadersThatWouldSplitTheAnswerAreNotSent) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"X", "a\r\nSet-Cookie: b"}, {"X", std::string("a\0b", 3)}, {"X\r\nY", "a"}, {"X Y", "a"}, {"", "a"}}) {
    TestServer server(answering([&] {
      Response response;
      response.headers.add(name, value);
      return response;
    }));
    const HttpResponse response = HttpClient(server.port()).request("GET", "/");
    EXPECT_EQ(response.status, 500);
    EXPECT_FALSE(response.has("Set-Cookie"));
  }
}

TEST(Server, AnImpossibleStatusBecomes500) {
  TestServer server(answering([] { return Response{.status = 100}; }));
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/").status, 500);
}

TEST(Server, CountsConnectionsAndBytes) {
  TestServer server(answering([] { return Response{.body = std::string(1000, 'x')}; }));
  HttpClient client(server.port());
  client.request("PUT", "/", {}, std::string(500, 'y'));
  client.request("GET", "/");  // the first is counted by now
  EXPECT_EQ(server.metrics().gauge("entrepot_http_connections", "").value(), 1);
  EXPECT_GT(server.metrics().counter("entrepot_http_received_bytes_total", "").value(), 500U);
  EXPECT_GT(server.metrics().counter("entrepot_http_sent_bytes_total", "").value(), 1000U);
}

TEST(Server, ListensOnIpv6AndOnSeveralAddresses) {
  TestServer server(echo);
  const auto port = server.server().listen({.address = "::1"});
  if (!port) GTEST_SKIP() << "no IPv6 here: " << port.error().message();
  EXPECT_EQ(HttpClient(*port, {.address = "::1"}).request("GET", "/six", {{"Host", "[::1]"}}).body, "GET /six ");
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/four").body, "GET /four ");
}

TEST(Server, RefusesToListenWhereItCannot) {
  TestServer server(echo);
  const auto again = server.server().listen({.address = "127.0.0.1", .port = server.port()});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(again.error().message()), HasSubstr("127.0.0.1 port " + std::to_string(server.port())));
  EXPECT_FALSE(server.server().listen({.address = "localhost"})) << "a name is no address literal";
}

}  // namespace
}  // namespace entrepot::http
