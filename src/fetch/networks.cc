#include "fetch/networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace entrepot::fetch {
namespace {

namespace ip = boost::asio::ip;

template <class Network, class Address>
bool contains(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).canonical() == network.canonical();
}

template <std::size_t N>
auto networks_v4(const std::array<const char*, N>& texts) {
  std::array<ip::network_v4, N> out;
  std::ranges::transform(texts, out.begin(), [](const char* text) { return ip::make_network_v4(text); });
  return out;
}
template <std::size_t N>
auto networks_v6(const std::array<const char*, N>& texts) {
  std::array<ip::network_v6, N> out;
  std::ranges::transform(texts, out.begin(), [](const char* text) { return ip::make_network_v6(text); });
  return out;
}

bool is_public_v4(const ip::address_v4& address) {
  // IANA IPv4 Special-Purpose Address Registry, with multicast and class E.
  static const auto kSpecial =
      networks_v4(std::array{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                             "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
                             "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
  return std::ranges::none_of(kSpecial, [&](const auto& network) { return contains(network, address); });
}

ip::address_v4 last_four_bytes(const ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  return ip::address_v4(ip::address_v4::bytes_type{bytes[12], bytes[13], bytes[14], bytes[15]});
}

bool is_public_v6(const ip::address_v6& address) {
  static const ip::network_v6 kGlobal = ip::make_network_v6("2000::/3");
  static const ip::network_v6 kTranslated = ip::make_network_v6("64:ff9b::/96");
  // IANA IPv6 Special-Purpose Address Registry, of what is inside 2000::/3; 6to4 can hold any IPv4 address.
  static const auto kSpecial = networks_v6(std::array{"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});
  if (address.is_v4_mapped() || contains(kTranslated, address)) return is_public_v4(last_four_bytes(address));
  return contains(kGlobal, address) &&
         std::ranges::none_of(kSpecial, [&](const auto& network) { return contains(network, address); });
}

}  // namespace

bool is_public(const ip::address& address) {
  return address.is_v4() ? is_public_v4(address.to_v4()) : is_public_v6(address.to_v6());
}

Result<void> Networks::allow(std::string_view text) {
  const auto refuse = [&] {
    return fail(ErrorKind::kInvalidParameter,
                fmt::format("'{}' is no network: write it as 10.20.0.0/16, fd00::/8, or a single address",
                            printable(text, 64)));
  };
  boost::system::error_code error;
  if (!text.contains('/')) {
    const ip::address address = ip::make_address(std::string(text), error);
    if (error) return refuse();
    if (address.is_v4()) v4_.emplace_back(address.to_v4(), std::uint16_t{32});
    if (address.is_v6()) v6_.emplace_back(address.to_v6(), std::uint16_t{128});
    return {};
  }
  const ip::network_v4 v4 = ip::make_network_v4(std::string(text), error);
  if (!error && v4 == v4.canonical()) {
    v4_.push_back(v4);
    return {};
  }
  const ip::network_v6 v6 = ip::make_network_v6(std::string(text), error);
  if (error || v6 != v6.canonical()) return refuse();
  v6_.push_back(v6);
  return {};
}

bool Networks::allows(const ip::address& address) const {
  if (is_public(address)) return true;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return allows(last_four_bytes(address.to_v6()));
  if (address.is_v4()) {
    return std::ranges::any_of(v4_, [&](const auto& network) { return contains(network, address.to_v4()); });
  }
  return std::ranges::any_of(v6_, [&](const auto& network) { return contains(network, address.to_v6()); });
}

}  // namespace entrepot::fetch
