#pragma once
// Signing keys derived from a secret, remembered: four HMACs fewer on each request.

#include <memory>
#include <optional>
#include <string_view>

#include "crypto/secret.h"
#include "iam/bounded_cache.h"
#include "iam/sigv4.h"

namespace entrepot::iam {

/// HMAC chain "AWS4" + secret -> date -> region -> service -> "aws4_request".
crypto::Key derive_signing_key(std::string_view secret, const Scope& scope);

/// Thread-safe. An entry is of use only with the very AccessKey object that it was derived from, so that replacing or
/// removing a key takes effect at once. Holds no secret of its own alive, only keys that are good for one day.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t capacity) : cache_(capacity) {}
  std::optional<crypto::Key> find(const std::shared_ptr<const AccessKey>& key, const Scope& scope) const;
  void put(const std::shared_ptr<const AccessKey>& key, const Scope& scope, const crypto::Key& derived);

 private:
  struct Entry {
    std::weak_ptr<const AccessKey> owner;
    crypto::Key key;
  };
  BoundedCache<Entry> cache_;
};

}  // namespace entrepot::iam
