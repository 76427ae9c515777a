#pragma once
// When images were pulled: noted in memory at each pull, written in batches. Private to the room.

#include <memory>
#include <mutex>
#include <vector>

#include "registry/content_cache.h"

namespace entrepot::registry {

/// A crash loses what was noted since the last batch; the times are only shown, and ECR itself refreshes them daily.
/// Thread-safe.
class PullTimes {
 public:
  void note(const std::shared_ptr<PullMark>& mark, SysTime now) {
    mark->at.store(meta::to_micros(now), std::memory_order_relaxed);
    if (mark->is_listed.exchange(true)) return;
    const std::scoped_lock lock(mutex_);
    if (listed_.size() < kMaxListed) {
      listed_.push_back(mark);
    } else {
      mark->is_listed.store(false);
    }
  }

  /// What was pulled since the last call; later pulls are noted anew.
  std::vector<std::shared_ptr<PullMark>> take() {
    std::vector<std::shared_ptr<PullMark>> taken;
    {
      const std::scoped_lock lock(mutex_);
      taken.swap(listed_);
    }
    for (const auto& mark : taken) mark->is_listed.store(false);
    return taken;
  }

 private:
  static constexpr std::size_t kMaxListed = 200'000;
  std::mutex mutex_;
  std::vector<std::shared_ptr<PullMark>> listed_;
};

}  // namespace entrepot::registry
