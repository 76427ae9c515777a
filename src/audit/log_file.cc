#include "audit/log_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "observe/log.h"

namespace entrepot::audit {
namespace {

constexpr observe::Logger kLog{"audit"};

std::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path, int error) {
  const bool is_full = error == ENOSPC || error == EDQUOT;
  return fail(is_full ? ErrorKind::kStorageFull : ErrorKind::kUnavailable,
              fmt::format("the audit log cannot {} {}: {}", what, path.string(), ::strerrordesc_np(error)));
}

/// Renames and new files are durable only with their folder.
Result<void> sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failed("open", folder, errno);
  const bool is_synced = ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  if (!is_synced) return failed("make durable", folder, error);
  return {};
}

bool is_ended_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("audit-") && name.ends_with(".jsonl");
}

}  // namespace

Result<std::unique_ptr<LogFile>> LogFile::open(Options options) {
  options.kept = std::max<std::size_t>(options.kept, 2);
  std::error_code error;
  const bool is_made = std::filesystem::create_directories(options.folder, error);
  if (error) return failed("make the folder", options.folder, error.value());
  if (is_made) ::chmod(options.folder.c_str(), 0700);
  std::unique_ptr<LogFile> file(new LogFile(std::move(options)));
  ENTREPOT_CHECK_OK(file->reopen());
  file->prune();
  return file;
}

LogFile::~LogFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> LogFile::reopen() {
  const int fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("open", path_, errno);
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
  struct stat about{};
  if (::fstat(fd_, &about) != 0) return failed("read", path_, errno);
  size_ = static_cast<std::uint64_t>(about.st_size);
  is_within_line_ = false;
  ENTREPOT_CHECK_OK(cut_torn_line());
  return sync_folder(options_.folder);
}

/// A process that was killed while it wrote, or a full disk, leaves the beginning of a line. It is no record, and would
/// spoil the next one.
Result<void> LogFile::cut_torn_line() {
  std::string block(64 * 1'024, '\0');
  std::uint64_t end = size_;
  std::uint64_t good = 0;  // nothing but a torn line, unless a newline is found
  while (end > 0) {
    const std::uint64_t begin = end - std::min<std::uint64_t>(end, block.size());
    const ssize_t got = ::pread(fd_, block.data(), end - begin, static_cast<off_t>(begin));
    if (got != static_cast<ssize_t>(end - begin)) return failed("read", path_, got < 0 ? errno : EIO);
    const auto newline = std::string_view(block).substr(0, end - begin).rfind('\n');
    if (newline != std::string_view::npos) {
      good = begin + newline + 1;
      break;
    }
    end = begin;
  }
  if (good == size_) return {};
  kLog.warn("torn_line_cut", {{"file", path_.string()}, {"bytes", size_ - good}});
  if (::ftruncate(fd_, static_cast<off_t>(good)) != 0) return failed("write", path_, errno);
  size_ = good;
  return {};
}

Result<void> LogFile::write(std::string_view& bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed("write", path_, errno);
    if (wrote > 0) is_within_line_ = bytes[static_cast<std::size_t>(wrote) - 1] != '\n';
    size_ += static_cast<std::uint64_t>(wrote);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Result<void> LogFile::append(std::string_view& lines, SysTime now) {
  while (!lines.empty()) {
    const auto first_end = lines.find('\n') + 1;
    std::size_t fitting = first_end;  // one that is within a line goes on in its file, whatever its size
    if (!is_within_line_) {
      if (size_ > 0 && size_ + first_end > options_.max_bytes) ENTREPOT_CHECK_OK(rotate(now));
      const std::uint64_t room = options_.max_bytes - std::min(size_, options_.max_bytes);
      if (room > first_end) fitting = lines.rfind('\n', std::min<std::uint64_t>(room, lines.size()) - 1) + 1;
    }
    std::string_view part = lines.substr(0, fitting);
    const auto wrote = write(part);
    lines.remove_prefix(fitting - part.size());
    ENTREPOT_CHECK_OK(wrote);
  }
  return {};
}

Result<void> LogFile::sync() {
  if (::fdatasync(fd_) != 0) return failed("make durable", path_, errno);
  struct stat there{};
  struct stat ours{};
  const bool is_there = ::stat(path_.c_str(), &there) == 0;
  if (::fstat(fd_, &ours) == 0 && is_there && there.st_ino == ours.st_ino && there.st_dev == ours.st_dev) return {};
  kLog.info("file_was_moved", {{"file", path_.string()}});
  return reopen();
}

Result<void> LogFile::rotate(SysTime now) {
  if (::fdatasync(fd_) != 0) return failed("make durable", path_, errno);
  // A crash between the rename and the new file leaves a log without `audit.jsonl`, which the next start makes.
  const auto micros = now.time_since_epoch() % std::chrono::seconds(1);
  const std::string stem =
      fmt::format("audit-{:%Y%m%dT%H%M%S}.{:06}Z", std::chrono::floor<std::chrono::seconds>(now), micros.count());
  std::filesystem::path ended;
  for (int i = 0; i < 1'000; ++i) {
    ended = options_.folder / fmt::format("{}-{:03}.jsonl", stem, i);
    if (::access(ended.c_str(), F_OK) != 0) break;
  }
  if (::rename(path_.c_str(), ended.c_str()) != 0) return failed("rename", path_, errno);
  ENTREPOT_CHECK_OK(reopen());
  prune();
  return {};
}

/// Names begin with the time, so they sort by it.
void LogFile::prune() const {
  std::vector<std::filesystem::path> ended;
  std::error_code error;
  for (std::filesystem::directory_iterator at(options_.folder, error), end; !error && at != end; at.increment(error)) {
    if (is_ended_file(at->path())) ended.push_back(at->path());
  }
  if (ended.size() < options_.kept) return;
  std::ranges::sort(ended);
  ended.resize(ended.size() - (options_.kept - 1));
  for (const auto& path : ended) {
    if (::unlink(path.c_str()) != 0)
      kLog.warn("old_file_stays", {{"file", path.string()}, {"error", std::string_view(::strerrordesc_np(errno))}});
  }
}

}  // namespace entrepot::audit
