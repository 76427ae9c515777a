#include "registry/content_cache.h"

namespace entrepot::registry {
namespace {

/// What an entry costs beside its manifest: nodes, keys, control blocks.
constexpr std::size_t kEntryBytes = 512;
constexpr std::size_t kRepositories = 100'000;

std::size_t mix(std::size_t a, std::size_t b) {
  // 64-bit finaliser of MurmurHash3 over the sum: every bit of the result depends on all of both.
  std::size_t h = a + 0x9e3779b97f4a7c15ull + (b << 1 | b >> 63);
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdull;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ull;
  return h ^ (h >> 33);
}

std::size_t hash(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

}  // namespace

std::size_t ContentCache::Hash::operator()(const NameView& name) const {
  return mix(mix(hash(name.name), hash(name.account)), hash(name.region));
}

std::size_t ContentCache::Hash::operator()(const TextView& text) const {
  return mix(hash(text.text), static_cast<std::size_t>(text.repository));
}

ContentCache::ContentCache(std::size_t manifest_bytes, std::size_t tags)
    : repositories_(kRepositories), tags_(tags), images_(manifest_bytes) {}

std::shared_ptr<const CachedImage> ContentCache::find(const model::RegistryId& registry, std::string_view repository,
                                                      const ImageRef& ref) {
  const auto key = repositories_.find(NameView{registry.account.text(), registry.region.text(), repository});
  if (!key) return nullptr;
  if (!ref.tag) return ref.digest ? find_image(*key, ref.digest->text()) : nullptr;
  const auto digest = tags_.find(TextView{*key, ref.tag->text()});
  if (!digest || (ref.digest && ref.digest->text() != *digest)) return nullptr;
  return find_image(*key, *digest);
}

std::shared_ptr<const CachedImage> ContentCache::find_image(meta::RepositoryKey repository, std::string_view digest) {
  return images_.find(TextView{repository, digest}).value_or(nullptr);
}

ContentCache::Ticket ContentCache::ticket(const model::RegistryId& registry, std::string_view repository) const {
  Ticket ticket;
  ticket.stripe = stripe_of({registry.account.text(), registry.region.text(), repository});
  ticket.generation = generations_[ticket.stripe].load();
  return ticket;
}

void ContentCache::insert(const Ticket& ticket, const model::RegistryId& registry, std::string_view repository,
                          const ImageRef& ref, std::shared_ptr<const CachedImage> image) {
  // forget_*() first voids the ticket, then takes the shard's lock: so either it finds what is put here, or this sees
  // the void ticket.
  const auto is_valid = [&] { return generations_[ticket.stripe].load() == ticket.generation; };
  const meta::RepositoryKey key = image->repository;
  const std::string digest = image->content.digest.text();
  repositories_.insert(Name{registry.account.text(), registry.region.text(), std::string(repository)}, key, 1,
                       is_valid);
  if (ref.tag) tags_.insert(Text{key, ref.tag->text()}, digest, 1, is_valid);
  const std::size_t weight = image->content.bytes->size() + kEntryBytes;
  images_.insert(Text{key, digest}, std::move(image), weight, is_valid);
}

void ContentCache::forget_repository(const model::RegistryId& registry, std::string_view repository) {
  const NameView name{registry.account.text(), registry.region.text(), repository};
  void_tickets(name);
  // Its tags and images stand under a key that no repository will have again: they age out.
  repositories_.erase(name);
}

void ContentCache::forget_tags(const model::RegistryId& registry, std::string_view repository, meta::RepositoryKey key,
                               std::span<const model::Tag> tags) {
  if (tags.empty()) return;
  void_tickets({registry.account.text(), registry.region.text(), repository});
  for (const model::Tag& tag : tags) tags_.erase(TextView{key, tag.text()});
}

void ContentCache::forget_image(const model::RegistryId& registry, std::string_view repository, meta::RepositoryKey key,
                                std::string_view digest, std::span<const std::string> tags) {
  void_tickets({registry.account.text(), registry.region.text(), repository});
  for (const std::string& tag : tags) tags_.erase(TextView{key, tag});
  images_.erase(TextView{key, digest});
}

}  // namespace entrepot::registry
