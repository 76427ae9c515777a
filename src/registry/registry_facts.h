#pragma once
// What the data path asks about its registry, in memory, so that a push or a pull reads no settings. Private to the
// room.
//
// A writer commits, then forgets, then answers. A reader takes a Ticket before it reads the database, and what it read
// is kept only if nothing was forgotten since. With other writers beside, what is kept is believed for kFactsAge only,
// counted from before it was read.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/clock.h"
#include "model/names.h"
#include "registry/access.h"
#include "registry/core.h"

namespace entrepot::registry {

/// How long what is in memory is believed where others write too. What a writer has acknowledged holds everywhere
/// within a second.
inline constexpr std::chrono::milliseconds kFactsAge{900};

struct RegistryFacts {
  RegistryAccess access;
  bool allows_mounting = true;          ///< account setting BLOB_MOUNTING
  std::vector<std::string> unrecorded;  ///< roles and users whose pulls leave no time

  /// Whether a pull by `principal_arn` leaves the time of the image's last pull as it is.
  bool leaves_no_pull_time(std::string_view principal_arn) const;
};

/// Thread-safe.
class RegistryFactsCache {
 public:
  RegistryFactsCache(const Clock& clock, bool is_sole_writer) : clock_(clock), is_sole_writer_(is_sole_writer) {}

  /// Null: not known, or not any more.
  std::shared_ptr<const RegistryFacts> find(const model::RegistryId& registry) const;

  class Ticket {
    friend RegistryFactsCache;
    std::uint64_t generation = 0;
    SysTime taken_at;
  };
  Ticket ticket() const;
  void insert(const Ticket& ticket, const model::RegistryId& registry, std::shared_ptr<const RegistryFacts> facts);
  void forget(const model::RegistryId& registry);

 private:
  struct Entry {
    std::shared_ptr<const RegistryFacts> facts;
    SysTime read_at;
  };
  static constexpr std::size_t kMaxRegistries = 10'000;

  const Clock& clock_;
  const bool is_sole_writer_;
  mutable std::mutex mutex_;
  std::map<model::RegistryId, Entry> entries_;
  std::uint64_t generation_ = 0;
};

/// From memory, or read now.
async::Task<std::shared_ptr<const RegistryFacts>> registry_facts(Core::Impl& core, model::RegistryId registry);

}  // namespace entrepot::registry
