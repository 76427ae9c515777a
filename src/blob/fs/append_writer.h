#pragma once
// Appends to a file in big, aligned writes; past the page cache once the file is large, where that is twice as fast.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "blob/buffer_pool.h"
#include "blob/fs/file_io.h"

namespace entrepot::blob::fs {

/// Blocking; one thread at a time. After an error only destruction is right.
class AppendWriter {
 public:
  static constexpr std::size_t kAlign = 4096;

  /// Goes on at `offset` of a file of exactly that length; `reopen` gives the same file with other flags of open(2).
  struct Options {
    std::shared_ptr<BufferPool> pool;
    std::uint64_t direct_after = 0;  ///< length from which O_DIRECT is tried
    std::function<Result<UniqueFd>(int flags)> reopen;
  };
  static Result<AppendWriter> open(UniqueFd fd, std::uint64_t offset, Options options);

  /// Room for `size` bytes in a row, at most block_bytes() - kAlign; then filled() says that they are there.
  Result<std::span<std::uint8_t>> room(std::size_t size);
  void filled(std::size_t size) { used_ += size; }

  /// Writes everything, durably: flush and fdatasync.
  Result<void> sync();
  /// Writes everything to the file, not durably; keeps no big buffer.
  Result<void> flush();
  std::uint64_t offset() const { return base_ + used_; }
  bool is_direct() const { return static_cast<bool>(direct_); }
  int fd() const { return fd_.get(); }

 private:
  AppendWriter(UniqueFd fd, std::uint64_t offset, Options options)
      : options_(std::move(options)), fd_(std::move(fd)), base_(offset) {}
  Result<void> write_out();
  Result<void> write_blocks(std::span<const std::uint8_t> blocks);
  void try_direct();

  Options options_;
  UniqueFd fd_;
  UniqueFd direct_;
  bool tried_direct_ = false;
  Buffer buffer_;
  std::uint64_t base_;  ///< where buffer_ begins in the file: a multiple of kAlign
  std::size_t used_ = 0;
};

}  // namespace entrepot::blob::fs
