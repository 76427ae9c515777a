#include <gtest/gtest.h>

#include "api/door.h"
#include "api/replies.h"
#include "async/run_blocking.h"

namespace entrepot::api {
namespace {

/// Claims one prefix, answers with a status.
class FixedDoor final : public Door {
 public:
  FixedDoor(std::string prefix, unsigned status, std::uint32_t route)
      : prefix_(std::move(prefix)), status_(status), route_(route) {}
  bool claims(const http::Request& request) const override { return request.path().starts_with(prefix_); }
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

async::Task<http::Response> ask(Front& front, std::string target) {
  http::Request request;
  request.target = std::move(target);
  request.id = "req-1";
  co_return co_await front.handle(request);
}

class FrontTest : public ::testing::Test {
 protected:
  void add(std::string prefix, unsigned status, std::uint32_t route = 0) {
    doors_.push_back(std::make_unique<FixedDoor>(std::move(prefix), status, route));
  }
  http::Response get(std::string target) {
    if (!front_) front_ = std::make_unique<Front>(std::move(doors_), metrics_);
    return async::run_blocking(ask(*front_, std::move(target))).value();
  }
  std::uint64_t counted(const char* door, const char* operation, const char* status) {
    return metrics_
        .counter("entrepot_requests_total", "", {{"door", door}, {"operation", operation}, {"status", status}})
        .value();
  }

  observe::Metrics metrics_;
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

TEST(Replies, MediaTypesFromOutsideAreChecked) {
  EXPECT_EQ(content_type_or_octets("application/vnd.oci.image.layer.v1.tar+gzip"),
            "application/vnd.oci.image.layer.v1.tar+gzip");
  for (const std::string& bad :
       {std::string(), std::string("plain"), std::string("a/b\r\nX: y"), std::string("a/") + std::string(300, 'b')})
    EXPECT_EQ(content_type_or_octets(bad), "application/octet-stream");
}

}  // namespace
}  // namespace entrepot::api
