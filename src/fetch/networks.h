#pragma once
// Which addresses the server may connect to when somebody else's document names the host.

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entrepot::fetch {

/// True for an address that anybody on the Internet could reach: not loopback, private, link-local, of a carrier's NAT,
/// multicast, reserved, or one of these inside an IPv6 form (IANA special-purpose address registries).
bool is_public(const boost::asio::ip::address& address);

/// Public addresses, and those of some networks besides.
class Networks {
 public:
  Networks() = default;
  /// "10.20.0.0/16", "fd00::/8", or a single address. kInvalidParameter for anything else, host bits set included.
  Result<void> allow(std::string_view network);
  bool allows(const boost::asio::ip::address& address) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace entrepot::fetch
