#pragma once
// A bounded map in memory, least recently used out first. Knows nothing of staleness: content_cache.h does.
// Private to the room.

#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace entrepot::registry {

/// Thread-safe; a lookup takes one short lock of one of kShards. `Hash` and `Equal` are transparent, so that a lookup
/// needs no key of its own, only something that looks like one. Hash must spread well: a shard is picked by its top
/// bits.
template <class Key, class Value, class Hash, class Equal>
class BoundedCache {
 public:
  static constexpr std::size_t kShards = 16;

  /// `capacity`: the sum of the weights that insert() is given.
  explicit BoundedCache(std::size_t capacity) : capacity_(capacity / kShards) {}

  template <class Probe>
  std::optional<Value> find(const Probe& probe) {
    Shard& shard = shard_of(probe);
    const std::scoped_lock lock(shard.mutex);
    const auto found = shard.entries.find(probe);
    if (found == shard.entries.end()) return std::nullopt;
    Entry& entry = found->second;
    shard.unlink(entry);
    shard.link_newest(entry);
    return entry.value;
  }

  /// Inserts or replaces, if `still_right()` says so under the lock that erase() takes too.
  template <class StillRight>
  void insert(Key key, Value value, std::size_t weight, StillRight still_right) {
    if (weight > capacity_) return;
    Shard& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    if (!still_right()) return;
    if (const auto old = shard.entries.find(key); old != shard.entries.end()) shard.drop(old->second);
    while (shard.weight + weight > capacity_ && shard.oldest != nullptr) shard.drop(*shard.oldest);
    const auto [at, made] = shard.entries.try_emplace(std::move(key));
    Entry& entry = at->second;
    entry.value = std::move(value);
    entry.weight = weight;
    entry.key = &at->first;
    shard.weight += weight;
    shard.link_newest(entry);
  }

  template <class Probe>
  void erase(const Probe& probe) {
    Shard& shard = shard_of(probe);
    const std::scoped_lock lock(shard.mutex);
    const auto found = shard.entries.find(probe);
    if (found != shard.entries.end()) shard.drop(found->second);
  }

  std::size_t weight() const {
    std::size_t sum = 0;
    for (const Shard& shard : shards_) {
      const std::scoped_lock lock(shard.mutex);
      sum += shard.weight;
    }
    return sum;
  }

 private:
  struct Entry {
    Value value{};
    std::size_t weight = 0;
    const Key* key = nullptr;
    Entry* newer = nullptr;
    Entry* older = nullptr;
  };

  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<Key, Entry, Hash, Equal> entries;
    Entry* newest = nullptr;
    Entry* oldest = nullptr;
    std::size_t weight = 0;

    void link_newest(Entry& entry) {
      entry.newer = nullptr;
      entry.older = newest;
      (newest == nullptr ? oldest : newest->newer) = &entry;
      newest = &entry;
    }
    void unlink(Entry& entry) {
      (entry.newer == nullptr ? newest : entry.newer->older) = entry.older;
      (entry.older == nullptr ? oldest : entry.older->newer) = entry.newer;
    }
    void drop(Entry& entry) {
      unlink(entry);
      weight -= entry.weight;
      entries.erase(entries.find(*entry.key));
    }
  };

  template <class Probe>
  Shard& shard_of(const Probe& probe) {
    return shards_[Hash{}(probe) >> 60];
  }

  std::size_t capacity_;
  std::array<Shard, kShards> shards_;
};

}  // namespace entrepot::registry
