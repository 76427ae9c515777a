#include "iam/signing_keys.h"

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::iam {
namespace {

/// The parts hold no '/': they come from a text that was split there.
std::string name_of(const Scope& scope) {
  std::string name;
  name.reserve(128);
  for (const std::string* part : {&scope.access_key_id, &scope.date, &scope.region, &scope.service})
    name.append(*part) += '/';
  return name;
}

}  // namespace

crypto::Key derive_signing_key(std::string_view secret, const Scope& scope) {
  std::string seed = "AWS4";
  seed.reserve(seed.size() + secret.size());
  seed += secret;
  crypto::Sha256 key = crypto::hmac_sha256(as_bytes(seed), scope.date);
  crypto::wipe(seed);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service), std::string_view("aws4_request")}) {
    key = crypto::hmac_sha256(key, part);
  }
  crypto::Key out(key);
  crypto::wipe(key);
  return out;
}

std::optional<crypto::Key> SigningKeys::find(const std::shared_ptr<const AccessKey>& key, const Scope& scope) const {
  const auto entry = cache_.find(name_of(scope));
  if (!entry || entry->owner.owner_before(key) || key.owner_before(entry->owner)) return std::nullopt;
  return entry->key;
}

void SigningKeys::put(const std::shared_ptr<const AccessKey>& key, const Scope& scope, const crypto::Key& derived) {
  cache_.put(name_of(scope), Entry{.owner = key, .key = derived});
}

}  // namespace entrepot::iam
