#pragma once
// Where a request really comes from, when proxies stand before the server.

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace entrepot::api {

struct Source {
  std::string address;     ///< IPv4 also where it came mapped into IPv6
  bool is_secure = false;  ///< over TLS, as far as the client's own connection
};

/// The networks whose X-Forwarded-For and X-Forwarded-Proto are believed. Immutable; any thread.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  static const TrustedProxies& none();
  /// "10.0.0.0/8", "2001:db8::1". kInvalidParameter, naming the text that is neither an address nor a network.
  static Result<TrustedProxies> parse(const std::vector<std::string>& networks);

  /// The socket's peer; if that is a proxy, the right-most address of X-Forwarded-For that is none. What is malformed
  /// ends the way at the last proxy before it.
  Source source_of(const http::Request& request) const;

 private:
  struct Network {
    boost::asio::ip::address address;
    unsigned bits = 0;
  };
  bool trusts(const boost::asio::ip::address& address) const;

  std::vector<Network> networks_;
};

}  // namespace entrepot::api
