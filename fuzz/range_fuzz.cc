// Range headers: whatever comes, the bytes that are meant lie inside the size.
#include <cstdint>
#include <string_view>

#include "api/range.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t length) {
  using entrepot::api::RequestedRange;
  const std::string_view header(reinterpret_cast<const char*>(data), length);
  const RequestedRange range = entrepot::api::parse_range(header);
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2048}, UINT64_MAX}) {
    const auto bytes = entrepot::api::resolve(range, size);
    if (!bytes) {
      if (size == 0 || range.kind == RequestedRange::Kind::kWhole) __builtin_trap();
      continue;
    }
    if (bytes->first > size || bytes->length > size - bytes->first) __builtin_trap();
    if (size != 0 && bytes->length == 0) __builtin_trap();
  }
  return 0;
}
