#pragma once
// Files and folders as descriptors: nothing here builds a path from text, except open_root(). Blocking.

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "blob/sealed_object.h"

namespace entrepot::blob::fs {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// The error of a failed system call: kStorageFull when space or quota is used up, else kUnavailable. `what` and the
/// system's reason go to the log only.
Error io_error(std::string_view what, int error_number);

Result<void> write_at(int fd, std::uint64_t offset, std::span<const std::uint8_t> bytes);
/// kCorrupt if the file ends before `out` is full.
Result<void> read_at(int fd, std::uint64_t offset, std::span<std::uint8_t> out);
/// Fills `out` if all of it is in the page cache; else false: also where the file system cannot tell.
bool read_cached(int fd, std::uint64_t offset, std::span<std::uint8_t> out);
Result<std::uint64_t> file_size(int fd);

/// A folder that is open. Names given to it are checked before: an upload's id, an object's key, or parts of it
/// (object_key.h).
class Folder {
 public:
  Folder() = default;
  /// Makes the folder (0700) and its missing parents durably.
  static Result<Folder> open_root(const std::filesystem::path& path);

  /// A folder in this one. kBlobNotFound if it is not there.
  Result<Folder> open_folder(const std::string& name) const;
  /// Makes it (0700) unless it is there, without making that durable: sync() does.
  Result<void> make_folder(const std::string& name) const;
  /// `flags` as for open(2). kBlobNotFound if it is not there; the number of any other error is in `error_number` if
  /// given.
  Result<UniqueFd> open_file(const std::string& name, int flags, int* error_number = nullptr) const;
  /// A file that is not there is success.
  Result<void> remove(const std::string& name) const;
  /// A folder in this one; nothing happens if it is not empty.
  void remove_if_empty(const std::string& name) const { ::unlinkat(fd_.get(), name.c_str(), AT_REMOVEDIR); }
  /// Never replaces.
  Result<void> rename_to(const std::string& name, const Folder& target, const std::string& new_name) const;
  Result<void> sync() const;
  /// The names in it, without "." and "..".
  Result<void> each(const std::function<Result<void>(std::string_view name)>& visit) const;

 private:
  explicit Folder(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

/// A file that is read.
class FileObject final : public RawObject {
 public:
  explicit FileObject(UniqueFd fd) : fd_(std::move(fd)) {}
  Result<std::uint64_t> size() const override { return file_size(fd_.get()); }
  Result<void> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    return read_at(fd_.get(), offset, out);
  }
  Result<bool> read_now(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    return read_cached(fd_.get(), offset, out);
  }

 private:
  UniqueFd fd_;
};

}  // namespace entrepot::blob::fs
