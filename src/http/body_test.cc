// Bodies both ways.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "http/server.h"
#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

using test::HttpClient;
using test::HttpClientError;
using test::HttpResponse;
using test::TestServer;
using testing::HasSubstr;

boost::asio::awaitable<Response> echo(Request& request) {
  auto body = co_await read_all(*request.body, 64_MiB);
  if (!body) co_return Response{.status = 400, .body = std::string(body.error().message())};
  co_return Response{.body = *body};
}

boost::asio::awaitable<Response> ignore_body(Request&) {
  co_return Response{.status = 401, .body = std::string("no")};
}

std::string pattern(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 % 251);
  return out;
}

TEST(RequestBody, TakesChunksAndTrailers) {
  TestServer server(echo);
  HttpClient client(server.port());
  client.send(
      "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nT: "
      "v\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "hello world");
  EXPECT_EQ(client.request("PUT", "/", {}, "next").body, "next");
}

TEST(RequestBody, TakesManyMegabytesEitherWay) {
  TestServer server(echo);
  HttpClient client(server.port());
  const std::string body = pattern(20 * 1024 * 1024 + 3);
  EXPECT_TRUE(client.request("PUT", "/", {}, body).body == body);
  std::string chunked;
  for (std::size_t at = 0, n = 1; at < body.size(); at += n, n = n * 3 % 70'001 + 1) {
    n = std::min(n, body.size() - at);
    chunked += fmt::format("{:x}\r\n", n) + body.substr(at, n) + "\r\n";
  }
  EXPECT_TRUE(client.request("PUT", "/", {{"Transfer-Encoding", "chunked"}}, chunked + "0\r\n\r\n").body == body);
}

TEST(RequestBody, InvitesAClientThatWaitsWhenTheBodyIsRead) {
  TestServer server(echo);
  HttpClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_response().body, "hello");
  EXPECT_EQ(client.request("PUT", "/", {}, "again").body, "again");
}

TEST(RequestBody, DoesNotInviteWhenTheHandlerDoesNotRead) {
  TestServer server(ignore_body);
  HttpClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
  const HttpResponse response = client.read_response();
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.header("Connection"), "close") << "whether the body comes cannot be known";
  EXPECT_TRUE(client.ends_cleanly());
}

TEST(RequestBody, DoesNotInviteAClientThatDidNotWait) {
  TestServer server(echo);
  HttpClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(RequestBody, OldClientsAreNotInvited) {
  TestServer server(echo);
  HttpClient client(server.port());
  client.send("PUT / HTTP/1.0\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.send("hello");
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(RequestBody, ASmallRestThatNobodyReadIsDrained) {
  TestServer server(ignore_body);
  HttpClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    const HttpResponse response = client.request("PUT", "/", {}, std::string(200'000, 'x'));
    EXPECT_EQ(response.status, 401);
    EXPECT_FALSE(response.has("Connection"));
  }
  client.send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 401);
  EXPECT_EQ(client.request("GET", "/").status, 401);
}

TEST(RequestBody, ALargeRestClosesButTheAnswerArrives) {
  TestServer server(ignore_body);
  HttpClient client(server.port());
  const HttpResponse response = client.request("PUT", "/", {}, std::string(8'000'000, 'x'));
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(client.ends_cleanly());

  HttpClient chunking(server.port());
  std::string body;
  for (int i = 0; i < 100; ++i) body += "2710\r\n" + std::string(10'000, 'y') + "\r\n";
  chunking.try_send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
  EXPECT_EQ(chunking.read_response().status, 401);
  EXPECT_TRUE(chunking.ends_cleanly());
}

TEST(RequestBody, OneThatEndsTooEarlyIsAnError) {
  TestServer server(echo);
  for (const char* head : {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                           "Transfer-Encoding: chunked\r\n\r\nA\r\nhello"}) {
    HttpClient client(server.port());
    client.send(std::string("PUT / HTTP/1.1\r\nHost: x\r\n") + head);
    client.end_sending();
    const HttpResponse response = client.read_response();
    EXPECT_EQ(response.status, 400) << head;
    EXPECT_THAT(response.body, HasSubstr("ended too early"));
    EXPECT_EQ(response.header("Connection"), "close");
  }
}

TEST(RequestBody, ReadAllRefusesMoreThanItsLimit) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    const auto body = co_await read_all(*request.body, 4);
    if (body) co_return Response{.body = *body};
    co_return Response{.status = body.error().kind() == ErrorKind::kTooLarge ? 413U : 500U,
                       .body = std::string(body.error().message())};
  });
  HttpClient client(server.port());
  EXPECT_EQ(client.request("PUT", "/", {}, "four").body, "four");
  const HttpResponse response = client.request("PUT", "/", {}, "five!");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("4 bytes"));
  EXPECT_EQ(client.request("PUT", "/", {}, "next").body, "next");
}

/// Gives the slices one after the other, then `last`.
class Slices final : public async::ByteSource {
 public:
  Slices(std::vector<std::string> slices, Result<void> last, std::atomic<int>* alive = nullptr)
      : slices_(std::move(slices)), last_(std::move(last)), alive_(alive) {
    if (alive_ != nullptr) ++*alive_;
  }
  ~Slices() override {
    if (alive_ != nullptr) --*alive_;
  }
  async::Task<async::Slice> next() override {
    if (at_ == slices_.size()) {
      if (!last_) co_return std::unexpected(last_.error());
      co_return async::Slice{};
    }
    const std::string& slice = slices_[at_++];
    co_return async::Slice{nullptr, {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()}};
  }

 private:
  const std::vector<std::string> slices_;
  const Result<void> last_;
  std::atomic<int>* const alive_;
  std::size_t at_ = 0;
};

/// A server that answers everything with a stream.
struct Streaming {
  std::vector<std::string> slices;
  std::optional<std::uint64_t> length;
  Result<void> last{};
  std::atomic<int> alive{0};

  Handler handler() {
    return [this](Request&) { return serve(this); };
  }
  static boost::asio::awaitable<Response> serve(Streaming* self) {
    Response response;
    response.body = Response::Stream{std::make_unique<Slices>(self->slices, self->last, &self->alive), self->length};
    co_return response;
  }
};

TEST(ResponseStream, KnownLengthIsSentAsItIs) {
  Streaming streaming{.slices = {"one ", "two ", "three"}, .length = 13};
  TestServer server(streaming.handler());
  HttpClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    const HttpResponse response = client.request("GET", "/");
    EXPECT_EQ(response.header("Content-Length"), "13");
    EXPECT_EQ(response.body, "one two three");
  }
}

TEST(ResponseStream, UnknownLengthIsChunked) {
  Streaming streaming{.slices = {"one ", std::string(100'000, 'x')}};
  TestServer server(streaming.handler());
  HttpClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    const HttpResponse response = client.request("GET", "/");
    EXPECT_TRUE(response.chunked);
    EXPECT_EQ(response.body, "one " + std::string(100'000, 'x'));
  }
}

TEST(ResponseStream, MayBeEmpty) {
  Streaming chunked;
  TestServer server(chunked.handler());
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/").body, "");
  Streaming counted{.length = 0};
  TestServer other(counted.handler());
  EXPECT_EQ(HttpClient(other.port()).request("GET", "/").header("Content-Length"), "0");
}

TEST(ResponseStream, OldClientsGetUnknownLengthUpToTheEnd) {
  Streaming streaming{.slices = {"one ", "two"}};
  TestServer server(streaming.handler());
  HttpClient client(server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  const HttpResponse response = client.read_response();
  EXPECT_FALSE(response.chunked);
  EXPECT_FALSE(response.has("Content-Length"));
  EXPECT_EQ(response.body, "one two");
}

TEST(ResponseStream, HeadDoesNotReadIt) {
  Streaming streaming{.slices = {"one"}, .length = 3, .last = fail(ErrorKind::kCorrupt, "must not be read")};
  TestServer server(streaming.handler());
  HttpClient client(server.port());
  EXPECT_EQ(client.request("HEAD", "/").header("Content-Length"), "3");
  EXPECT_EQ(client.request("HEAD", "/").status, 200);
  EXPECT_EQ(streaming.alive, 0);
}

TEST(ResponseStream, AFailureInTheMiddleIsNoCleanEnd) {
  for (const std::optional<std::uint64_t> length :
       {std::optional<std::uint64_t>(100), std::optional<std::uint64_t>()}) {
    Streaming streaming{.slices = {"one ", "two"}, .length = length, .last = fail(ErrorKind::kCorrupt, "damaged")};
    TestServer server(streaming.handler());
    HttpClient client(server.port());
    EXPECT_THROW(client.request("GET", "/"), HttpClientError);
    HttpClient raw(server.port());
    raw.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_FALSE(raw.ends_cleanly()) << "without a length only a reset shows that something is missing";
  }
}

TEST(ResponseStream, AFailureBeforeTheFirstByteIsAnAnswer) {
  Streaming streaming{.length = 100, .last = fail(ErrorKind::kCorrupt, "damaged at /secret/path")};
  TestServer server(streaming.handler());
  const HttpResponse response = HttpClient(server.port()).request("GET", "/");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, testing::Not(HasSubstr("secret")));
}

TEST(ResponseStream, ALengthThatDoesNotHoldIsCut) {
  for (const std::uint64_t length : {5U, 9U}) {
    Streaming streaming{.slices = {"one ", "two"}, .length = length};
    TestServer server(streaming.handler());
    HttpClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(client.ends_cleanly()) << length;
  }
}

class Throwing final : public async::ByteSource {
 public:
  async::Task<async::Slice> next() override {
    if (std::exchange(second_, true)) throw std::runtime_error("a bug");
    co_return async::Slice{nullptr, {reinterpret_cast<const std::uint8_t*>("abc"), 3}};
  }

 private:
  bool second_ = false;
};

TEST(ResponseStream, ThatThrowsIsCutAndTheServerLives) {
  TestServer server([](Request& request) -> boost::asio::awaitable<Response> {
    Response response;
    if (request.path() == "/throw") response.body = Response::Stream{std::make_unique<Throwing>(), 100};
    co_return response;
  });
  HttpClient client(server.port());
  client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_FALSE(client.ends_cleanly());
  EXPECT_EQ(HttpClient(server.port()).request("GET", "/").status, 200);
}

/// Never ends; tells when it is destroyed.
class Endless final : public async::ByteSource {
 public:
  explicit Endless(std::function<void()> on_end) : on_end_(std::move(on_end)) {}
  ~Endless() override { on_end_(); }
  async::Task<async::Slice> next() override {
    co_return async::Slice{nullptr, {reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()}};
  }

 private:
  const std::string bytes_ = std::string(65'536, 'e');
  std::function<void()> on_end_;
};

TEST(ResponseStream, IsDestroyedWhenTheClientGoesAway) {
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  const auto end = [&] {
    const std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  };
  TestServer server([&](Request&) {
    return [](std::function<void()> on_end) -> boost::asio::awaitable<Response> {
      Response response;
      response.body = Response::Stream{std::make_unique<Endless>(on_end), std::nullopt};
      co_return response;
    }(end);
  });
  {
    HttpClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_head();
    client.read_some(1000);
  }
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return ended; }));
}

}  // namespace
}  // namespace entrepot::http
