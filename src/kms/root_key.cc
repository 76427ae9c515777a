#include "kms/root_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::kms {
namespace {

// The file, three lines: magic and version, the key in hex, the first 8 bytes of SHA-256(first line, key) in hex.
constexpr std::string_view kMagic = "entrepot-root-key 1";
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kFileBytes = kMagic.size() + 1 + 2 * crypto::Key::kSize + 1 + 2 * kChecksumBytes + 1;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::string reason(int error) {
  return std::generic_category().message(error);
}

std::string checksum(std::span<const std::uint8_t> key) {
  crypto::Hasher hasher(DigestAlgorithm::kSha256);
  hasher.update(kMagic);
  hasher.update(key);
  return std::string(hasher.finish().hex().substr(0, 2 * kChecksumBytes));
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("cannot make the folder {} of the root key durable: {}", folder.string(), reason(errno)));
  }
  return {};
}

/// Makes `folder` (0700) with its parents if it is not there, durably; refuses one that others may write to.
Result<void> prepare_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return sync_folder(folder / "..");
  if (errno == ENOENT && folder.has_parent_path() && folder.parent_path() != folder) {
    ENTREPOT_CHECK_OK(prepare_folder(folder.parent_path()));
    if (::mkdir(folder.c_str(), 0700) == 0) return sync_folder(folder / "..");
  }
  struct stat info{};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("cannot make the folder {} for the root key: {}", folder.string(), reason(errno)));
  }
  if ((info.st_mode & 022) != 0) {
    return fail(
        ErrorKind::kUnavailable,
        fmt::format("the folder {} for the root key may be written by other users (mode {:04o}); run: chmod 0700 {}",
                    folder.string(), info.st_mode & 07777, folder.string()));
  }
  return {};
}

Result<void> write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(fd, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return fail(ErrorKind::kUnavailable, reason(errno));
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  if (::fsync(fd) != 0) return fail(ErrorKind::kUnavailable, reason(errno));
  return {};
}

std::unexpected<Error> wrong_form(const std::filesystem::path& file) {
  return fail(
      ErrorKind::kUnavailable,
      fmt::format("{} is not a root key of this version, or it is damaged; restore it from where it was backed up: "
                  "stored data cannot be read without it",
                  file.string()));
}

Result<crypto::Key> parse(const std::filesystem::path& file, std::string_view text) {
  if (text.size() != kFileBytes || !text.starts_with(kMagic)) return wrong_form(file);
  text.remove_prefix(kMagic.size());
  const std::string_view hex = text.substr(1, 2 * crypto::Key::kSize);
  const std::string_view sum = text.substr(2 + hex.size(), 2 * kChecksumBytes);
  if (text.front() != '\n' || text[1 + hex.size()] != '\n' || text.back() != '\n') return wrong_form(file);
  auto raw = hex_decode(hex);
  if (!raw) return wrong_form(file);
  const bool intact = checksum(*raw) == sum;
  crypto::Key key(std::span<const std::uint8_t, crypto::Key::kSize>(raw->data(), crypto::Key::kSize));
  crypto::wipe(*raw);
  if (!intact) return wrong_form(file);
  return key;
}

Result<void> check_access(const std::filesystem::path& file, int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return wrong_form(file);
  if ((info.st_mode & 077) != 0) {
    return fail(
        ErrorKind::kUnavailable,
        fmt::format("the root key {} is open to other users (mode {:04o}); run: chmod 0400 {} and think about who may "
                    "have read it",
                    file.string(), info.st_mode & 07777, file.string()));
  }
  if (info.st_uid != ::geteuid() && info.st_uid != 0) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("the root key {} belongs to another user (uid {}); it must belong to the "
                            "user of the server (uid {}) or to root",
                            file.string(), info.st_uid, ::geteuid()));
  }
  return {};
}

}  // namespace

// The key is written beside its final name first, so that a crash never leaves half a key under it: what it can leave
// is a "<file>.new-*" that was never used.
Result<RootKey> RootKey::create(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  ENTREPOT_CHECK_OK(prepare_folder(folder));
  std::filesystem::path fresh = file;
  fresh += ".new-" + crypto::random_hex(8);
  const Fd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400));
  if (!fd) {
    return fail(ErrorKind::kUnavailable, fmt::format("cannot write the root key {}: {}", file.string(), reason(errno)));
  }
  crypto::Key key = crypto::Key::random();
  std::string text = fmt::format("{}\n{}\n{}\n", kMagic, hex_encode(key.bytes()), checksum(key.bytes()));
  auto written = write_all(fd.get(), text);
  crypto::wipe(text);
  if (written && ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
    written = fail(ErrorKind::kUnavailable, errno == EEXIST ? "it exists already" : reason(errno));
  }
  if (!written) {
    ::unlink(fresh.c_str());
    return fail(ErrorKind::kUnavailable,
                fmt::format("cannot write the root key {}: {}", file.string(), written.error().message()));
  }
  ENTREPOT_CHECK_OK(sync_folder(folder));
  return RootKey(key);
}

Result<RootKey> RootKey::load(const std::filesystem::path& file) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) {
    const int error = errno;
    if (error == ENOENT) {
      return fail(
          ErrorKind::kUnavailable,
          fmt::format("the root key {} is missing; restore it from where it was backed up: stored data cannot be read "
                      "without it",
                      file.string()));
    }
    return fail(ErrorKind::kUnavailable,
                fmt::format("cannot open the root key {}: {}; let the user of the server (uid {}) read it",
                            file.string(), reason(error), ::geteuid()));
  }
  ENTREPOT_CHECK_OK(check_access(file, fd.get()));
  std::string text(kFileBytes + 1, '\0');  // one more, to see a longer file
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  auto key = parse(file, std::string_view(text).substr(0, size));
  crypto::wipe(text);
  if (!key) return fail(std::move(key).error());
  return RootKey(*key);
}

crypto::Key RootKey::derive(std::string_view purpose) const {
  auto raw = crypto::hkdf_sha256(key_.bytes(), as_bytes(kMagic), purpose);
  crypto::Key key(raw);
  crypto::wipe(raw);
  return key;
}

}  // namespace entrepot::kms
