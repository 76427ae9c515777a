#pragma once
// Access keys in memory: found by id on every request, so no I/O. Filled from the store at start and on change.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "iam/principal.h"

namespace entrepot::iam {

struct AccessKey {
  Principal principal;
  std::string secret;  ///< 40 characters; never logged
  bool is_active = true;
};

/// Shared; its secret is wiped with the last owner.
std::shared_ptr<const AccessKey> make_shared_key(AccessKey key);

/// Thread-safe; look-ups take a snapshot without a lock that writers hold for long.
class Credentials {
 public:
  Credentials();
  ~Credentials();
  void put(AccessKey key);
  void remove(std::string_view access_key_id);
  /// Inactive keys are returned too: the caller decides. Null if unknown.
  std::shared_ptr<const AccessKey> find(std::string_view access_key_id) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A new key pair: id "AKIA" + 16 of [A-Z2-7], secret of 40 base64 characters.
struct NewAccessKey {
  std::string id;
  std::string secret;
};
NewAccessKey make_access_key();

}  // namespace entrepot::iam
