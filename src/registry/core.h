#pragma once
// What the services share: stores, keys, caches. Built once by app.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "blob/blob_store.h"
#include "kms/root_key.h"
#include "model/names.h"
#include "observe/metrics.h"
#include "sql/database.h"

namespace entrepot::registry {

struct Config {
  std::size_t manifest_cache_bytes = 32_MiB;  ///< decoded manifests kept by digest
  std::size_t tag_cache_entries = 100'000;    ///< only when this process is the sole writer
  std::size_t max_images_per_repository = 100'000;
  std::size_t max_tags_per_image = 1'000;
  std::size_t max_repositories = 100'000;
  std::uint64_t max_layer_parts = 4'200;            ///< of an upload at the AWS door
  std::uint64_t max_layer_bytes = 52'000ull << 20;  ///< 52,000 MiB, as the others: Amazon ECR service quotas
  std::uint64_t max_batch_bytes = 32_MiB;           ///< of the manifests that one BatchGetImage brings
  std::size_t max_resource_tags = 50;               ///< of a repository
  std::size_t max_pull_time_exclusions = 100;
  std::size_t max_creation_templates = 100;
  std::size_t max_cache_rules = 50;
  std::size_t max_replication_rules = 25;
  std::size_t max_replication_destinations = 25;  ///< different ones, of all rules together
  std::size_t max_signing_rules = 10;
  /// A push to a repository that is not there makes it, with defaults, where no creation template says how.
  bool create_unmatched_on_push = false;
  std::chrono::hours upload_lifetime{24 * 7};  ///< an untouched upload session is forgotten after
  std::chrono::hours blob_lease{24};  ///< an unreferenced blob is kept at least this long after it was last offered
};

/// Where objects lie. Two different stores, each of them of this registry alone: what no row names is removed.
struct Stores {
  blob::BlobStore& standard;
  blob::BlobStore& archive;  ///< for the layers that only archived images need
};

class Core {
 public:
  Core(sql::Database& database, Stores stores, const kms::RootKey& root, const Clock& clock, observe::Metrics& metrics,
       Config config);
  ~Core();

  /// Migrates the schema, checks that the root key is the one this store was made with (kUnavailable with a clear
  /// message otherwise; `fresh` says that the store may be empty), forgets uploads without a row. Call once, before
  /// anything else.
  async::Task<void> open();
  /// Removes what expired: uploads, unreferenced blobs whose lease ran out, tombstoned objects. Returns how many
  /// things.
  async::Task<std::size_t> collect();

  /// Moves layers to the archive and back, as their images were archived or are wanted again, and makes images active
  /// of which all is back. Returns how many layers it moved. Every few seconds is right: without anything to do it
  /// costs two look-ups.
  async::Task<std::size_t> move();
  /// Ends a move() that is running at the next piece of a layer; it goes on after the next start.
  void stop_moving();

  /// Writes the times of the pulls since the last call. Every half minute is often enough; collect() does it too.
  async::Task<void> flush();

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Accounts and access keys, kept in the same database. The secret is sealed with a key derived from the root.
class Accounts {
 public:
  explicit Accounts(Core& core) : core_(core) {}
  struct Key {
    model::AccountId account;
    std::string id;
    std::string secret;
    bool is_active = true;
  };
  /// Makes the account if it is not there, and gives it this root access key.
  async::Task<void> create_root(model::AccountId account, std::string access_key_id, std::string secret);
  /// The access keys of the accounts' roots, opened.
  async::Task<std::vector<Key>> access_keys();

 private:
  Core& core_;
};

}  // namespace entrepot::registry
