#include "iam/credentials.h"

#include <array>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/encoding.h"

namespace entrepot::iam {
namespace {

constexpr std::size_t kShards = 64;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>{}(id); }
};

void wipe_and_delete(AccessKey* key) {
  crypto::wipe(key->secret);
  delete key;
}

}  // namespace

/// A reader holds its shard's lock for one look-up and one reference count.
struct Credentials::Impl {
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const AccessKey>, Hash, std::equal_to<>> keys;
  };
  Shard& shard_of(std::string_view id) { return shards[(Hash{}(id) >> 24) % kShards]; }
  std::array<Shard, kShards> shards;
};

std::shared_ptr<const AccessKey> make_shared_key(AccessKey key) {
  return {new AccessKey(std::move(key)), wipe_and_delete};
}

Credentials::Credentials() : impl_(std::make_unique<Impl>()) {}
Credentials::~Credentials() = default;

void Credentials::put(AccessKey key) {
  std::string id = key.principal.access_key_id;
  std::shared_ptr<const AccessKey> shared = make_shared_key(std::move(key));
  Impl::Shard& shard = impl_->shard_of(id);
  const std::lock_guard lock(shard.mutex);
  shard.keys.insert_or_assign(std::move(id), std::move(shared));
}

void Credentials::remove(std::string_view access_key_id) {
  Impl::Shard& shard = impl_->shard_of(access_key_id);
  const std::lock_guard lock(shard.mutex);
  if (const auto at = shard.keys.find(access_key_id); at != shard.keys.end()) shard.keys.erase(at);
}

std::shared_ptr<const AccessKey> Credentials::find(std::string_view access_key_id) const {
  Impl::Shard& shard = impl_->shard_of(access_key_id);
  const std::shared_lock lock(shard.mutex);
  const auto at = shard.keys.find(access_key_id);
  return at == shard.keys.end() ? nullptr : at->second;
}

NewAccessKey make_access_key() {
  std::array<std::uint8_t, 16> name;
  std::array<std::uint8_t, 30> secret;
  crypto::random_bytes(name);
  crypto::random_bytes(secret);
  NewAccessKey key{.id = "AKIA", .secret = base64_encode(secret)};
  for (const std::uint8_t byte : name) key.id += kBase32[byte % kBase32.size()];  // 256 is a multiple of 32: no bias
  crypto::wipe(secret);
  return key;
}

}  // namespace entrepot::iam
