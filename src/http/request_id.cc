#include "http/request_id.h"

#include <sys/random.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace entrepot::http {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kCounterAt = 24;

/// "xxxxxxxx-xxxx-4xxx-8xxx-" and room for the counter.
std::string make_prefix() {
  std::array<std::uint8_t, 12> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    throw std::runtime_error("the system gives no random bytes");
  }
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-000000000000";
  std::size_t nibble = 0;
  for (char& c : text) {
    if (c != 'x' && c != 'y') continue;
    const unsigned value = random[nibble / 2] >> (4 * (nibble % 2)) & 15U;
    c = c == 'x' ? kHex[value] : kHex[8U | (value & 3U)];
    ++nibble;
  }
  return text;
}

}  // namespace

void next_request_id(std::string& out) {
  static const std::string prefix = make_prefix();
  static std::atomic<std::uint64_t> counter{0};
  out = prefix;
  std::uint64_t number = counter.fetch_add(1, std::memory_order_relaxed) + 1;
  for (std::size_t at = out.size(); at-- > kCounterAt; number >>= 4U) out[at] = kHex[number & 15U];
}

}  // namespace entrepot::http
