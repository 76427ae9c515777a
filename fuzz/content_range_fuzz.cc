// Content-Range of an uploaded chunk: what is accepted is a range whose length does not overflow.
#include <cstdint>
#include <string_view>

#include "api/range.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t length) {
  const std::string_view header(reinterpret_cast<const char*>(data), length);
  const auto range = entrepot::api::parse_content_range(header);
  if (range && (range->first > range->last || range->length() == 0)) __builtin_trap();
  if (!range && range.error().message().empty()) __builtin_trap();
  return 0;
}
