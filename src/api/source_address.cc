#include "api/source_address.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/encoding.h"

namespace entrepot::api {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> parse_address(std::string_view text) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(text, error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

template <class Bytes>
bool share_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
    const unsigned here = std::min(bits, 8u);
    if (((a[i] ^ b[i]) >> (8 - here)) != 0) return false;
    bits -= here;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the last element off the lists, which are one list in the order of arrival (RFC 9110, section 5.3).
std::optional<std::string_view> take_last(std::vector<std::string_view>& lists) {
  if (lists.empty()) return std::nullopt;
  std::string_view& list = lists.back();
  const auto comma = list.rfind(',');
  const std::string_view last = trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
  if (comma == std::string_view::npos) {
    lists.pop_back();
  } else {
    list = list.substr(0, comma);
  }
  return last;
}

bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<std::string_view> all(const http::Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : request.headers.fields()) {
    if (is_same_name(key, name)) values.emplace_back(value);
  }
  return values;
}

}  // namespace

const TrustedProxies& TrustedProxies::none() {
  static const TrustedProxies kNone;
  return kNone;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
  TrustedProxies out;
  for (const std::string& text : networks) {
    const auto bad = [&] {
      return fail(ErrorKind::kInvalidParameter,
                  "'" + printable(text, 64) + "' is neither an address nor a network as 10.0.0.0/8");
    };
    const auto slash = text.find('/');
    const auto address = parse_address(std::string_view(text).substr(0, slash));
    if (!address) return bad();
    unsigned bits = address->is_v4() ? 32 : 128;
    if (slash != std::string::npos) {
      const unsigned most = bits;
      const std::string_view digits = std::string_view(text).substr(slash + 1);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      if (error != std::errc() || end != digits.data() + digits.size() || bits > most) return bad();
    }
    out.networks_.push_back({*address, bits});
  }
  return out;
}

bool TrustedProxies::trusts(const ip::address& address) const {
  return std::ranges::any_of(networks_, [&](const Network& network) {
    if (network.address.is_v4() != address.is_v4()) return false;
    if (address.is_v4())
      return share_bits(network.address.to_v4().to_bytes(), address.to_v4().to_bytes(), network.bits);
    return share_bits(network.address.to_v6().to_bytes(), address.to_v6().to_bytes(), network.bits);
  });
}

Source TrustedProxies::source_of(const http::Request& request) const {
  auto hop = parse_address(request.peer.address);
  if (!hop) return {.address = request.peer.address, .is_secure = request.peer.secure};
  Source source{.address = hop->to_string(), .is_secure = request.peer.secure};
  if (networks_.empty() || !trusts(*hop)) return source;

  std::vector<std::string_view> lists = all(request, "X-Forwarded-For");
  while (trusts(*hop)) {
    const auto before = take_last(lists);
    if (!before) break;
    hop = parse_address(*before);
    if (!hop) break;
    source.address = hop->to_string();
  }
  const auto protocols = all(request, "X-Forwarded-Proto");
  if (protocols.size() == 1) source.is_secure = protocols.front() == "https";
  return source;
}

}  // namespace entrepot::api
