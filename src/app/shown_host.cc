#include "app/shown_host.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <memory>

namespace entrepot::app {
namespace {

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = address->sa_family == AF_INET6
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr)
                          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
  return ::inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr ? std::string() : text.data();
}

/// Whether this machine's "localhost" is, or is among others, this address.
bool is_localhost(const std::string& host) {
  addrinfo* found = nullptr;
  if (::getaddrinfo("localhost", nullptr, nullptr, &found) != 0) return false;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, &::freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if ((at->ai_family == AF_INET || at->ai_family == AF_INET6) && text_of(at->ai_addr) == host) return true;
  }
  return false;
}

}  // namespace

std::string shown_host(const config::HostPort& where, std::uint16_t port) {
  const bool is_any = where.host == "0.0.0.0" || where.host == "::";
  if (is_any || (where.is_loopback() && is_localhost(where.host))) return fmt::format("localhost:{}", port);
  return where.host.contains(':') ? fmt::format("[{}]:{}", where.host, port) : fmt::format("{}:{}", where.host, port);
}

}  // namespace entrepot::app
