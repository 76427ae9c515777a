#pragma once
// A small map that forgets its oldest entries: for what can be computed again.

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace entrepot::iam {

/// At most `capacity` entries, first in first out. Thread-safe; split into shards, so that threads seldom meet.
template <class Value>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t capacity) : per_shard_((capacity + kShards - 1) / kShards) {}

  std::optional<Value> find(std::string_view key) const {
    const Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.entries.find(key);
    if (at == shard.entries.end()) return std::nullopt;
    return at->second;
  }

  void put(std::string_view key, Value value) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto at = shard.entries.find(key); at != shard.entries.end()) {
      at->second = std::move(value);
      return;
    }
    if (shard.entries.size() >= per_shard_) {
      shard.entries.erase(shard.order.front());
      shard.order.pop_front();
    }
    shard.order.emplace_back(key);
    shard.entries.emplace(std::string(key), std::move(value));
  }

  std::size_t size() const {
    std::size_t sum = 0;
    for (const Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      sum += shard.entries.size();
    }
    return sum;
  }

 private:
  static constexpr std::size_t kShards = 16;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> entries;
    std::deque<std::string> order;  ///< keys as they came in
  };

  // The high bits: the low ones choose the bucket inside the shard.
  static std::size_t index_of(std::string_view key) { return (Hash{}(key) >> 24) % kShards; }
  Shard& shard_of(std::string_view key) { return shards_[index_of(key)]; }
  const Shard& shard_of(std::string_view key) const { return shards_[index_of(key)]; }

  std::size_t per_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace entrepot::iam
