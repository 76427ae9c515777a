#include "blob/sealed_object.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "blob/object_key.h"

namespace entrepot::blob {
namespace {

std::unexpected<Error> corrupt(std::string detail) {
  return fail(Error(ErrorKind::kCorrupt, "stored data is damaged").because(std::move(detail)));
}

/// Sealed bytes on their way through a thread; it stays in the processor's cache between calls.
std::span<std::uint8_t> scratch(std::size_t size) {
  thread_local std::vector<std::uint8_t> memory;
  if (memory.size() < size) memory.resize(size);
  return std::span(memory).first(size);
}

}  // namespace

Result<std::shared_ptr<const SealedObject>> SealedObject::open(std::unique_ptr<RawObject> raw, ObjectNames names,
                                                               const DataKey& key, std::uint64_t size) {
  ENTREPOT_TRY(const std::uint64_t stored, raw->size());
  if (size > kMaxPlainSize || stored != object_size(size)) {
    return corrupt(
        fmt::format("object {} has {} bytes, which is not the length of a blob of {}", names.object, stored, size));
  }
  std::array<std::uint8_t, kHeaderSize> bytes;
  ENTREPOT_CHECK_OK(raw->read(0, bytes));
  auto header = Header::parse(bytes);
  if (!header) return corrupt(fmt::format("object {}: {}", names.object, header.error().detail()));
  if (header->data_key_id != key.id)
    return corrupt(fmt::format("object {} was written under another data key", names.object));
  if (!names.generation.empty() && names.generation != generation_of(header->blob_id))
    return corrupt(fmt::format("another object lies in the place of {}", names.object));
  return std::shared_ptr<const SealedObject>(new SealedObject(std::move(raw), std::move(names), size, *header,
                                                              blob_key(key, header->blob_id, KeyUse::kChunks)));
}

SealedObject::Extent SealedObject::extent_of(ChunkRun run) const {
  const std::uint64_t end = last_chunk(size_);
  if (run.first > run.last || run.last > end || run.last - run.first > kSliceChunks) std::abort();
  const std::uint64_t from = chunk_offset(run.first);
  const std::uint64_t until = run.last == end ? object_size(size_) : chunk_offset(run.last + 1);
  return {from, static_cast<std::size_t>(until - from)};
}

Result<std::shared_ptr<const PlainBytes>> SealedObject::read(ChunkRun run, BufferPool& pool) const {
  const Extent extent = extent_of(run);
  const auto sealed = scratch(extent.size);
  ENTREPOT_CHECK_OK(raw_->read(extent.offset, sealed));
  return open_chunks(run, sealed, pool);
}

Result<std::shared_ptr<const PlainBytes>> SealedObject::read_now(ChunkRun run, BufferPool& pool) const {
  const Extent extent = extent_of(run);
  const auto sealed = scratch(extent.size);
  ENTREPOT_TRY(const bool is_read, raw_->read_now(extent.offset, sealed));
  if (!is_read) return nullptr;
  return open_chunks(run, sealed, pool);
}

Result<std::shared_ptr<const PlainBytes>> SealedObject::open_chunks(ChunkRun run, std::span<const std::uint8_t> sealed,
                                                                    BufferPool& pool) const {
  const std::uint64_t end = last_chunk(size_);
  auto plain = std::make_shared<PlainBytes>();
  plain->first = run.first * kChunk;
  plain->size = sealed.size() - static_cast<std::size_t>(run.last - run.first + 1) * kChunkOverhead;
  plain->memory = pool.take(plain->size);
  ChunkOpener opener(key_, header_);
  std::uint8_t* out = plain->memory.data();
  for (std::uint64_t index = run.first; index <= run.last; ++index) {
    const std::size_t size = chunk_size(index, size_);
    const Place place = index == end ? Place::kLast : Place::kInner;
    if (!opener.open(index, place, sealed.first(size + kChunkOverhead), {out, size})) {
      return corrupt(fmt::format("object {} chunk {} fails its authentication", names_.object, index));
    }
    sealed = sealed.subspan(size + kChunkOverhead);
    out += size;
  }
  return plain;
}

}  // namespace entrepot::blob
