#include "blob/fs/fs_byte_source.h"

#include <algorithm>

namespace entrepot::blob::fs {
namespace {

/// Slices that a reader is ahead of itself at most, and all readers together, if they can be with one each.
constexpr std::size_t kMostAhead = 4;
constexpr std::size_t kAheadOfAll = 32;

Wanted wanted_at(std::uint64_t position, std::uint64_t end, std::uint64_t size) {
  Wanted wanted{.slice = position / kSlice};
  const ChunkRun whole = chunks_of_slice(wanted.slice, size);
  wanted.run = {position / kChunk, end == 0 ? 0 : (end - 1) / kChunk};
  // Who reads up to the end of the blob has its last chunk checked, also when it is empty.
  if (end == size) wanted.run.last = last_chunk(size);
  wanted.run.last = std::min(wanted.run.last, whole.last);
  wanted.is_whole = wanted.run.first == whole.first && wanted.run.last == whole.last;
  return wanted;
}

}  // namespace

FsByteSource::FsByteSource(std::shared_ptr<FsState> state, std::shared_ptr<const SealedObject> object, ByteRange range,
                           std::shared_ptr<const PlainBytes> first)
    : state_(std::move(state)),
      object_(std::move(object)),
      position_(range.first),
      end_(range.end()),
      asked_(range.first),
      is_done_(range.length == 0 && object_->size() != 0) {  // an empty blob has a chunk to be checked
  ++state_->readers;
  ++object_->readers();
  if (first) {
    asked_ = std::min(end_, first->first + first->size);
    coming_.emplace_back(std::move(first));
  } else if (!is_done_) {
    look_ahead();
  }
}

FsByteSource::~FsByteSource() {
  --object_->readers();
  --state_->readers;
}

std::size_t FsByteSource::depth() const {
  return is_alone() ? std::clamp<std::size_t>(kAheadOfAll / state_->readers.load(), 1, kMostAhead) : 1;
}

void FsByteSource::look_ahead() {
  const std::size_t depth = this->depth();
  while (coming_.size() < depth && (asked_ < end_ || (end_ == 0 && coming_.empty()))) {
    const Wanted wanted = wanted_at(asked_, end_, object_->size());
    coming_.emplace_back(state_, object_, wanted);
    asked_ = std::min(end_, (wanted.slice + 1) * kSlice);
    if (end_ == 0) break;
  }
}

async::Task<async::Slice> FsByteSource::next() {
  if (is_done_) co_return async::Slice{};
  if (coming_.empty()) look_ahead();
  SliceLoad load = std::move(coming_.front());
  coming_.pop_front();
  if (is_alone()) load.load_here();
  auto arrived = co_await load.wait();
  if (!arrived) {
    is_done_ = true;
    co_return fail(std::move(arrived).error());
  }
  const std::shared_ptr<const PlainBytes> plain = std::move(*arrived);
  const std::uint64_t until = std::min(end_, plain->first + plain->size);
  const auto bytes = plain->bytes().subspan(position_ - plain->first, until - position_);
  position_ = until;
  is_done_ = position_ == end_;
  if (!is_done_) look_ahead();
  co_return async::Slice{.owner = plain, .bytes = bytes};
}

}  // namespace entrepot::blob::fs
