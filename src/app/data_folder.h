#pragma once
// The data folder: its layout, and the lock that keeps a second server out.
//
//   credentials     root access keys, AWS credentials-file format, mode 0600
//   admin.sock      takes the commands of the operator while a server runs, mode 0600
//   server.json     how the server that ran last is reached (for `entrepot env`)
//   metadata.db     SQLite, with -wal and -shm beside it
//   blobs/          encrypted layers
//   archive/        those of archived images, unless the configuration names another folder
//   keys/root.key   the root key, mode 0400: without it nothing can be read
//   audit/          the audit log, unless the configuration names another folder
//   tls/            the private CA and certificate of `tls: auto`

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace entrepot::app {

class DataFolder {
 public:
  /// Makes the folder (mode 0700) if needed and locks it. kUnavailable, naming the folder, when it cannot be written or
  /// another server holds it.
  static Result<DataFolder> open(const std::filesystem::path& root);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  std::filesystem::path database() const { return root_ / "metadata.db"; }
  std::filesystem::path blobs() const { return root_ / "blobs"; }
  std::filesystem::path archive() const { return root_ / "archive"; }
  std::filesystem::path root_key() const { return root_ / "keys" / "root.key"; }
  std::filesystem::path tls() const { return root_ / "tls"; }
  const std::filesystem::path& root() const { return root_; }

 private:
  DataFolder(std::filesystem::path root, int lock) : root_(std::move(root)), lock_(lock) {}
  std::filesystem::path root_;
  int lock_;
};

/// Writes a small file; a reader sees the old one or the new one, whole. Durable when it returns.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode);
Result<std::string> read_file(const std::filesystem::path& path);

/// An access key of <data>/credentials.
struct CredentialsFile {
  std::string access_key_id;
  std::string secret_access_key;
};
std::filesystem::path credentials_path(const std::filesystem::path& root);
/// Adds or replaces a profile; the others stay. Durable and mode 0600 when it returns.
Result<void> write_credentials(const std::filesystem::path& root, std::string_view profile,
                               const CredentialsFile& credentials);
/// Of the profile "default".
Result<CredentialsFile> read_credentials(const std::filesystem::path& root);

/// What a running server tells `entrepot env`.
struct ServerInfo {
  std::string endpoint_url;  ///< "http://localhost:5000"
  std::string registry;      ///< "localhost:5000"
  std::string region;
  std::string account;
  std::string ca_file;  ///< empty unless tls: auto
};
Result<void> write_server_info(const std::filesystem::path& root, const ServerInfo& info);
Result<ServerInfo> read_server_info(const std::filesystem::path& root);

}  // namespace entrepot::app
