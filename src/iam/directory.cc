#include "iam/directory.h"

#include <array>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace entrepot::iam {
namespace {

constexpr std::size_t kShards = 64;

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// A map from texts to what many share. A reader holds a shard's lock for one look-up and one reference count.
template <class Value>
class SharedMap {
 public:
  /// What stood there before; null if nothing did.
  std::shared_ptr<const Value> put(std::string_view key, std::shared_ptr<const Value> value) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.values.find(key);
    if (at != shard.values.end()) return std::exchange(at->second, std::move(value));
    shard.values.emplace(std::string(key), std::move(value));
    return nullptr;
  }
  std::shared_ptr<const Value> remove(std::string_view key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto at = shard.values.find(key);
    if (at == shard.values.end()) return nullptr;
    auto before = std::move(at->second);
    shard.values.erase(at);
    return before;
  }
  std::shared_ptr<const Value> find(std::string_view key) const {
    const Shard& shard = shard_of(key);
    const std::shared_lock lock(shard.mutex);
    const auto at = shard.values.find(key);
    return at == shard.values.end() ? nullptr : at->second;
  }

 private:
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const Value>, Hash, std::equal_to<>> values;
  };
  const Shard& shard_of(std::string_view key) const { return shards_[(Hash{}(key) >> 24) % kShards]; }
  Shard& shard_of(std::string_view key) { return shards_[(Hash{}(key) >> 24) % kShards]; }
  std::array<Shard, kShards> shards_;
};

}  // namespace

struct Directory::Impl {
  std::mutex writing;  ///< the two maps of identities change together
  SharedMap<Identity> by_id;
  SharedMap<Identity> by_arn;
  SharedMap<Organisation> organisations;

  /// The ARN may belong to another by now: one deleted and made again under the same name.
  void forget_arn(const Identity& identity) {
    const auto there = by_arn.find(identity.arn);
    if (there && there->id == identity.id) by_arn.remove(identity.arn);
  }
};

Directory::Directory() : impl_(std::make_unique<Impl>()) {}
Directory::~Directory() = default;

void Directory::put(Identity identity) {
  const auto shared = std::make_shared<const Identity>(std::move(identity));
  const std::lock_guard lock(impl_->writing);
  const auto before = impl_->by_id.put(shared->id, shared);
  if (before && before->arn != shared->arn) impl_->forget_arn(*before);
  impl_->by_arn.put(shared->arn, shared);
}

void Directory::remove(std::string_view id) {
  const std::lock_guard lock(impl_->writing);
  if (const auto before = impl_->by_id.remove(id)) impl_->forget_arn(*before);
}

std::shared_ptr<const Identity> Directory::find(std::string_view id) const {
  return impl_->by_id.find(id);
}

std::shared_ptr<const Identity> Directory::find_arn(std::string_view arn) const {
  return impl_->by_arn.find(arn);
}

void Directory::put_organisation(const model::AccountId& account, std::shared_ptr<const Organisation> organisation) {
  if (organisation) {
    impl_->organisations.put(account.text(), std::move(organisation));
  } else {
    impl_->organisations.remove(account.text());
  }
}

std::shared_ptr<const Organisation> Directory::find_organisation(const model::AccountId& account) const {
  return impl_->organisations.find(account.text());
}

}  // namespace entrepot::iam
