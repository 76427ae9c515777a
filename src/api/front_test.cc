#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "api/door.h"
#include "api/replies.h"
#include "async/run_blocking.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::api {
namespace {

/// Claims one prefix, answers with a status.
class FixedDoor final : public Door {
 public:
  FixedDoor(std::string prefix, unsigned status, std::uint32_t route)
      : prefix_(std::move(prefix)), status_(status), route_(route) {}
  Kind kind() const override { return prefix_ == "/aws" ? Kind::kApi : Kind::kRegistry; }
  bool claims(const http::Request& request) const override { return request.path().starts_with(prefix_); }
  http::Response refusal(const http::Request&, const Error& error) const override {
    return text_reply(503, std::string(error.message()));
  }
  boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote&) override {
    request.route = route_;
    http::Response response;
    response.status = status_;
    if (prefix_ == "/aws") response.headers.add("X-Amzn-RequestId", "its own");
    co_return response;
  }
  std::vector<OperationInfo> operations() const override {
    return {{.service = "fixed", .operation = "Look"},
            {.service = "fixed", .operation = "Change", .access = AccessLevel::kWrite}};
  }

 private:
  std::string prefix_;
  unsigned status_;
  std::uint32_t route_;
};

async::Task<http::Response> ask(Front& front, std::string target, std::uint32_t listener) {
  http::Request request;
  request.target = std::move(target);
  request.id = "req-1";
  request.peer.listener = listener;
  co_return co_await front.handle(request);
}

class FrontTest : public ::testing::Test {
 protected:
  void add(std::string prefix, unsigned status, std::uint32_t route = 0) {
    doors_.push_back(std::make_unique<FixedDoor>(std::move(prefix), status, route));
  }
  http::Response get(std::string target, std::uint32_t listener = 0) {
    if (!front_)
      front_ = std::make_unique<Front>(std::move(doors_), metrics_,
                                       Front::Around{.endpoints = endpoints_, .audit = audit_ ? &*audit_ : nullptr});
    return async::run_blocking(ask(*front_, std::move(target), listener)).value();
  }
  std::uint64_t counted(const char* door, const char* operation, const char* status) {
    return metrics_
        .counter("entrepot_requests_total", "", {{"door", door}, {"operation", operation}, {"status", status}})
        .value();
  }

  observe::Metrics metrics_;
  Endpoints endpoints_;
  std::optional<AuditTrail> audit_;
  std::vector<std::unique_ptr<Door>> doors_;
  std::unique_ptr<Front> front_;
};

TEST_F(FrontTest, TheFirstDoorThatClaimsAnswers) {
  add("/a", 201);
  add("/", 202);
  EXPECT_EQ(get("/a/x").status, 201u);
  EXPECT_EQ(get("/b").status, 202u);
}

TEST_F(FrontTest, WhatNobodyClaimsIsNotFound) {
  add("/a", 200);
  const auto response = get("/b");
  EXPECT_EQ(response.status, 404u);
  EXPECT_EQ(std::get<std::string>(response.body), "404 page not found\n");
  EXPECT_EQ(counted("none", "unclaimed", "4xx"), 1u);
}

TEST_F(FrontTest, CountsByRowAndClass) {
  add("/ok", 200, 1);
  add("/bad", 503, 0);
  add("/lost", 404, http::Request::kNoRoute);
  get("/ok");
  get("/ok");
  get("/bad");
  get("/lost");
  EXPECT_EQ(counted("fixed", "Change", "2xx"), 2u);
  EXPECT_EQ(counted("fixed", "Look", "5xx"), 1u);
  EXPECT_EQ(counted("fixed", "unrouted", "4xx"), 1u);
}

TEST_F(FrontTest, ErrorsCarryTheRequestsId) {
  add("/ok", 200);
  add("/bad", 404);
  add("/aws", 400);
  EXPECT_FALSE(get("/ok").headers.find("X-Request-Id"));
  EXPECT_EQ(get("/bad").headers.find("X-Request-Id"), "req-1");
  EXPECT_FALSE(get("/aws").headers.find("X-Request-Id")) << "the AWS door names its own";
}

TEST_F(FrontTest, AListenerOfOneDoorKnowsNoOther) {
  add("/aws", 200);
  add("/v2", 200);
  const auto api = endpoints_.add({.doors = Endpoint::Doors::kApi});
  const auto registry = endpoints_.add({.doors = Endpoint::Doors::kRegistry});
  const auto all = endpoints_.add({.doors = Endpoint::Doors::kAll});
  EXPECT_EQ(get("/aws", api).status, 200u);
  EXPECT_EQ(get("/v2", api).status, 404u);
  EXPECT_EQ(get("/aws", registry).status, 404u);
  EXPECT_EQ(get("/v2", registry).status, 200u);
  EXPECT_EQ(get("/aws", all).status, 200u);
  EXPECT_EQ(get("/v2", all).status, 200u);
}

class AuditedFront : public FrontTest {
 protected:
  void open(audit::Log::Options options) {
    options.folder = folder_.path() / "audit";
    options.pause = std::chrono::milliseconds(5);
    log_ = audit::Log::open(std::move(options), clock_, metrics_).value();
    audit_.emplace(*log_, clock_, names_, endpoints_,
                   [](std::string_view, ErrorKind) { return std::string_view("X"); });
  }
  std::vector<std::string> lines() {
    EXPECT_TRUE(log_->flush());
    std::vector<std::string> out;
    std::ifstream in(folder_.path() / "audit" / "audit.jsonl");
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  }

  tests::TemporaryFolder folder_;
  FakeClock clock_;
  Names names_{Naming{.home = {*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")},
                      .suffix = "localhost:5000"}};
  std::unique_ptr<audit::Log> log_;
};

TEST_F(AuditedFront, RecordsEachCallOnce) {
  open({});
  add("/ok", 200, 1);
  add("/bad", 403, 0);
  get("/ok");
  get("/bad");
  get("/nobody");
  const auto all = lines();
  ASSERT_EQ(all.size(), 2u) << "what no door claims is no call";
  EXPECT_NE(all[0].find("\"eventName\":\"Change\""), std::string::npos) << all[0];
  EXPECT_NE(all[1].find("\"errorCode\":\"X\""), std::string::npos) << all[1];
}

TEST_F(AuditedFront, RefusesWhatCannotBeRecorded) {
  open({.when_full = audit::WhenFull::kRefuse});
  add("/ok", 200);
  const tests::FileSizeLimit full_disk(0);
  EXPECT_EQ(get("/ok").status, 200u) << "nobody knows yet";
  EXPECT_FALSE(log_->flush(std::chrono::milliseconds(200)));
  EXPECT_EQ(get("/ok").status, 503u);
}

TEST(Replies, MediaTypesFromOutsideAreChecked) {
  EXPECT_EQ(content_type_or_octets("application/vnd.oci.image.layer.v1.tar+gzip"),
            "application/vnd.oci.image.layer.v1.tar+gzip");
  for (const std::string& bad :
       {std::string(), std::string("plain"), std::string("a/b\r\nX: y"), std::string("a/") + std::string(300, 'b')})
    EXPECT_EQ(content_type_or_octets(bad), "application/octet-stream");
}

}  // namespace
}  // namespace entrepot::api
