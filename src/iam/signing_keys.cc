#include "iam/signing_keys.h"

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::iam {

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

crypto::Key SigningKeys::get(const std::shared_ptr<const AccessKey>& key, const Scope& scope) {
  std::string name;
  name.reserve(128);
  // The parts hold no '/': they come from a text that was split there.
  for (const std::string* part : {&scope.access_key_id, &scope.date, &scope.region, &scope.service})
    name.append(*part) += '/';
  if (auto entry = cache_.find(name); entry && !entry->owner.owner_before(key) && !key.owner_before(entry->owner)) {
    return entry->key;
  }
  crypto::Key derived = derive_signing_key(key->secret, scope);
  cache_.put(name, Entry{.owner = key, .key = derived});
  return derived;
}

}  // namespace entrepot::iam
