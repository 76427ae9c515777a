#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

using test::HttpClient;
using test::TestServer;
using testing::HasSubstr;

/// Answers with what it saw; remembers each target.
class Echo {
 public:
  Handler handler() {
    return [this](Request& request) { return serve(this, request); };
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  static boost::asio::awaitable<Response> serve(Echo* self, Request& request) {
    {
      const std::lock_guard lock(self->mutex_);
      self->seen_.push_back(request.method_text + " " + request.target);
    }
    auto body = co_await read_all(*request.body, 64_MiB);
    if (!body) co_return Response{.status = 400, .body = std::string(body.error().message())};
    co_return Response{.body = request.method_text + " " + request.target + " " + *body};
  }

  std::mutex mutex_;
  std::vector<std::string> seen_;
};

TEST(Server, AnswersRequestsOnOneConnectionInOrder) {
  Echo echo;
  TestServer server(echo.handler());
  HttpClient client(server.port());
  EXPECT_EQ(client.request("GET", "/first?x=1").body, "GET /first?x=1 ");
  EXPECT_EQ(client.request("POST", "/second", {}, "hello").body, "POST /second hello");
  EXPECT_EQ(client.request("DELETE", "/third").body, "DELETE /third ");
}

TEST(Server, TakesChunkedBodies) {
  Echo echo;
  TestServer server(echo.handler());
  HttpClient client(server.port());
  client.send(
      "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nT: "
      "v\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "PUT /c hello world");
  EXPECT_EQ(client.request("GET", "/next").body, "GET /next ");
}

TEST(Server, RefusesToListenWhereItCannot) {
  Echo echo;
  TestServer server(echo.handler());
  const auto again = server.server().listen({.address = "127.0.0.1", .port = server.port()});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(again.error().message()), HasSubstr("127.0.0.1 port " + std::to_string(server.port())));
  EXPECT_FALSE(server.server().listen({.address = "localhost"})) << "a name is no address literal";
}

}  // namespace
}  // namespace entrepot::http
