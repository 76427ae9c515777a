// A stored blob that was tampered with reads as what was written, or not at all.
//
// Input: 1 byte for the mode. Mode 0: a header, a state and an object key of any bytes are parsed. Otherwise: 3 bytes
// of size, then edits of 5 bytes each (3 of position, kind, value) on a blob of that size which is sealed for the
// purpose.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/encoding.h"
#include "blob/object_key.h"
#include "blob/sealed_object.h"
#include "blob/upload_state.h"

namespace entrepot::blob {
namespace {

using Bytes = std::vector<std::uint8_t>;

class MemoryObject final : public RawObject {
 public:
  explicit MemoryObject(Bytes bytes) : bytes_(std::move(bytes)) {}
  Result<std::uint64_t> size() const override { return bytes_.size(); }
  Result<void> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset) return fail(ErrorKind::kCorrupt, "short");
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }
  Result<bool> read_now(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    ENTREPOT_CHECK_OK(read(offset, out));
    return true;
  }

 private:
  Bytes bytes_;
};

const DataKey& key() {
  static const DataKey fixed{.id = {1, 2, 3}, .key = crypto::Key(std::array<std::uint8_t, 32>{7})};
  return fixed;
}

Bytes plain_of(std::size_t size) {
  Bytes plain(size);
  for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8));
  return plain;
}

Bytes sealed(const Bytes& plain) {
  const Header header = Header::fresh(key());
  const auto head = header.encode();
  Bytes out(head.begin(), head.end());
  ChunkSealer sealer(key(), header, 0);
  for (std::uint64_t index = 0; index <= last_chunk(plain.size()); ++index) {
    const std::size_t size = chunk_size(index, plain.size());
    const std::size_t at = out.size();
    out.resize(at + size + kChunkOverhead);
    sealer.seal(index == last_chunk(plain.size()) ? Place::kLast : Place::kInner,
                std::span(plain).subspan(index * kChunk, size), std::span(out).subspan(at));
  }
  return out;
}

std::size_t number(std::span<const std::uint8_t> bytes) {
  return static_cast<std::size_t>(bytes[0]) << 16 | static_cast<std::size_t>(bytes[1]) << 8 | bytes[2];
}

void edit(Bytes& object, std::span<const std::uint8_t> how) {
  if (object.empty()) return;
  const std::size_t at = number(how) % object.size();
  switch (how[3] % 5) {
    case 0:
      object[at] ^= how[4];
      break;
    case 1:
      object.resize(at);
      break;
    case 2:
      object.insert(object.begin() + static_cast<std::ptrdiff_t>(at), how[4]);
      break;
    case 3:
      object.erase(object.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 4: {  // a chunk over another one
      const std::uint64_t chunks = object.size() / kSealedChunk;
      if (chunks < 2) break;
      const std::uint64_t from = chunk_offset(at % chunks);
      const std::uint64_t to = chunk_offset(how[4] % chunks);
      if (std::max(from, to) + kSealedChunk > object.size()) break;
      std::copy_n(object.begin() + static_cast<std::ptrdiff_t>(from), kSealedChunk,
                  object.begin() + static_cast<std::ptrdiff_t>(to));
      break;
    }
  }
}

void read_back(Bytes object, const Bytes& plain, bool is_changed) {
  static const auto pool = BufferPool::make(kSlice, 4);
  const auto opened = SealedObject::open(std::make_unique<MemoryObject>(std::move(object)), {}, key(), plain.size());
  bool is_whole = opened.has_value();
  for (std::uint64_t slice = 0; opened && slice < slice_count(plain.size()); ++slice) {
    const auto got = (*opened)->read(chunks_of_slice(slice, plain.size()), *pool);
    if (!got) {
      is_whole = false;
      continue;
    }
    const auto expected = std::span(plain).subspan((*got)->first, (*got)->size);
    if (!std::ranges::equal((*got)->bytes(), expected)) std::abort();  // wrong bytes came out
  }
  if (is_whole == is_changed) std::abort();  // damage was not seen, or seen where there is none
}

}  // namespace
}  // namespace entrepot::blob

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entrepot::blob;
  if (size < 4) return 0;
  std::span<const std::uint8_t> in(data + 1, size - 1);
  if (data[0] == 0) {
    (void)Header::parse(in.first(std::min(in.size(), kHeaderSize)));
    if (const auto state = UploadState::parse(in); state && state->encode() != Bytes(in.begin(), in.end()))
      std::abort();
    const ObjectKey text{std::string(entrepot::as_text(in))};
    if (const auto name = ObjectName::parse(text); name && !(name->key() == text)) std::abort();
    return 0;
  }
  const Bytes plain = plain_of(number(in) % (6 * kChunk));
  const Bytes good = sealed(plain);
  Bytes object = good;
  for (in = in.subspan(3); in.size() >= 5; in = in.subspan(5)) edit(object, in.first(5));
  const bool is_changed = object != good;
  read_back(std::move(object), plain, is_changed);
  return 0;
}
