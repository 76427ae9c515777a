#include "blob/fs/object_cache.h"

#include <algorithm>

#include "base/encoding.h"
#include "blob/object_key.h"
#include "crypto/hash.h"

namespace entrepot::blob::fs {

std::shared_ptr<const SealedObject> ObjectCache::find(const std::string& opened_as) {
  std::shared_ptr<const SealedObject> old;  // closed after the lock
  const std::lock_guard lock(mutex_);
  const auto at = by_name_.find(opened_as);
  if (at == by_name_.end()) return nullptr;
  if (Clock::now() - at->second->opened > kMaxAge) {
    old = at->second->object;
    erase(at->second);
    return nullptr;
  }
  lru_.splice(lru_.begin(), lru_, at->second);
  return at->second->object;
}

void ObjectCache::put(const std::shared_ptr<const SealedObject>& object) {
  if (max_entries_ == 0) return;
  Lru old;
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  if (const auto at = by_name_.find(object->names().opened_as); at != by_name_.end()) erase(at->second);
  while (!lru_.empty() && (lru_.size() >= max_entries_ || now - lru_.back().opened > kMaxAge)) {
    by_name_.erase(lru_.back().object->names().opened_as);
    old.splice(old.end(), lru_, std::prev(lru_.end()));
  }
  lru_.push_front({object, now});
  by_name_[object->names().opened_as] = lru_.begin();
}

void ObjectCache::drop(const std::string& object_key) {
  const std::lock_guard lock(mutex_);
  for (auto at = lru_.begin(); at != lru_.end();) {
    const auto here = at++;
    if (here->object->names().object == object_key) erase(here);
  }
}

void ObjectCache::erase(Lru::iterator at) {
  by_name_.erase(at->object->names().opened_as);
  lru_.erase(at);
}

ObjectNames names_of(const ObjectKey& object, const DataKey& key) {
  // Half of a keyed hash tells keys apart and gives nothing away.
  const auto print = crypto::hmac_sha256(key.key.bytes(), as_text(key.id));
  return {.object = object.text,
          .generation = std::string(generation_in(object.text)),
          .opened_as = object.text + "#" + hex_encode(std::span(print).first(16))};
}

}  // namespace entrepot::blob::fs
