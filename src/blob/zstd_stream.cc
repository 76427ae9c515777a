#include "blob/zstd_stream.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace entrepot::blob {
namespace {

constexpr int kLevel = 3;
/// A window of 8 MiB: what this program writes never has more.
constexpr int kMaxWindowLog = 23;
/// Less is not worth a codec.
constexpr std::size_t kSmallest = 4096;

void free_packer(ZSTD_CCtx_s* context) {
  ZSTD_freeCCtx(context);
}
void free_unpacker(ZSTD_DCtx_s* context) {
  ZSTD_freeDCtx(context);
}

bool begins_with(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

bool is_packed(std::span<const std::uint8_t> head) {
  return begins_with(head, {0x1f, 0x8b}) ||                      // gzip
         begins_with(head, {0x28, 0xb5, 0x2f, 0xfd}) ||          // zstd
         begins_with(head, {0xfd, '7', 'z', 'X', 'Z', 0x00}) ||  // xz
         begins_with(head, {'B', 'Z', 'h'}) ||                   // bzip2
         begins_with(head, {'P', 'K', 0x03, 0x04});              // zip
}

}  // namespace

bool gains_by_packing(std::span<const std::uint8_t> head) {
  if (head.size() < kSmallest || is_packed(head)) return false;
  std::vector<std::uint8_t> out(ZSTD_compressBound(head.size()));
  const std::size_t packed = ZSTD_compress(out.data(), out.size(), head.data(), head.size(), kLevel);
  return ZSTD_isError(packed) == 0 && packed < head.size() - head.size() / 10;
}

Packer::Packer(std::uint64_t size) : context_(ZSTD_createCCtx(), free_packer) {
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setPledgedSrcSize(context_.get(), size);
}

Packer::~Packer() = default;

Result<std::vector<std::uint8_t>> Packer::run(std::span<const std::uint8_t> bytes, bool is_end) {
  std::vector<std::uint8_t> out;
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  for (;;) {
    const std::size_t at = out.size();
    out.resize(at + ZSTD_CStreamOutSize());
    ZSTD_outBuffer room{out.data() + at, out.size() - at, 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &room, &in, is_end ? ZSTD_e_end : ZSTD_e_continue);
    out.resize(at + room.pos);
    if (ZSTD_isError(left) != 0) {
      return fail(Error(ErrorKind::kInternal, "a layer could not be packed").because(ZSTD_getErrorName(left)));
    }
    const bool is_done = is_end ? left == 0 : in.pos == in.size;
    if (is_done) return out;
  }
}

Result<std::vector<std::uint8_t>> Packer::push(std::span<const std::uint8_t> bytes) {
  return run(bytes, false);
}

Result<std::vector<std::uint8_t>> Packer::finish() {
  return run({}, true);
}

Unpacker::Unpacker() : context_(ZSTD_createDCtx(), free_unpacker) {
  ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
}

Unpacker::~Unpacker() = default;

Result<Unpacker::Step> Unpacker::step(std::span<const std::uint8_t> packed) {
  Step out;
  out.bytes.resize(kStep);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  ZSTD_outBuffer room{out.bytes.data(), out.bytes.size(), 0};
  while (room.pos < room.size && in.pos < in.size) {
    const std::size_t left = ZSTD_decompressStream(context_.get(), &room, &in);
    if (ZSTD_isError(left) != 0) {
      return fail(Error(ErrorKind::kCorrupt, "an archived layer is damaged").because(ZSTD_getErrorName(left)));
    }
  }
  // What is still inside comes out with the next call, which may have nothing to take.
  if (in.size == 0) {
    const std::size_t left = ZSTD_decompressStream(context_.get(), &room, &in);
    if (ZSTD_isError(left) != 0) {
      return fail(Error(ErrorKind::kCorrupt, "an archived layer is damaged").because(ZSTD_getErrorName(left)));
    }
  }
  out.bytes.resize(room.pos);
  out.taken = in.pos;
  return out;
}

}  // namespace entrepot::blob
