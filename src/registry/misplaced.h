#pragma once
// Layers that were read in the archive although an image that can be pulled needs them: noted in memory at each read,
// handed to the mover. Private to the room.

#include <mutex>
#include <unordered_set>
#include <vector>

#include "meta/ids.h"

namespace entrepot::registry {

/// A crash loses the notes; the next read notes it again. Thread-safe.
class Misplaced {
 public:
  void note(meta::BlobKey blob) {
    const std::scoped_lock lock(mutex_);
    if (noted_.size() < kMaxNoted) noted_.insert(blob);
  }
  std::vector<meta::BlobKey> take() {
    const std::scoped_lock lock(mutex_);
    std::vector<meta::BlobKey> taken(noted_.begin(), noted_.end());
    noted_.clear();
    return taken;
  }

 private:
  static constexpr std::size_t kMaxNoted = 10'000;
  std::mutex mutex_;
  std::unordered_set<meta::BlobKey> noted_;
};

}  // namespace entrepot::registry
