#include "registry/access_cache.h"

#include <functional>

#include "registry/registry_facts.h"

namespace entrepot::registry {
namespace {

/// Nodes, keys, control blocks, tags.
constexpr std::size_t kEntryBytes = 1024;
/// A compiled policy against its text: patterns are strings of their own.
constexpr std::size_t kCompiled = 6;

std::size_t mix(std::size_t a, std::size_t b) {
  // 64-bit finaliser of MurmurHash3 over the sum: every bit of the result depends on all of both.
  std::size_t h = a + 0x9e3779b97f4a7c15ull + (b << 1 | b >> 63);
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdull;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ull;
  return h ^ (h >> 33);
}

}  // namespace

std::size_t AccessCache::Hash::operator()(const View& name) const {
  constexpr std::hash<std::string_view> kHash;
  return mix(mix(kHash(name.name), kHash(name.account)), kHash(name.region));
}

std::shared_ptr<const RepositoryAccess> AccessCache::find(const model::RegistryId& registry,
                                                          std::string_view repository) {
  const auto entry = entries_.find(View{registry.account.text(), registry.region.text(), repository});
  if (!entry) return nullptr;
  if (!is_sole_writer_ && clock_.now() - entry->read_at > kFactsAge) return nullptr;
  return entry->access;
}

AccessCache::Ticket AccessCache::ticket(const model::RegistryId& registry, std::string_view repository) const {
  Ticket out;
  out.stripe = stripe_of({registry.account.text(), registry.region.text(), repository});
  out.generation = generations_[out.stripe].load();
  out.taken_at = clock_.now();
  return out;
}

void AccessCache::insert(const Ticket& ticket, const model::RegistryId& registry, std::string_view repository,
                         std::shared_ptr<const RepositoryAccess> access, std::size_t policy_bytes) {
  const auto is_valid = [&] { return generations_[ticket.stripe].load() == ticket.generation; };
  entries_.insert(Name{registry.account.text(), registry.region.text(), std::string(repository)},
                  Entry{.access = std::move(access), .read_at = ticket.taken_at},
                  kEntryBytes + policy_bytes * kCompiled, is_valid);
}

void AccessCache::forget(const model::RegistryId& registry, std::string_view repository) {
  const View name{registry.account.text(), registry.region.text(), repository};
  // First the tickets, then the entry: whoever inserts sees the void ticket, or what it put is taken out here.
  generations_[stripe_of(name)].fetch_add(1);
  entries_.erase(name);
}

}  // namespace entrepot::registry
