#pragma once
// A disk under SQLite that fails on demand, and that remembers what it had synced: what would be left after a power
// cut.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

namespace entrepot::tests {

/// While it lives, every SQLite database opened in this process goes through it. One at a time.
class FaultySqliteVfs {
 public:
  /// At each sync of a file its content is copied to `synced`, under the same name.
  explicit FaultySqliteVfs(std::filesystem::path synced);
  FaultySqliteVfs(const FaultySqliteVfs&) = delete;
  FaultySqliteVfs& operator=(const FaultySqliteVfs&) = delete;
  ~FaultySqliteVfs();

  /// Syncs of files whose name ends so fail: "-wal", ".db". Empty: none.
  void fail_syncs_of(std::string suffix);
  /// Writes beyond this size of a log fail as on a full disk.
  void limit_log(std::uint64_t bytes);
  int syncs() const;
  /// What a power cut at this moment would leave: all that was synced, of all files at the same time.
  void copy_synced(const std::filesystem::path& into) const;
};

}  // namespace entrepot::tests
