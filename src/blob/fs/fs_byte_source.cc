#include "blob/fs/fs_byte_source.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace entrepot::blob::fs {
namespace {

struct Wanted {
  std::uint64_t slice = 0;
  ChunkRun run;
  bool is_whole = false;
};

/// What to read to go on at `position`: a whole slice, or at the ends of a range only the chunks that it touches.
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
      is_done_(range.length == 0 && object_->size() != 0) {  // an empty blob has a chunk to be checked
  if (first) {
    coming_ = std::make_shared<Flight>(std::move(first));
  } else if (!is_done_) {
    look_ahead();
  }
}

void FsByteSource::look_ahead() {
  const Wanted wanted = wanted_at(position_, end_, object_->size());
  const SliceKey key{object_->names().opened_as, wanted.slice};
  // The work owns all that it touches: this source may be gone before it runs.
  if (wanted.is_whole) {
    auto [flight, is_new] = state_->cache.start(key);
    coming_ = flight;
    if (!is_new) return;
    boost::asio::post(state_->pool.executor(), [state = state_, object = object_, key, flight, run = wanted.run] {
      state->cache.land(key, flight, state->read(object, run));
    });
    return;
  }
  coming_ = state_->cache.find(key);
  if (coming_) return;
  coming_ = std::make_shared<Flight>();
  boost::asio::post(state_->pool.executor(), [state = state_, object = object_, flight = coming_, run = wanted.run] {
    flight->land(state->read(object, run));
  });
}

async::Task<async::Slice> FsByteSource::next() {
  if (is_done_) co_return async::Slice{};
  if (!coming_) look_ahead();
  auto arrived = co_await Flight::wait(std::exchange(coming_, nullptr));
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
