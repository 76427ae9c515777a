#pragma once
// What the services of this room share. Private to the room.

#include <atomic>
#include <chrono>
#include <string>

#include "async/blocking_pool.h"
#include "meta/repositories.h"
#include "registry/access_cache.h"
#include "registry/content_cache.h"
#include "registry/core.h"
#include "registry/data_keys.h"
#include "registry/image_quota.h"
#include "registry/misplaced.h"
#include "registry/pull_times.h"
#include "registry/registry_facts.h"
#include "registry/upload_sessions.h"

namespace entrepot::registry {

/// A GET that found an object's name just before its row went may still open it: objects outlive their rows by this.
inline constexpr std::chrono::minutes kTombstoneGrace{10};

/// From one audit of all objects to the next; the first comes a while after the start, which has other things to do.
inline constexpr std::chrono::hours kAuditPause{24};
inline constexpr std::chrono::hours kFirstAudit{1};

struct Core::Impl {
  Impl(sql::Database& database_given, Stores stores, const kms::RootKey& root_given, const Clock& clock_given,
       observe::Metrics& metrics, Config config_given);

  /// A lease of a blob that is granted now lasts until then, and at least half as long.
  SysTime lease_end() const { return clock.now() + config.blob_lease; }
  SysTime half_lease_end() const { return clock.now() + config.blob_lease / 2; }

  sql::Database& database;
  blob::BlobStore& blobs;
  blob::BlobStore& archive;
  const kms::RootKey root;
  const Clock& clock;
  const Config config;
  /// Then names and tags may be answered from memory.
  const bool is_sole_writer;
  DataKeys data_keys;
  ContentCache content;
  ImageQuota quota;
  PullTimes pulls;
  RegistryFactsCache facts;
  AccessCache access;
  UploadSessions sessions;
  std::atomic<std::int64_t> next_audit;  ///< microseconds since the epoch

  Misplaced misplaced;
  std::atomic<bool> is_moving{false};
  std::atomic<bool> is_stopping{false};
  /// One thread: packing must not take the machine from those who push and pull.
  async::BlockingPool packing{{.threads = 1, .max_queued = 256}};

  observe::Counter& manifest_hits;
  observe::Counter& manifest_misses;
  observe::Counter& blobs_damaged;
};

/// How the blob store calls an encryption domain: the first step of its objects' names.
inline std::string blob_domain(meta::DomainKey domain) {
  return std::to_string(static_cast<std::int64_t>(domain));
}

/// The repository, or kRepositoryNotFound with ECR's text. Locks only in write().
async::Task<meta::RepositoryRow> need_repository(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                                 meta::RowLock lock = meta::RowLock::kNone);

}  // namespace entrepot::registry
