#include "blob/fs/file_io.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace entrepot::blob::fs {

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) ::close(fd_);
}

Error io_error(std::string_view what, int error_number) {
  std::string detail = fmt::format("{}: {}", what, std::generic_category().message(error_number));
  // EFBIG is the limit of the process (ulimit -f) or of the file system: space that it may not use.
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG) {
    return Error(ErrorKind::kStorageFull, "the storage of the registry is full").because(std::move(detail));
  }
  return Error(ErrorKind::kUnavailable, "the storage of the registry does not work").because(std::move(detail));
}

Result<void> write_at(int fd, std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return fail(io_error("write", done == 0 ? ENOSPC : errno));
    offset += static_cast<std::uint64_t>(done);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return {};
}

Result<void> read_at(int fd, std::uint64_t offset, std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t done = ::pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail(io_error("read", errno));
    if (done == 0) {
      return fail(
          Error(ErrorKind::kCorrupt, "stored data is damaged").because(fmt::format("the file ends at {}", offset)));
    }
    offset += static_cast<std::uint64_t>(done);
    out = out.subspan(static_cast<std::size_t>(done));
  }
  return {};
}

bool read_cached(int fd, std::uint64_t offset, std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const iovec into{out.data(), out.size()};
    const ssize_t done = ::preadv2(fd, &into, 1, static_cast<off_t>(offset), RWF_NOWAIT);
    if (done <= 0) return false;  // errors and a file that ends early are for read_at() to tell
    offset += static_cast<std::uint64_t>(done);
    out = out.subspan(static_cast<std::size_t>(done));
  }
  return true;
}

Result<std::uint64_t> file_size(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return fail(io_error("stat", errno));
  return static_cast<std::uint64_t>(info.st_size);
}

Result<Folder> Folder::open_root(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0) {
    ENTREPOT_TRY(const Folder parent, open_root(path / ".."));
    ENTREPOT_CHECK_OK(parent.sync());
  } else if (errno == ENOENT && path.has_parent_path() && path.parent_path() != path) {
    ENTREPOT_TRY(const Folder parent, open_root(path.parent_path()));
    return open_root(path);
  }
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail(io_error("open folder " + path.string(), errno));
  return Folder(std::move(fd));
}

Result<Folder> Folder::open_folder(const std::string& name) const {
  ENTREPOT_TRY(UniqueFd fd, open_file(name, O_RDONLY | O_DIRECTORY));
  return Folder(std::move(fd));
}

Result<void> Folder::make_folder(const std::string& name) const {
  if (::mkdirat(fd_.get(), name.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(io_error("make folder " + name, errno));
}

Result<UniqueFd> Folder::open_file(const std::string& name, int flags, int* error_number) const {
  UniqueFd fd(::openat(fd_.get(), name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd) return fd;
  const int error = errno;
  if (error_number != nullptr) *error_number = error;
  if (error == ENOENT || error == ENOTDIR)
    return fail(Error(ErrorKind::kBlobNotFound, "the blob is not stored").because("no file " + name));
  return fail(io_error("open " + name, error));
}

Result<void> Folder::remove(const std::string& name) const {
  if (::unlinkat(fd_.get(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return fail(io_error("remove " + name, errno));
}

Result<void> Folder::rename_to(const std::string& name, const Folder& target, const std::string& new_name) const {
  if (::renameat2(fd_.get(), name.c_str(), target.fd_.get(), new_name.c_str(), RENAME_NOREPLACE) == 0) return {};
  return fail(io_error("rename " + name, errno));
}

Result<void> Folder::sync() const {
  if (::fsync(fd_.get()) == 0) return {};
  return fail(io_error("fsync of a folder", errno));
}

Result<void> Folder::each(const std::function<Result<void>(std::string_view name)>& visit) const {
  // A descriptor of its own: fdopendir() takes it over, and its position is not shared with other readers.
  const int fd = ::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const dir = fd < 0 ? nullptr : ::fdopendir(fd);
  if (dir == nullptr) return fail(io_error("list folder", errno));
  const std::unique_ptr<DIR, int (*)(DIR*)> closer(dir, ::closedir);
  while (true) {
    errno = 0;
    const dirent* const entry = ::readdir(dir);
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    ENTREPOT_CHECK_OK(visit(name));
  }
  if (errno != 0) return fail(io_error("list folder", errno));
  return {};
}

}  // namespace entrepot::blob::fs
