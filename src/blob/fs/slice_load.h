#pragma once
// One slice on its way to a reader. A thread of the pool loads it, or the reader itself, whoever comes first: so a
// reader is ahead of itself when there are idle cores, and waits for no other thread when there are none.

#include <memory>

#include "blob/fs/fs_state.h"

namespace entrepot::blob::fs {

/// What to read to go on at a position: a whole slice, or at the ends of a range only the chunks that it touches.
struct Wanted {
  std::uint64_t slice = 0;
  ChunkRun run;
  bool is_whole = false;
};

class SliceLoad {
 public:
  /// One that is in memory already.
  explicit SliceLoad(std::shared_ptr<const PlainBytes> bytes) : flight_(std::make_shared<Flight>(std::move(bytes))) {}
  /// From the cache, or asked for. What it starts owns all that it touches: it may be destroyed at any time.
  SliceLoad(std::shared_ptr<FsState> state, std::shared_ptr<const SealedObject> object, Wanted wanted);

  /// Loads the slice on this thread, if nobody has begun to and no disk has to be waited for.
  void load_here();
  /// Waits for it.
  async::Task<std::shared_ptr<const PlainBytes>> wait() const { return Flight::wait(flight_); }

 private:
  void land(SliceResult result) const;

  std::shared_ptr<FsState> state_;
  std::shared_ptr<const SealedObject> object_;
  Wanted wanted_;
  std::shared_ptr<Flight> flight_;
};

}  // namespace entrepot::blob::fs
