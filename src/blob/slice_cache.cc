#include "blob/slice_cache.h"

namespace entrepot::blob {

async::Task<std::shared_ptr<const PlainBytes>> Flight::wait(std::shared_ptr<Flight> flight) {
  {
    const std::lock_guard lock(flight->mutex_);
    if (flight->result_) co_return *flight->result_;
  }
  co_await suspend([&flight](Resume resume) {
    {
      const std::lock_guard lock(flight->mutex_);
      if (!flight->result_) {
        flight->waiting_.push_back(std::move(resume));
        return;
      }
    }
    resume();
  });
  const std::lock_guard lock(flight->mutex_);
  co_return *flight->result_;
}

void Flight::land(SliceResult result) {
  std::vector<Resume> waiting;
  {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
    waiting.swap(waiting_);
  }
  for (Resume& resume : waiting) resume();
}

SliceCache::SliceCache(std::size_t max_bytes, observe::Metrics& metrics)
    : max_bytes_(max_bytes),
      hits_(metrics.counter("entrepot_blob_cache_hits_total", "Slices of blobs that were in memory or on their way.")),
      misses_(metrics.counter("entrepot_blob_cache_misses_total", "Slices of blobs that were read and decrypted.")) {}

std::shared_ptr<Flight> SliceCache::hit(std::unordered_map<SliceKey, Entry, Hash>::iterator entry) {
  if (entry->second.at) lru_.splice(lru_.begin(), lru_, *entry->second.at);
  hits_.add();
  return entry->second.flight;
}

SliceCache::Start SliceCache::start(const SliceKey& key) {
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] = entries_.try_emplace(key);
  if (!is_new) return {hit(entry), false};
  misses_.add();
  entry->second.flight = std::make_shared<Flight>();
  return {entry->second.flight, true};
}

std::shared_ptr<Flight> SliceCache::find(const SliceKey& key) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? nullptr : hit(entry);
}

void SliceCache::land(const SliceKey& key, const std::shared_ptr<Flight>& flight, SliceResult result) {
  std::vector<std::shared_ptr<Flight>> dropped;  // destroyed after the lock: unmapping memory takes time
  {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry != entries_.end() && entry->second.flight == flight) {
      if (result) {
        keep(entry, (*result)->memory.capacity(), dropped);
      } else {
        entries_.erase(entry);
      }
    }
  }
  flight->land(std::move(result));
}

void SliceCache::put(const SliceKey& key, std::shared_ptr<const PlainBytes> bytes) {
  std::vector<std::shared_ptr<Flight>> dropped;
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] = entries_.try_emplace(key);
  if (!is_new) return;
  const std::size_t size = bytes->memory.capacity();
  entry->second.flight = std::make_shared<Flight>(std::move(bytes));
  keep(entry, size, dropped);
}

void SliceCache::keep(std::unordered_map<SliceKey, Entry, Hash>::iterator entry, std::size_t bytes,
                      std::vector<std::shared_ptr<Flight>>& dropped) {
  // What an entry costs beside its bytes: without it, tiny blobs would fill the memory for nothing.
  constexpr std::size_t kEntryCost = 512;
  lru_.push_front(&entry->first);
  entry->second.at = lru_.begin();
  entry->second.bytes = bytes + kEntryCost;
  bytes_ += entry->second.bytes;
  while (bytes_ > max_bytes_) {
    const auto oldest = entries_.find(*lru_.back());
    bytes_ -= oldest->second.bytes;
    dropped.push_back(std::move(oldest->second.flight));
    lru_.pop_back();
    entries_.erase(oldest);
  }
}

std::size_t SliceCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace entrepot::blob
