#pragma once
// Decrypted slices of blobs, kept for those who read the same blob at about the same time.

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "async/task.h"
#include "blob/sealed_object.h"
#include "blob/suspend.h"
#include "observe/metrics.h"

namespace entrepot::blob {

using SliceResult = Result<std::shared_ptr<const PlainBytes>>;

/// A slice that is being loaded, or has been. Thread-safe.
class Flight {
 public:
  Flight() = default;
  explicit Flight(std::shared_ptr<const PlainBytes> bytes) : is_claimed_(true), result_(std::move(bytes)) {}
  /// Several may be about to load it: true for the one who shall. Whoever claims it lands it.
  bool claim() { return !is_claimed_.exchange(true, std::memory_order_relaxed); }
  /// Waits for the slice, or for the reason why there is none.
  static async::Task<std::shared_ptr<const PlainBytes>> wait(std::shared_ptr<Flight> flight);
  /// Ends the flight and resumes everybody who waits. Once.
  void land(SliceResult result);

 private:
  std::atomic<bool> is_claimed_{false};
  std::mutex mutex_;
  std::optional<SliceResult> result_;
  std::vector<Resume> waiting_;
};

struct SliceKey {
  /// The object and a fingerprint of the key that opened it: who does not have the key finds nothing.
  std::string object;
  std::uint64_t index = 0;
  bool operator==(const SliceKey&) const = default;
};

/// Bounded by bytes, least recently used first out. A slice that several ask for at the same time is loaded once.
/// Thread-safe.
class SliceCache {
 public:
  SliceCache(std::size_t max_bytes, observe::Metrics& metrics);

  struct Start {
    std::shared_ptr<Flight> flight;
    bool is_new = false;  ///< then the caller loads it and calls land()
  };
  Start start(const SliceKey& key);
  /// Ends a new flight; a failed one is forgotten, so that the next reader tries again.
  void land(const SliceKey& key, const std::shared_ptr<Flight>& flight, SliceResult result);
  /// What start() would give if nothing had to be loaded; else null.
  std::shared_ptr<Flight> find(const SliceKey& key);
  /// Keeps a slice that was read outside a flight.
  void put(const SliceKey& key, std::shared_ptr<const PlainBytes> bytes);

  std::size_t bytes() const;

 private:
  struct Entry;
  struct Hash {
    std::size_t operator()(const SliceKey& key) const {
      return std::hash<std::string>{}(key.object) ^ (key.index * 0x9e3779b97f4a7c15u);
    }
  };
  using Lru = std::list<const SliceKey*>;
  struct Entry {
    std::shared_ptr<Flight> flight;
    std::size_t bytes = 0;  ///< 0 while it is being loaded
    std::optional<Lru::iterator> at;
  };
  std::shared_ptr<Flight> hit(std::unordered_map<SliceKey, Entry, Hash>::iterator entry);
  void keep(std::unordered_map<SliceKey, Entry, Hash>::iterator entry, std::size_t bytes,
            std::vector<std::shared_ptr<Flight>>& dropped);

  const std::size_t max_bytes_;
  observe::Counter& hits_;
  observe::Counter& misses_;
  mutable std::mutex mutex_;
  std::unordered_map<SliceKey, Entry, Hash> entries_;
  Lru lru_;  ///< the most recent first
  std::size_t bytes_ = 0;
};

}  // namespace entrepot::blob
