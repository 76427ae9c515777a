#include "blob/fs/append_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace entrepot::blob::fs {

Result<AppendWriter> AppendWriter::open(UniqueFd fd, std::uint64_t offset, Options options) {
  const std::size_t begun = offset % kAlign;
  AppendWriter writer(std::move(fd), offset - begun, std::move(options));
  if (begun != 0) {
    // The block that was begun is written again, whole, when it is full.
    writer.buffer_ = writer.options_.pool->take(begun);
    ENTREPOT_CHECK_OK(read_at(writer.fd_.get(), writer.base_, {writer.buffer_.data(), begun}));
    writer.used_ = begun;
  }
  return writer;
}

Result<std::span<std::uint8_t>> AppendWriter::room(std::size_t size) {
  if (used_ + size > buffer_.capacity()) {
    if (used_ + size <= options_.pool->block_bytes()) {
      Buffer more = options_.pool->take(used_ + size);
      std::copy_n(buffer_.data(), used_, more.data());
      buffer_ = std::move(more);
    } else {
      ENTREPOT_CHECK_OK(write_out());
      if (used_ + size > buffer_.capacity()) std::abort();
    }
  }
  return std::span(buffer_.data() + used_, size);
}

void AppendWriter::try_direct() {
  tried_direct_ = true;
  // Not every file system takes it (EINVAL); then the writes stay buffered.
  if (auto fd = options_.reopen(O_WRONLY | O_DIRECT)) direct_ = std::move(*fd);
}

Result<void> AppendWriter::write_out() {
  if (!tried_direct_ && base_ + used_ > options_.direct_after) try_direct();
  const std::size_t whole = used_ - used_ % kAlign;
  ENTREPOT_CHECK_OK(write_blocks({buffer_.data(), whole}));
  std::copy_n(buffer_.data() + whole, used_ - whole, buffer_.data());
  base_ += whole;
  used_ -= whole;
  return {};
}

Result<void> AppendWriter::write_blocks(std::span<const std::uint8_t> blocks) {
  std::uint64_t at = base_;
  while (direct_ && !blocks.empty()) {
    const ssize_t done = ::pwrite(direct_.get(), blocks.data(), blocks.size(), static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EINVAL) {
      direct_ = UniqueFd();  // also after a short write that was not aligned
      break;
    }
    if (done <= 0) return fail(io_error("direct write", done == 0 ? ENOSPC : errno));
    at += static_cast<std::uint64_t>(done);
    blocks = blocks.subspan(static_cast<std::size_t>(done));
  }
  return write_at(fd_.get(), at, blocks);
}

Result<void> AppendWriter::flush() {
  if (direct_) ENTREPOT_CHECK_OK(write_out());
  // The block that is not full goes through the page cache and stays here, to be written again when it is.
  ENTREPOT_CHECK_OK(write_at(fd_.get(), base_, {buffer_.data(), used_}));
  const std::size_t whole = used_ - used_ % kAlign;
  Buffer begun = options_.pool->take(used_ - whole);
  std::copy_n(buffer_.data() + whole, used_ - whole, begun.data());
  buffer_ = std::move(begun);
  base_ += whole;
  used_ -= whole;
  return {};
}

Result<void> AppendWriter::sync() {
  ENTREPOT_CHECK_OK(flush());
  if (::fdatasync(fd_.get()) != 0) return fail(io_error("fdatasync", errno));
  return {};
}

}  // namespace entrepot::blob::fs
