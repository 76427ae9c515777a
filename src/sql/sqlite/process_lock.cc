#include "sql/sqlite/process_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace entrepot::sql::sqlite {
namespace {

Error cannot_open(const std::filesystem::path& path, int error) {
  return Error(error == ENOSPC ? ErrorKind::kStorageFull : ErrorKind::kUnavailable,
               "the metadata store cannot be opened")
      .because(fmt::format("{}: {}", path.string(), std::generic_category().message(error)));
}

}  // namespace

Result<ProcessLock> ProcessLock::take(const std::filesystem::path& database) {
  const std::filesystem::path path = database.string() + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(cannot_open(path, errno));
  ProcessLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return fail(Error(ErrorKind::kUnavailable, "the metadata store is in use by another process")
                    .because(fmt::format("{} is locked", path.string())));
  }
  return lock;
}

ProcessLock::~ProcessLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> make_file(const std::filesystem::path& database) {
  const int fd = ::open(database.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == EEXIST) return {};
    return fail(cannot_open(database, errno));
  }
  ::close(fd);
  const std::filesystem::path folder = database.has_parent_path() ? database.parent_path() : ".";
  const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0) return fail(cannot_open(folder, errno));
  const int synced = ::fsync(parent);
  const int error = errno;
  ::close(parent);
  if (synced != 0) return fail(cannot_open(folder, error));
  return {};
}

}  // namespace entrepot::sql::sqlite
