#pragma once
// Custody of the root key: a file outside the blobs, mode 0400, made at first start and never again.

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace entrepot::kms {

class RootKey {
 public:
  /// Makes and stores a fresh key; kUnavailable if the file exists or cannot be written durably.
  static Result<RootKey> create(const std::filesystem::path& file);
  /// kUnavailable, naming the file and what to do, if it is missing, unreadable, open to others, or not a root key.
  static Result<RootKey> load(const std::filesystem::path& file);
  /// For tests.
  explicit RootKey(const crypto::Key& key) : key_(key) {}

  /// An independent key for a purpose: "tokens", "layers", "access-keys", "data-keys", "check".
  crypto::Key derive(std::string_view purpose) const;

 private:
  crypto::Key key_;
};

}  // namespace entrepot::kms
