#pragma once
// What TLS needs to know, reloaded when its files change.

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "http/server.h"

namespace entrepot::http {

/// Thread-safe.
class TlsContext {
 public:
  /// kUnavailable, naming the file, when they cannot be read or do not belong together.
  static Result<std::shared_ptr<TlsContext>> load(std::string certificate_file, std::string key_file,
                                                  std::chrono::milliseconds look_interval = std::chrono::seconds(1));

  /// For a new connection. Looks at the files at most once in look_interval; when they have changed and do not make a
  /// pair, the last good one stays and the log says so.
  std::shared_ptr<SSL_CTX> current();

 private:
  /// What tells one version of a file from another.
  struct Stamp {
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Stamps {
    Stamp certificate;
    Stamp key;
    bool operator==(const Stamps&) const = default;
  };

  TlsContext(std::string certificate_file, std::string key_file, std::chrono::milliseconds look_interval);
  Result<Stamps> look() const;

  const std::string certificate_file_;
  const std::string key_file_;
  const std::int64_t look_interval_ms_;
  std::mutex mutex_;
  std::shared_ptr<SSL_CTX> current_;
  Stamps seen_;
  std::int64_t looked_at_ms_ = 0;
};

}  // namespace entrepot::http
