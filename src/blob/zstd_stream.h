#pragma once
// Packing and unpacking of a stream of bytes (zstd, one frame with a checksum). Pure; no I/O.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace entrepot::blob {

/// Whether it is likely that packing what begins with `head` gains something: no archive that is packed already, and
/// the head itself shrinks by a tenth.
bool gains_by_packing(std::span<const std::uint8_t> head);

/// One thread at a time.
class Packer {
 public:
  /// `size`: of all that will be pushed.
  explicit Packer(std::uint64_t size);
  ~Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  /// What comes out for `bytes`; may be nothing.
  Result<std::vector<std::uint8_t>> push(std::span<const std::uint8_t> bytes);
  /// The rest. kInternal if not exactly `size` bytes were pushed.
  Result<std::vector<std::uint8_t>> finish();

 private:
  Result<std::vector<std::uint8_t>> run(std::span<const std::uint8_t> bytes, bool is_end);
  std::unique_ptr<ZSTD_CCtx_s, void (*)(ZSTD_CCtx_s*)> context_;
};

/// One thread at a time.
class Unpacker {
 public:
  Unpacker();
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  struct Step {
    std::vector<std::uint8_t> bytes;  ///< at most kStep
    std::size_t taken = 0;            ///< of the packed bytes; the others come again with the next call
  };
  static constexpr std::size_t kStep = 256 * 1024;
  /// kCorrupt if `packed` is no part of such a stream, or the checksum at its end is wrong.
  Result<Step> step(std::span<const std::uint8_t> packed);

 private:
  std::unique_ptr<ZSTD_DCtx_s, void (*)(ZSTD_DCtx_s*)> context_;
};

}  // namespace entrepot::blob
