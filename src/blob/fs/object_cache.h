#pragma once
// Objects that were read lately, kept open: a hot blob costs no open() and no header.

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "blob/sealed_object.h"

namespace entrepot::blob::fs {

/// Bounded by count and by age, so that a removed object does not hold its space for long. Thread-safe.
class ObjectCache {
 public:
  explicit ObjectCache(std::size_t max_entries) : max_entries_(max_entries) {}

  /// Null if it is not there. `opened_as` is of ObjectNames.
  std::shared_ptr<const SealedObject> find(const std::string& opened_as);
  void put(const std::shared_ptr<const SealedObject>& object);
  /// Drops every entry of this object, under whatever key.
  void drop(const std::string& object_key);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kMaxAge{30};
  struct Entry {
    std::shared_ptr<const SealedObject> object;
    Clock::time_point opened;
  };
  using Lru = std::list<Entry>;
  void erase(Lru::iterator at);

  const std::size_t max_entries_;
  std::mutex mutex_;
  Lru lru_;  ///< the most recent first
  std::unordered_map<std::string, Lru::iterator> by_name_;
};

ObjectNames names_of(const ObjectKey& object, const DataKey& key);

}  // namespace entrepot::blob::fs
