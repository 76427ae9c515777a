#pragma once
// Memory of a connection: 8 KiB while it is idle or sends small requests, 256 KiB from a shared pool while it moves
// bodies.

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace entrepot::http {

/// Large buffers that are used again: fresh pages are dear. Keeps at most kKept of them. Thread-safe; outlives what it
/// gave out.
class BufferPool {
 public:
  /// A slice of 256 KiB, which is how bodies are sent, and what TLS adds to each 16 KiB of it.
  static constexpr std::size_t kSize = 256_KiB + 8_KiB;

  struct Return {
    BufferPool* pool = nullptr;
    void operator()(std::uint8_t* bytes) const { pool->put_back(bytes); }
  };
  using Buffer = std::unique_ptr<std::uint8_t[], Return>;

  Buffer take();

 private:
  static constexpr std::size_t kKept = 64;
  void put_back(std::uint8_t* bytes);

  std::mutex mutex_;
  std::vector<std::unique_ptr<std::uint8_t[]>> free_;
};

/// Bytes on their way, added at the end and consumed at the front; contiguous.
class ByteBuffer {
 public:
  static constexpr std::size_t kSmall = 8_KiB;

  explicit ByteBuffer(BufferPool& pool);

  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  std::span<const std::uint8_t> bytes() const { return {data() + begin_, size()}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data() + begin_), size()}; }
  void consume(std::size_t n);

  /// The room at the end as it is.
  std::span<std::uint8_t> tail() { return {data() + end_, capacity() - end_}; }
  /// Where to receive to; moves what is left to the front, and takes a large buffer when a small one is full. Empty
  /// only when kSize bytes wait. Invalidates bytes().
  std::span<std::uint8_t> space();
  void added(std::size_t n) { end_ += n; }

  /// For bodies.
  void enlarge();
  /// Between requests, if what is left fits.
  void shrink();

 private:
  std::uint8_t* data() { return large_ ? large_.get() : small_.get(); }
  const std::uint8_t* data() const { return large_ ? large_.get() : small_.get(); }
  std::size_t capacity() const { return large_ ? BufferPool::kSize : kSmall; }

  BufferPool& pool_;
  std::unique_ptr<std::uint8_t[]> small_;
  BufferPool::Buffer large_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace entrepot::http
