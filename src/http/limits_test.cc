// Limits on time and number, and how the server stops. Times are real, but small.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "http/server.h"
#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::HttpClient;
using test::HttpClientError;
using test::HttpResponse;
using test::TestServer;
using testing::HasSubstr;

boost::asio::awaitable<Response> echo(Request& request) {
  auto body = co_await read_all(*request.body, 64_MiB);
  if (body) co_return Response{.body = *body};
  co_return Response{.status = body.error().kind() == ErrorKind::kTimeout ? 408U : 400U,
                     .body = std::string(body.error().message())};
}

/// Endless, in slices of 64 KiB.
class Endless final : public async::ByteSource {
 public:
  async::Task<async::Slice> next() override {
    co_return async::Slice{nullptr, {reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()}};
  }

 private:
  const std::string bytes_ = std::string(65'536, 'e');
};

boost::asio::awaitable<Response> endless(Request&) {
  Response response;
  response.body = Response::Stream{std::make_unique<Endless>(), std::nullopt};
  co_return response;
}

/// Limits that are far away, looked at often.
Limits quick(Limits limits = {}) {
  limits.sweep_interval = milliseconds(5);
  return limits;
}

std::uint64_t timeouts(TestServer& server, const std::string& kind) {
  return server.metrics().counter("entrepot_http_timeouts_total", "", {{"kind", kind}}).value();
}

template <class Condition>
bool eventually(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(Timeouts, IdleConnectionsAreClosed) {
  TestServer server(echo, {.limits = quick({.idle_timeout = milliseconds(50)})});
  HttpClient silent(server.port());
  EXPECT_TRUE(silent.ends_cleanly());
  HttpClient after_one(server.port());
  after_one.request("GET", "/");
  EXPECT_TRUE(after_one.ends_cleanly());
  EXPECT_EQ(timeouts(server, "idle"), 2U);
}

TEST(Timeouts, AHeadThatDribblesIsCutAsAWhole) {
  TestServer server(echo, {.limits = quick({.header_timeout = milliseconds(100)})});
  HttpClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n");
  const auto begun = std::chrono::steady_clock::now();
  // A byte now and then does not keep it alive: the wait is for the whole head.
  while (client.try_send("X: y\r\n") && timeouts(server, "head") == 0 &&
         std::chrono::steady_clock::now() - begun < seconds(20)) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_EQ(timeouts(server, "head"), 1U);
}

TEST(Timeouts, ABodyThatStopsIsCutAndAnswered) {
  TestServer server(echo, {.limits = quick({.body_timeout = milliseconds(50)})});
  for (const char* framing : {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
    HttpClient client(server.port());
    client.send(std::string("PUT / HTTP/1.1\r\nHost: x\r\n") + framing);
    const HttpResponse response = client.read_response();
    EXPECT_EQ(response.status, 408);
    EXPECT_THAT(response.body, HasSubstr("too slowly"));
    EXPECT_EQ(response.header("Connection"), "close");
  }
  EXPECT_EQ(timeouts(server, "body_in"), 2U);
}

TEST(Timeouts, ABodyThatDribblesIsCutByItsRate) {
  TestServer server(echo, {.limits = quick({.min_body_rate = 10'000, .rate_grace = milliseconds(60)})});
  HttpClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
  const auto begun = std::chrono::steady_clock::now();
  while (client.try_send("x") && timeouts(server, "body_in") == 0 &&
         std::chrono::steady_clock::now() - begun < seconds(20)) {
    std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_EQ(client.read_response().status, 408);
}

TEST(Timeouts, ASlowHandlerIsNotTheSendersFault) {
  TestServer server(
      [](Request& request) -> boost::asio::awaitable<Response> {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, milliseconds(200));
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return co_await echo(request);
      },
      {.limits = quick({.idle_timeout = milliseconds(50),
                        .header_timeout = milliseconds(50),
                        .body_timeout = milliseconds(100),
                        .min_body_rate = 1'000'000,
                        .rate_grace = milliseconds(100)})});
  EXPECT_EQ(HttpClient(server.port()).request("PUT", "/", {}, "hello").body, "hello");
}

TEST(Timeouts, AReaderThatStopsIsCut) {
  TestServer server(endless, {.limits = quick({.body_timeout = milliseconds(50)})});
  HttpClient client(server.port(), {.receive_buffer = 4096});
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return timeouts(server, "body_out") == 1; }));
  EXPECT_FALSE(client.ends_cleanly());
}

TEST(Timeouts, AReaderThatDribblesIsCutByItsRate) {
  // A reader that takes a little now and then always makes progress; what counts is how much in all.
  TestServer server(endless, {.limits = quick({.min_body_rate = 1'000'000'000, .rate_grace = milliseconds(50)})});
  HttpClient client(server.port(), {.receive_buffer = 4096});
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(eventually([&] {
    if (timeouts(server, "body_out") == 0) client.read_some(4096);
    return timeouts(server, "body_out") == 1;
  }));
}

TEST(Limits, FiveHundredSlowConnectionsDoNotHinderOthers) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  TestServer server(
      echo, {.limits = quick({.header_timeout = seconds(600), .body_timeout = seconds(600), .min_body_rate = 0})});
  std::vector<HttpClient> slow;
  for (int i = 0; i < 500; ++i) {
    slow.emplace_back(server.port());
    slow.back().send(i % 2 == 0 ? "GET / HT" : "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhell");
  }
  HttpClient quick_client(server.port());
  for (int i = 0; i < 200; ++i) ASSERT_EQ(quick_client.request("PUT", "/", {}, "quick").body, "quick");
  EXPECT_EQ(server.metrics().gauge("entrepot_http_connections", "").value(), 501);
  slow.front().send("TP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(slow.front().read_response().status, 200) << "the slow ones are still served";
}

TEST(Limits, BeyondMaxInFlightTheAnswerIs503) {
  TestServer server(echo, {.limits = quick({.max_in_flight = 2})});
  std::vector<HttpClient> busy;
  for (int i = 0; i < 2; ++i) {
    busy.emplace_back(server.port());
    busy.back().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n");
  }
  observe::Gauge& in_flight = server.metrics().gauge("entrepot_http_requests_in_flight", "");
  ASSERT_TRUE(eventually([&] { return in_flight.value() == 2; }));
  HttpClient refused(server.port());
  const HttpResponse response = refused.request("GET", "/");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.header("Retry-After"), "1");
  for (HttpClient& client : busy) {
    client.send(std::string(40'000, 'x'));
    EXPECT_EQ(client.read_response().body.size(), 40'000U);
  }
  ASSERT_TRUE(eventually([&] { return in_flight.value() == 0; }));
  EXPECT_EQ(refused.request("GET", "/").status, 200) << "on the same connection";
}

TEST(Limits, WhoeverIsSlowWithASmallBodyOrARestTakesNobodysPlace) {
  const auto reads_all_but_rest = [](Request& request) -> boost::asio::awaitable<Response> {
    if (request.path() == "/rest") co_return Response{.status = 401};
    co_return co_await echo(request);
  };
  TestServer server(reads_all_but_rest, {.limits = quick({.max_in_flight = 2})});
  observe::Gauge& in_flight = server.metrics().gauge("entrepot_http_requests_in_flight", "");
  std::vector<HttpClient> slow;
  for (const char* request : {"/ HTTP/1.1\r\nHost: x\r\nContent-Length: 24000\r\n\r\nh",
                              "/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                              "/rest HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"}) {
    for (int i = 0; i < 3; ++i) {
      slow.emplace_back(server.port());
      slow.back().send(std::string("PUT ") + request);
    }
  }
  for (int i = 3; i < 6; ++i) EXPECT_EQ(slow[i].read_response().status, 100);
  for (int i = 6; i < 9; ++i) EXPECT_EQ(slow[i].read_response().status, 401);
  ASSERT_TRUE(eventually([&] { return in_flight.value() == 0; }));

  HttpClient other(server.port());
  EXPECT_EQ(other.request("PUT", "/", {}, "hello").body, "hello");

  for (int i = 0; i < 6; ++i) {
    slow[i].send(i < 3 ? std::string(23'999, 'x') : "hello");
    EXPECT_EQ(slow[i].read_response().body, i < 3 ? "h" + std::string(23'999, 'x') : "hello");
  }
  slow[6].send(std::string(100'000, 'x'));
  EXPECT_EQ(slow[6].request("PUT", "/", {}, "again").body, "again") << "the rest was taken off the connection";
  EXPECT_TRUE(eventually([&] { return in_flight.value() == 0; }));
}

TEST(Limits, BodiesThatNobodyReadsFillMemoryOnlyToTheLimit) {
  const auto large = [](Request& request) -> boost::asio::awaitable<Response> {
    co_return Response{.body = std::string(request.path() == "/small" ? 1'000 : 16_MiB, 'x')};
  };
  TestServer server(large, {.limits = quick({.max_held_bytes = 24_MiB})});
  HttpClient slow(server.port(), {.receive_buffer = 4096});
  slow.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(slow.read_head().status, 200);

  HttpClient other(server.port());
  const HttpResponse refused = other.request("GET", "/");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(other.request("GET", "/small").status, 200) << "small bodies are not counted";
}

TEST(Limits, ABodyThatWasReadOrAbandonedGivesItsMemoryBack) {
  const auto large = [](Request&) -> boost::asio::awaitable<Response> {
    co_return Response{.body = std::make_shared<const std::string>(16_MiB, 'x')};
  };
  TestServer server(large, {.limits = quick({.max_held_bytes = 24_MiB})});
  {
    HttpClient abandoned(server.port(), {.receive_buffer = 4096});
    abandoned.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(abandoned.read_head().status, 200);
    EXPECT_EQ(HttpClient(server.port()).request("GET", "/").status, 503);
  }
  observe::Gauge& in_flight = server.metrics().gauge("entrepot_http_requests_in_flight", "");
  ASSERT_TRUE(eventually([&] { return in_flight.value() == 0; }));
  HttpClient reader(server.port());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(reader.request("GET", "/").body.size(), 16_MiB);
}

TEST(Limits, BeyondMaxConnectionsNewOnesWait) {
  TestServer server(echo, {.limits = quick({.max_connections = 2})});
  auto first = std::make_unique<HttpClient>(server.port());
  HttpClient second(server.port());
  EXPECT_EQ(first->request("GET", "/").status, 200);
  EXPECT_EQ(second.request("GET", "/").status, 200);
  HttpClient third(server.port());  // the kernel takes it; the server does not
  third.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(second.request("GET", "/").status, 200);
  EXPECT_EQ(server.metrics().gauge("entrepot_http_connections", "").value(), 2);
  first.reset();
  EXPECT_EQ(third.read_response().status, 200);
}

TEST(Limits, SurvivesTheWantOfDescriptors) {
  TestServer server(echo);
  const int late = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::vector<int> taken;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  for (int fd = ::dup(late); fd >= 0; fd = ::dup(late)) taken.push_back(fd);

  sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(server.port()), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  ASSERT_EQ(::connect(late, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  char byte = 0;
  EXPECT_LE(::recv(late, &byte, 1, 0), 0) << "told at once, not left waiting";
  EXPECT_GE(server.metrics().counter("entrepot_http_connections_refused_total", "").value(), 1U);

  for (const int fd : taken) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  ::close(late);
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/").status, 200);
}

bool refuses_connections(std::uint16_t port) {
  try {
    HttpClient client(port);
    return false;
  } catch (const HttpClientError&) {
    return true;
  }
}

TEST(Stop, ClosesIdleConnectionsAtOnceAndRefusesNewOnes) {
  TestServer server(echo);
  HttpClient idle(server.port());
  idle.request("GET", "/");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(server.stop(seconds(20)));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(10));
  EXPECT_TRUE(idle.ends_cleanly());
  EXPECT_TRUE(refuses_connections(server.port()));
}

TEST(Stop, LetsRunningRequestsEnd) {
  TestServer server(echo);
  HttpClient busy(server.port());
  busy.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\nhe");
  ASSERT_TRUE(eventually([&] { return server.metrics().gauge("entrepot_http_requests_in_flight", "").value() == 1; }));
  auto stopped = std::async(std::launch::async, [&] { return server.stop(seconds(20)); });
  ASSERT_TRUE(eventually([&] { return refuses_connections(server.port()); }));
  busy.send(std::string(39'998, 'x'));
  const HttpResponse response = busy.read_response();
  EXPECT_EQ(response.body.size(), 40'000U);
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(stopped.get());
}

TEST(Stop, CutsWhatDoesNotEndInTime) {
  TestServer server(echo);
  HttpClient busy(server.port());
  busy.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\nhe");
  ASSERT_TRUE(eventually([&] { return server.metrics().gauge("entrepot_http_requests_in_flight", "").value() == 1; }));
  EXPECT_FALSE(server.stop(milliseconds(50)));
  EXPECT_EQ(server.metrics().gauge("entrepot_http_connections", "").value(), 0);
  EXPECT_TRUE(server.stop(milliseconds(50))) << "there is nothing left the second time";
}

TEST(Stop, CutsAStreamThatNeverEnds) {
  TestServer server(endless);
  HttpClient reader(server.port());
  reader.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  reader.read_head();
  auto stopped = std::async(std::launch::async, [&] { return server.stop(milliseconds(50)); });
  EXPECT_FALSE(stopped.get());
  EXPECT_FALSE(reader.ends_cleanly());
}

}  // namespace
}  // namespace entrepot::http
