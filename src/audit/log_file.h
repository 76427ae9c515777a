#pragma once
// The files of the audit log: lines go to `audit.jsonl`; when it is full it gets the time as its name, and the oldest
// files beyond the number to keep are removed.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace entrepot::audit {

class LogFile {
 public:
  struct Options {
    std::filesystem::path folder;  ///< made if needed, mode 0700; files have mode 0600
    std::uint64_t max_bytes = 0;   ///< a file is ended by the line that would make it longer
    std::size_t kept = 2;          ///< files, the one that is written included; at least 2
  };

  /// Goes on with the file that is there; a torn last line is cut off. kUnavailable, naming the path, if it cannot.
  static Result<std::unique_ptr<LogFile>> open(Options options);
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  /// Writes whole lines, and takes from the front of `lines` what was written: all of it, or up to where the disk
  /// refused, perhaps within a line; then the rest is to be given again. kStorageFull or kUnavailable with the reason.
  Result<void> append(std::string_view& lines, SysTime now);
  /// Makes durable what was appended. Afterwards a file that was moved away by somebody else is replaced by a new one.
  Result<void> sync();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit LogFile(Options options) : options_(std::move(options)), path_(options_.folder / "audit.jsonl") {}
  Result<void> reopen();
  Result<void> cut_torn_line();
  Result<void> write(std::string_view& bytes);
  Result<void> rotate(SysTime now);
  void prune() const;

  Options options_;
  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  bool is_within_line_ = false;  ///< the disk refused the rest of the last line
};

}  // namespace entrepot::audit
