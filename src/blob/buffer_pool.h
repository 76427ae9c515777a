#pragma once
// Big buffers that are used again, because fresh pages are dear, and given back to the system, because idle ones are
// too.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace entrepot::blob {

class BufferPool;

/// Memory from a BufferPool. Goes back to it when destroyed, on any thread.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(capacity_, other.capacity_);
    std::swap(home_, other.home_);
    return *this;
  }
  ~Buffer();

  std::uint8_t* data() const { return data_; }
  std::size_t capacity() const { return capacity_; }

 private:
  friend class BufferPool;
  std::uint8_t* data_ = nullptr;
  std::size_t capacity_ = 0;
  std::shared_ptr<BufferPool> home_;
};

/// Thread-safe. Blocks are aligned to pages and recycled, at most `max_idle` of them wait; a request for at most
/// kSmall bytes gets memory of its own size.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  static constexpr std::size_t kSmall = 64 * 1024;
  static std::shared_ptr<BufferPool> make(std::size_t block_bytes, std::size_t max_idle);
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;
  ~BufferPool();

  /// At least `size` bytes, which is at most block_bytes. Not initialised.
  Buffer take(std::size_t size);
  std::size_t block_bytes() const { return block_bytes_; }
  /// Bytes given out or idle: for metrics and tests.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  friend class Buffer;
  BufferPool(std::size_t block_bytes, std::size_t max_idle) : block_bytes_(block_bytes), max_idle_(max_idle) {
    idle_.reserve(max_idle);
  }
  void give_back(std::uint8_t* data, std::size_t capacity);

  const std::size_t block_bytes_;
  const std::size_t max_idle_;
  std::atomic<std::size_t> bytes_{0};
  std::mutex mutex_;
  std::vector<std::uint8_t*> idle_;
};

}  // namespace entrepot::blob
