#pragma once
// Sends one response.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/response_head.h"
#include "http/wire.h"

namespace entrepot::http {

class ResponseWriter {
 public:
  explicit ResponseWriter(Wire& wire) : wire_(wire) {}

  struct Plan {
    bool head_only = false;  ///< answers HEAD
    bool http10 = false;     ///< the client knows no chunks
    bool close = false;      ///< announce the end of the connection
  };
  enum class Outcome : std::uint8_t {
    kSent,
    kReplaced,  ///< an error of the server was sent instead, with Connection: close
    kGone,      ///< the peer left, or took too long
    kCut,       ///< the body broke off in the middle: the peer must notice
  };
  /// `response` stays until the end; `request_id` is for the log.
  boost::asio::awaitable<Outcome> write(Response& response, Plan plan, std::string_view request_id);

 private:
  boost::asio::awaitable<Outcome> write_stream(Response& response, HeadShape shape, std::string_view request_id);
  boost::asio::awaitable<Outcome> write_slices(Response& response, HeadShape shape, std::string_view request_id);
  boost::asio::awaitable<Outcome> send_head();
  boost::asio::awaitable<Outcome> replace(const Error& why, std::string_view request_id);

  Wire& wire_;
  std::string head_;
};

}  // namespace entrepot::http
