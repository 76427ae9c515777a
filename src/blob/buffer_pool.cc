#include "blob/buffer_pool.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace entrepot::blob {

Buffer::~Buffer() {
  if (data_ != nullptr) home_->give_back(data_, capacity_);
}

std::shared_ptr<BufferPool> BufferPool::make(std::size_t block_bytes, std::size_t max_idle) {
  return std::shared_ptr<BufferPool>(new BufferPool(block_bytes, max_idle));
}

BufferPool::~BufferPool() {
  for (std::uint8_t* block : idle_) ::munmap(block, block_bytes_);
}

Buffer BufferPool::take(std::size_t size) {
  if (size > block_bytes_) std::abort();
  Buffer buffer;
  buffer.home_ = shared_from_this();
  if (size <= kSmall) {
    buffer.capacity_ = size;
    buffer.data_ = static_cast<std::uint8_t*>(::operator new(size));
    bytes_.fetch_add(size, std::memory_order_relaxed);
    return buffer;
  }
  buffer.capacity_ = block_bytes_;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      buffer.data_ = idle_.back();
      idle_.pop_back();
      return buffer;
    }
  }
  // Mapped by ourselves: the allocator would keep such blocks in its heap and give nothing back after a peak.
  void* const block = ::mmap(nullptr, block_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) throw std::bad_alloc();
  buffer.data_ = static_cast<std::uint8_t*>(block);
  bytes_.fetch_add(block_bytes_, std::memory_order_relaxed);
  return buffer;
}

void BufferPool::give_back(std::uint8_t* data, std::size_t capacity) {
  if (capacity <= kSmall) {
    ::operator delete(data);
    bytes_.fetch_sub(capacity, std::memory_order_relaxed);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < max_idle_) {
      idle_.push_back(data);  // the newest is taken first: it is still in the processor's cache
      return;
    }
  }
  ::munmap(data, block_bytes_);
  bytes_.fetch_sub(block_bytes_, std::memory_order_relaxed);
}

}  // namespace entrepot::blob
