#include "http/buffers.h"

#include <cstring>

namespace entrepot::http {

BufferPool::Buffer BufferPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      Buffer out(free_.back().release(), Return{this});
      free_.pop_back();
      return out;
    }
  }
  return {std::make_unique_for_overwrite<std::uint8_t[]>(kSize).release(), Return{this}};
}

void BufferPool::put_back(std::uint8_t* bytes) {
  std::unique_ptr<std::uint8_t[]> buffer(bytes);
  const std::lock_guard lock(mutex_);
  if (free_.size() < kKept) free_.push_back(std::move(buffer));
}

ByteBuffer::ByteBuffer(BufferPool& pool)
    : pool_(pool), small_(std::make_unique_for_overwrite<std::uint8_t[]>(kSmall)), large_(nullptr, {&pool}) {}

void ByteBuffer::consume(std::size_t n) {
  begin_ += n;
  if (begin_ == end_) begin_ = end_ = 0;
}

std::span<std::uint8_t> ByteBuffer::space() {
  if (end_ == capacity() && begin_ == 0) enlarge();
  if (begin_ > 0) {
    std::memmove(data(), data() + begin_, size());
    end_ -= begin_;
    begin_ = 0;
  }
  return {data() + end_, capacity() - end_};
}

void ByteBuffer::enlarge() {
  if (large_) return;
  auto large = pool_.take();
  std::memcpy(large.get(), small_.get() + begin_, size());
  large_ = std::move(large);
  end_ -= begin_;
  begin_ = 0;
}

void ByteBuffer::shrink() {
  if (!large_ || size() > kSmall) return;
  std::memcpy(small_.get(), large_.get() + begin_, size());
  large_.reset();
  end_ -= begin_;
  begin_ = 0;
}

}  // namespace entrepot::http
