#pragma once
// The RepositoryAccess of repositories, in memory, also of names that no repository has. Private to the room.
//
// A writer commits, then forgets, then answers; a reader takes a Ticket first: as ContentCache. With other writers
// beside, what is kept is believed for kFactsAge only, counted from before it was read.

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/names.h"
#include "registry/access.h"
#include "registry/cache.h"

namespace entrepot::registry {

/// Thread-safe.
class AccessCache {
 public:
  AccessCache(const Clock& clock, bool is_sole_writer) : clock_(clock), is_sole_writer_(is_sole_writer) {}

  /// Null: not known, or not any more.
  std::shared_ptr<const RepositoryAccess> find(const model::RegistryId& registry, std::string_view repository);

  class Ticket {
    friend AccessCache;
    std::size_t stripe = 0;
    std::uint64_t generation = 0;
    SysTime taken_at;
  };
  Ticket ticket(const model::RegistryId& registry, std::string_view repository) const;
  /// `policy_bytes`: of the policy's text, of which its compiled form is a multiple.
  void insert(const Ticket& ticket, const model::RegistryId& registry, std::string_view repository,
              std::shared_ptr<const RepositoryAccess> access, std::size_t policy_bytes);
  void forget(const model::RegistryId& registry, std::string_view repository);

  std::size_t weight() const { return entries_.weight(); }

 private:
  struct View {
    std::string_view account, region, name;
  };
  struct Name {
    std::string account, region, name;
    operator View() const { return {account, region, name}; }  // NOLINT(google-explicit-constructor)
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const View& name) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const View& a, const View& b) const noexcept {
      return a.name == b.name && a.account == b.account && a.region == b.region;
    }
  };
  struct Entry {
    std::shared_ptr<const RepositoryAccess> access;
    SysTime read_at;
  };

  static constexpr std::size_t kBytes = 64u << 20;
  static constexpr std::size_t kStripes = 256;
  static std::size_t stripe_of(const View& name) { return Hash{}(name) % kStripes; }

  const Clock& clock_;
  const bool is_sole_writer_;
  BoundedCache<Name, Entry, Hash, Equal> entries_{kBytes};
  std::array<std::atomic<std::uint64_t>, kStripes> generations_{};
};

}  // namespace entrepot::registry
