#include "tests/support/faulty_sqlite_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <limits>
#include <mutex>
#include <new>

namespace entrepot::tests {
namespace {

struct State {
  std::mutex mutex;
  std::filesystem::path synced;
  std::string failing_suffix;
  std::uint64_t log_limit = std::numeric_limits<std::uint64_t>::max();
  int syncs = 0;
};
State& state() {
  static State one;
  return one;
}

/// What SQLite allocates for a file: this, then the real file of the default VFS.
struct File {
  sqlite3_file base;
  const char* name;  // SQLite keeps it for as long as the file is open; null for temporary files
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
File* mine(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return mine(file)->real();
}

sqlite3_vfs*& real_vfs() {
  static sqlite3_vfs* vfs = nullptr;
  return vfs;
}

bool ends_with(const char* name, const std::string& suffix) {
  return name != nullptr && !suffix.empty() && std::string_view(name).ends_with(suffix);
}

int close_file(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, size, at);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  {
    const std::lock_guard lock(state().mutex);
    const auto end = static_cast<std::uint64_t>(at) + static_cast<std::uint64_t>(size);
    if (ends_with(mine(file)->name, "-wal") && end > state().log_limit) return SQLITE_FULL;
  }
  return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  const std::lock_guard lock(state().mutex);
  const char* name = mine(file)->name;
  if (ends_with(name, state().failing_suffix)) return SQLITE_IOERR_FSYNC;
  const int code = real(file)->pMethods->xSync(real(file), flags);
  ++state().syncs;
  if (code == SQLITE_OK && name != nullptr) {
    const std::filesystem::path from(name);
    std::filesystem::copy_file(from, state().synced / from.filename(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int control(sqlite3_file* file, int what, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void shm_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: without memory-mapped reads, which would go past us.
constexpr sqlite3_io_methods kMethods{.iVersion = 2,
                                      .xClose = close_file,
                                      .xRead = read_file,
                                      .xWrite = write_file,
                                      .xTruncate = truncate_file,
                                      .xSync = sync_file,
                                      .xFileSize = file_size,
                                      .xLock = lock_file,
                                      .xUnlock = unlock_file,
                                      .xCheckReservedLock = check_lock,
                                      .xFileControl = control,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = characteristics,
                                      .xShmMap = shm_map,
                                      .xShmLock = shm_lock,
                                      .xShmBarrier = shm_barrier,
                                      .xShmUnmap = shm_unmap};

int open_file(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  File* made = new (file) File{};
  made->name = name;
  const int code = real_vfs()->xOpen(real_vfs(), name, made->real(), flags, out_flags);
  if (made->real()->pMethods != nullptr) made->base.pMethods = &kMethods;
  return code;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  const int code = real_vfs()->xDelete(real_vfs(), name, sync_folder);
  const std::lock_guard lock(state().mutex);
  std::error_code ignored;
  if (code == SQLITE_OK) std::filesystem::remove(state().synced / std::filesystem::path(name).filename(), ignored);
  return code;
}

sqlite3_vfs& faulty_vfs() {
  static sqlite3_vfs vfs{};
  return vfs;
}

}  // namespace

FaultySqliteVfs::FaultySqliteVfs(std::filesystem::path synced) {
  sqlite3_initialize();
  real_vfs() = sqlite3_vfs_find(nullptr);
  faulty_vfs() = *real_vfs();  // what is not replaced is the default's
  faulty_vfs().zName = "faulty";
  faulty_vfs().szOsFile = static_cast<int>(sizeof(File)) + real_vfs()->szOsFile;
  faulty_vfs().xOpen = open_file;
  faulty_vfs().xDelete = delete_file;
  {
    const std::lock_guard lock(state().mutex);
    state().synced = std::move(synced);
    state().failing_suffix.clear();
    state().log_limit = std::numeric_limits<std::uint64_t>::max();
    state().syncs = 0;
  }
  sqlite3_vfs_register(&faulty_vfs(), 1);
}

FaultySqliteVfs::~FaultySqliteVfs() {
  sqlite3_vfs_unregister(&faulty_vfs());
  sqlite3_vfs_register(real_vfs(), 1);
}

void FaultySqliteVfs::fail_syncs_of(std::string suffix) {
  const std::lock_guard lock(state().mutex);
  state().failing_suffix = std::move(suffix);
}
void FaultySqliteVfs::limit_log(std::uint64_t bytes) {
  const std::lock_guard lock(state().mutex);
  state().log_limit = bytes;
}
int FaultySqliteVfs::syncs() const {
  const std::lock_guard lock(state().mutex);
  return state().syncs;
}
void FaultySqliteVfs::copy_synced(const std::filesystem::path& into) const {
  const std::lock_guard lock(state().mutex);
  std::filesystem::copy(state().synced, into, std::filesystem::copy_options::recursive);
}

}  // namespace entrepot::tests
