#pragma once
// Keeps the limit of images in a repository without counting them at each push. Private to the room.

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "meta/ids.h"

namespace entrepot::registry {

/// After a count says that there is room for n more, that many pushes need no count. They are used up one by one and
/// deletes give nothing back, so the next count comes too early rather than too late. Other processes that push to the
/// same repository are not seen: then only a part of the room is handed out, and the limit may be passed by what that
/// many processes push within one such part.
/// Thread-safe.
class ImageQuota {
 public:
  enum class Writers : std::uint8_t { kOnlyThisProcess, kOthersToo };
  ImageQuota(std::size_t limit, Writers writers) : limit_(limit), writers_(writers) {}

  std::size_t limit() const { return limit_; }

  /// True: one more image is surely allowed. False: count, then tell counted().
  bool take(meta::RepositoryKey repository) {
    const std::scoped_lock lock(mutex_);
    const auto found = room_.find(repository);
    if (found == room_.end() || found->second == 0) return false;
    --found->second;
    return true;
  }

  /// The repository has `images`, not more than the limit, the one that is being added included.
  void counted(meta::RepositoryKey repository, std::size_t images) {
    const std::size_t more = limit_ - images;
    const std::scoped_lock lock(mutex_);
    if (room_.size() >= kMaxKnown) room_.clear();
    room_[repository] = writers_ == Writers::kOnlyThisProcess ? more : more / 8;
  }

 private:
  static constexpr std::size_t kMaxKnown = 100'000;
  const std::size_t limit_;
  const Writers writers_;
  std::mutex mutex_;
  std::unordered_map<meta::RepositoryKey, std::size_t> room_;
};

}  // namespace entrepot::registry
