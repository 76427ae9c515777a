#pragma once
// What a pull of a manifest needs, in memory: repository by name, tag to digest, manifest by digest. Private to the
// room.
//
// A writer commits, then forgets what it changed, then answers. A reader that read before that commit must not put what
// it read back after the forgetting: so a reader takes a Ticket before it reads, and each forgetting makes the tickets
// of that repository void. One counter stands for many repositories; a ticket voided by a neighbour costs a lookup
// later.

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "meta/ids.h"
#include "registry/cache.h"
#include "registry/types.h"

namespace entrepot::registry {

/// When an image was last pulled, until it is written. Shared by the cache and the list of what must be written.
struct PullMark {
  explicit PullMark(meta::ImageKey key) : image(key) {}
  const meta::ImageKey image;
  std::atomic<std::int64_t> at{0};
  std::atomic<bool> is_listed{false};
};

struct CachedImage {
  meta::RepositoryKey repository{};
  meta::ImageKey key{};
  ManifestContent content;
  std::shared_ptr<PullMark> pull;
};

/// Thread-safe.
class ContentCache {
 public:
  ContentCache(std::size_t manifest_bytes, std::size_t tags);

  /// By name alone: right only while this process is the only one that writes. Null: not known.
  std::shared_ptr<const CachedImage> find(const model::RegistryId& registry, std::string_view repository,
                                          const ImageRef& ref);
  /// By key and digest, for whoever has just seen in the database that the image is there.
  std::shared_ptr<const CachedImage> find_image(meta::RepositoryKey repository, std::string_view digest);

  class Ticket {
    friend ContentCache;
    std::size_t stripe = 0;
    std::uint64_t generation = 0;
  };
  Ticket ticket(const model::RegistryId& registry, std::string_view repository) const;
  void insert(const Ticket& ticket, const model::RegistryId& registry, std::string_view repository, const ImageRef& ref,
              std::shared_ptr<const CachedImage> image);

  void forget_repository(const model::RegistryId& registry, std::string_view repository);
  void forget_tags(const model::RegistryId& registry, std::string_view repository, meta::RepositoryKey key,
                   std::span<const model::Tag> tags);
  /// With the tags that pointed to it.
  void forget_image(const model::RegistryId& registry, std::string_view repository, meta::RepositoryKey key,
                    std::string_view digest, std::span<const std::string> tags);

 private:
  struct NameView {
    std::string_view account, region, name;
  };
  struct Name {
    std::string account, region, name;
    operator NameView() const { return {account, region, name}; }  // NOLINT(google-explicit-constructor)
  };
  struct TextView {
    meta::RepositoryKey repository;
    std::string_view text;
  };
  /// A tag or a digest of a repository.
  struct Text {
    meta::RepositoryKey repository{};
    std::string text;
    operator TextView() const { return {repository, text}; }  // NOLINT(google-explicit-constructor)
  };
  struct Hash {
    using is_transparent = void;
    // Not noexcept: then libstdc++ keeps the hash in the node instead of making it again on each step of a chain.
    std::size_t operator()(const NameView& name) const;
    std::size_t operator()(const TextView& text) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const NameView& a, const NameView& b) const noexcept {
      return a.name == b.name && a.account == b.account && a.region == b.region;
    }
    bool operator()(const TextView& a, const TextView& b) const noexcept {
      return a.repository == b.repository && a.text == b.text;
    }
  };

  static constexpr std::size_t kStripes = 256;
  static std::size_t stripe_of(const NameView& name) { return Hash{}(name) % kStripes; }
  void void_tickets(const NameView& name) { generations_[stripe_of(name)].fetch_add(1); }

  BoundedCache<Name, meta::RepositoryKey, Hash, Equal> repositories_;
  BoundedCache<Text, std::string, Hash, Equal> tags_;
  BoundedCache<Text, std::shared_ptr<const CachedImage>, Hash, Equal> images_;
  std::array<std::atomic<std::uint64_t>, kStripes> generations_{};
};

}  // namespace entrepot::registry
