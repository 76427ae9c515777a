#include "api/aws/body.h"

#include <gtest/gtest.h>

#include <deque>

#include "async/run_blocking.h"
#include "base/encoding.h"

namespace entrepot::api::aws {
namespace {

class Pieces final : public async::ByteSource {
 public:
  explicit Pieces(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}
  async::Task<async::Slice> next() override {
    ++reads;
    if (pieces_.empty()) co_return async::Slice{};
    current_ = std::move(pieces_.front());
    pieces_.pop_front();
    co_return async::Slice{.owner = nullptr, .bytes = as_bytes(current_)};
  }
  int reads = 0;

 private:
  std::deque<std::string> pieces_;
  std::string current_;
};

TEST(Body, ReadsAllPiecesAndHashesThem) {
  Pieces pieces({"hel", "lo"});
  http::Request request;
  request.body = &pieces;
  const Result<Body> body = async::run_blocking(read_body(request, 5));
  ASSERT_TRUE(body);
  EXPECT_EQ(body->text, "hello");
  EXPECT_EQ(body->sha256_hex, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
}

TEST(Body, RefusesOneByteTooMany) {
  Pieces pieces({"hel", "lo!"});
  http::Request request;
  request.body = &pieces;
  const Result<Body> body = async::run_blocking(read_body(request, 5));
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().kind(), ErrorKind::kTooLarge);
}

TEST(Body, RefusesAnAnnouncedLengthWithoutReading) {
  Pieces pieces({"x"});
  http::Request request;
  request.body = &pieces;
  request.content_length = 6;
  const Result<Body> body = async::run_blocking(read_body(request, 5));
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().kind(), ErrorKind::kTooLarge);
  EXPECT_EQ(pieces.reads, 0);
}

}  // namespace
}  // namespace entrepot::api::aws
