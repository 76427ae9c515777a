#pragma once
// The two range headers: Range of a download (RFC 9110, section 14) and Content-Range of an upload's chunk
// (OCI distribution-spec, "Pushing a blob in chunks").

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace entrepot::api {

/// What a Range header asks for, before the size is known.
struct RequestedRange {
  enum class Kind : std::uint8_t {
    kWhole,       ///< no range, several ranges, another unit, or not understood: the whole thing is right
    kFrom,        ///< "bytes=a-" and "bytes=a-b": `first`, `last` (inclusive, UINT64_MAX without b)
    kSuffix,      ///< "bytes=-n": the last `length` bytes
    kImpossible,  ///< "bytes=9-3", "bytes=-0": no size can satisfy it
  };
  Kind kind = Kind::kWhole;
  std::uint64_t first = 0;
  std::uint64_t last = UINT64_MAX;
  std::uint64_t length = 0;
};
RequestedRange parse_range(std::string_view header);

/// The bytes of something of `size` bytes that `range` means, cut to what there is. nullopt: 416. Everything of an
/// empty thing is satisfiable: clients that put a Range on each request must get an empty 200.
std::optional<ByteRange> resolve(const RequestedRange& range, std::uint64_t size);

/// Inclusive at both ends, first <= last.
struct ChunkRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t length() const { return last - first + 1; }
};
/// "a-b", as the OCI specification has it; "bytes a-b/*", "bytes a-b/total" and "bytes=a-b", as HTTP libraries write
/// it. kInvalidParameter, naming the text, for anything else.
Result<ChunkRange> parse_content_range(std::string_view header);

}  // namespace entrepot::api
