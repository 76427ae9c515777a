// Requests that two HTTP implementations could read differently. Each row is refused with the status given, the
// connection is closed, and neither the request nor what is hidden behind it reaches the handler.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "http/server.h"
#include "tests/support/http_client.h"
#include "tests/support/test_server.h"

namespace entrepot::http {
namespace {

using test::HttpClient;
using test::TestServer;

struct Row {
  const char* name;
  int status;
  std::string bytes;
};

constexpr std::string_view kHidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

std::string with_nul(std::string text) {
  for (char& c : text) {
    if (c == '@') c = '\0';
  }
  return text;
}

const std::vector<Row> kRefused{
    // two framings
    {"cl_te", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"},
    {"te_cl", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"},
    {"te_te", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"},
    {"te_twice", 400,
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"te_identity", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n"},
    {"te_xchunked", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
    {"te_list", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    {"te_list_of_one", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: , chunked\r\n\r\n0\r\n\r\n"},
    {"te_parameter", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"},
    {"te_quoted", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"},
    {"te_vertical_tab", 400,
     "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0b"
     "chunked\r\n\r\n0\r\n\r\n"},
    {"te_empty", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n"},
    {"te_http10", 400, "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"te_space_before_colon", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
    {"te_folded", 400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
    // lengths
    {"cl_twice_same", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"},
    {"cl_twice_other", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na"},
    {"cl_list", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na"},
    {"cl_plus", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na"},
    {"cl_minus", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na"},
    {"cl_hex", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\na"},
    {"cl_inner_space", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1\r\n\r\na"},
    {"cl_empty", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\na"},
    {"cl_overflow", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551617\r\n\r\na"},
    {"cl_space_before_colon", 400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\na"},
    // lines
    {"bare_lf_in_head", 400, "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"},
    {"bare_lf_after_request_line", 400, "GET / HTTP/1.1\nHost: x\r\n\r\n"},
    {"bare_lf_ends_head", 400, "GET / HTTP/1.1\r\nHost: x\r\n\n"},
    {"only_lf", 400, "GET / HTTP/1.1\nHost: x\n\n"},
    {"bare_cr", 400, "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n"},
    {"cr_before_colon", 400, "GET / HTTP/1.1\r\nHost: x\r\nX\r: y\r\n\r\n"},
    {"fold_space", 400, "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"},
    {"fold_tab", 400, "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n"},
    {"fold_first", 400, "GET / HTTP/1.1\r\n Host: x\r\n\r\n"},
    {"nul_in_value", 400, with_nul("GET / HTTP/1.1\r\nHost: x\r\nX: a@b\r\n\r\n")},
    {"nul_in_name", 400, with_nul("GET / HTTP/1.1\r\nHost: x\r\nX@: a\r\n\r\n")},
    {"control_in_value", 400, "GET / HTTP/1.1\r\nHost: x\r\nX: a\x01\r\n\r\n"},
    {"delete_in_value", 400, "GET / HTTP/1.1\r\nHost: x\r\nX: a\x7f\r\n\r\n"},
    {"space_before_colon", 400, "GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n"},
    {"no_colon", 400, "GET / HTTP/1.1\r\nHost: x\r\nX\r\n\r\n"},
    {"empty_name", 400, "GET / HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n"},
    {"name_not_ascii", 400, "GET / HTTP/1.1\r\nHost: x\r\nX\xc3\xa4: a\r\n\r\n"},
    {"two_empty_lines_first", 400, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
    // who is asked
    {"host_missing", 400, "GET / HTTP/1.1\r\nX: y\r\n\r\n"},
    {"host_twice", 400, "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"},
    {"host_empty", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
    {"host_list", 400, "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"},
    {"host_path", 400, "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"},
    {"host_user", 400, "GET / HTTP/1.1\r\nHost: a@x\r\n\r\n"},
    {"host_port_text", 400, "GET / HTTP/1.1\r\nHost: x:y\r\n\r\n"},
    {"host_http10_twice", 400, "GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"},
    // the request line
    {"target_other_host", 400, "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_user_info", 400, "GET http://x@y/ HTTP/1.1\r\nHost: y\r\n\r\n"},
    {"target_relative", 400, "GET path HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_star", 400, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_authority", 400, "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n"},
    {"target_space", 400, "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_tab", 400, "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_fragment", 400, "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_not_ascii", 400, "GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"target_backslash", 400, "GET /\\a HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"two_spaces", 400, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"leading_space", 400, " GET / HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"method_not_token", 400, "G(T / HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"method_long", 400, std::string(33, 'G') + " / HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"no_version", 400, "GET /\r\nHost: x\r\n\r\n"},
    {"version_lower", 400, "GET / http/1.1\r\nHost: x\r\n\r\n"},
    {"version_12", 505, "GET / HTTP/1.2\r\nHost: x\r\n\r\n"},
    {"version_trailing_space", 400, "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"},
    {"h2_preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    // what is too much
    {"request_line_long", 414, "GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"},
    {"headers_large", 431, "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(32 * 1024, 'a') + "\r\n\r\n"},
    {"headers_many", 431,
     [] {
       std::string bytes = "GET / HTTP/1.1\r\nHost: x\r\n";
       for (int i = 0; i < 100; ++i) bytes += "X: y\r\n";
       return bytes + "\r\n";
     }()},
    {"expectation", 417, "PUT / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\na"},
};

/// Bodies whose framing breaks: the handler sees the request, but never its body as a whole, nor what follows.
const std::vector<Row> kBrokenBodies{
    {"size_not_hex", 400, "x\r\nhello\r\n0\r\n\r\n"},
    {"size_empty", 400, "\r\nhello\r\n0\r\n\r\n"},
    {"size_prefix", 400, "0x5\r\nhello\r\n0\r\n\r\n"},
    {"size_sign", 400, "+5\r\nhello\r\n0\r\n\r\n"},
    {"size_leading_space", 400, " 5\r\nhello\r\n0\r\n\r\n"},
    {"size_trailing_space", 400, "5 \r\nhello\r\n0\r\n\r\n"},
    {"size_overflow", 400, "10000000000000005\r\nhello\r\n0\r\n\r\n"},
    {"size_overflow_by_much", 400, std::string(40, 'f') + "\r\nhello\r\n0\r\n\r\n"},
    {"bare_lf_after_size", 400, "5\nhello\r\n0\r\n\r\n"},
    {"bare_lf_after_data", 400, "5\r\nhello\n0\r\n\r\n"},
    {"no_end_after_data", 400, "5\r\nhello0\r\n\r\n"},
    {"data_too_long", 400, "5\r\nhello!\r\n0\r\n\r\n"},
    {"lf_in_quoted_extension", 400, "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"},
    {"extension_without_name", 400, "5;\r\nhello\r\n0\r\n\r\n"},
    {"extension_too_long", 400, "5;a=" + std::string(300, 'b') + "\r\nhello\r\n0\r\n\r\n"},
    {"size_line_endless", 400, std::string(5000, '0') + "5\r\nhello\r\n0\r\n\r\n"},
    {"bare_lf_in_trailer", 400, "5\r\nhello\r\n0\r\nX: y\nZ: w\r\n\r\n"},
    {"trailers_too_long", 400, "5\r\nhello\r\n0\r\nX: " + std::string(8000, 'y') + "\r\n\r\n"},
    {"length_in_trailer", 400, "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n"},
    {"encoding_in_trailer", 400, "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"},
};

/// Remembers targets and the bodies that arrived whole.
class Witness {
 public:
  Handler handler() {
    return [this](Request& request) { return serve(this, request); };
  }
  std::vector<std::string> targets() {
    const std::lock_guard lock(mutex_);
    return targets_;
  }

 private:
  static boost::asio::awaitable<Response> serve(Witness* self, Request& request) {
    {
      const std::lock_guard lock(self->mutex_);
      self->targets_.push_back(request.target);
    }
    const auto body = co_await read_all(*request.body, 1_MiB);
    if (!body) co_return Response{.status = 400, .body = std::string(body.error().message())};
    co_return Response{.body = "whole: " + *body};
  }

  std::mutex mutex_;
  std::vector<std::string> targets_;
};

class Refused : public testing::TestWithParam<Row> {};

TEST_P(Refused, ClosesAndNeverReachesTheHandler) {
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  client.send(GetParam().bytes + std::string(kHidden));
  const auto response = client.read_response();
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_GT(response.body.size(), 5U) << "the answer says what was wrong";
  EXPECT_TRUE(client.ends_cleanly()) << "nothing else is answered, and the answer is not lost to a reset";
  EXPECT_THAT(witness.targets(), testing::IsEmpty());
}

TEST_P(Refused, TheSameByteByByte) {
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  for (const char byte : GetParam().bytes) {
    if (!client.try_send({&byte, 1})) break;
  }
  client.try_send(kHidden);
  EXPECT_EQ(client.read_response().status, GetParam().status);
  EXPECT_THAT(witness.targets(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Smuggling, Refused, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

class BrokenBody : public testing::TestWithParam<Row> {};

TEST_P(BrokenBody, EndsTheConnection) {
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  client.send("POST /seen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + GetParam().bytes +
              std::string(kHidden));
  const auto response = client.read_response();
  EXPECT_EQ(response.status, GetParam().status) << response.body;
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(client.ends_cleanly());
  EXPECT_THAT(witness.targets(), testing::ElementsAre("/seen"));
}

INSTANTIATE_TEST_SUITE_P(Smuggling, BrokenBody, testing::ValuesIn(kBrokenBodies),
                         [](const auto& row) { return row.param.name; });

TEST(Smuggling, WhatFollowsConnectionCloseIsNotExecuted) {
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  client.send("GET /first HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + std::string(kHidden));
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_TRUE(client.ends_cleanly());
  EXPECT_THAT(witness.targets(), testing::ElementsAre("/first"));
}

TEST(Smuggling, BodyOfAGetBelongsToIt) {
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  client.send("GET /first HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(kHidden.size()) + "\r\n\r\n" +
              std::string(kHidden) + "GET /second HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "whole: " + std::string(kHidden));
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_THAT(witness.targets(), testing::ElementsAre("/first", "/second"));
}

TEST(Smuggling, WhatIsUnusualButClearIsTaken) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n", "/a"},
      {"GET http://X:80/b?c=d HTTP/1.1\r\nHost: x:80\r\n\r\n", "/b?c=d"},
      {"GET HTTPS://x?c HTTP/1.1\r\nHost: x\r\n\r\n", "/?c"},
      {"GET /d HTTP/1.1\r\nhOST:x\r\n\r\n", "/d"},
      {"GET /e HTTP/1.1\r\nHost: \t[::1]:5000 \t\r\n\r\n", "/e"},
      {"POST /f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n005;a=\"b c\";d\r\nhello\r\n00\r\nX: "
       "y\r\n\r\n",
       "/f"},
      {"GET /g HTTP/1.1\r\nHost: x\r\nX: \xc3\xa4\r\n\r\n", "/g"},
      {"FROB /h HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "/h"},
      {"GET /i%zz HTTP/1.1\r\nHost: x\r\n\r\n", "/i%zz"},
  };
  Witness witness;
  TestServer server(witness.handler());
  HttpClient client(server.port());
  for (const auto& [bytes, target] : rows) {
    client.send(bytes);
    EXPECT_EQ(client.read_response().status, 200) << bytes;
    EXPECT_EQ(witness.targets().back(), target);
  }
}

}  // namespace
}  // namespace entrepot::http
