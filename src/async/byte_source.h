#pragma once
// A stream of bytes with backpressure: request bodies on their way in, layers on their way out.

#include <cstdint>
#include <memory>
#include <span>

#include "async/task.h"

namespace entrepot::async {

/// A piece of a stream. `owner`, if set, keeps the bytes alive; without it they are valid until the next call of
/// next().
struct Slice {
  std::shared_ptr<const void> owner;
  std::span<const std::uint8_t> bytes;
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// The next piece; an empty one is the clean end. After an error the source must not be read again.
  virtual Task<Slice> next() = 0;
};

}  // namespace entrepot::async
