#pragma once
// Data keys of encryption domains: made at first use, kept wrapped in the database and open in memory. Private to the
// room.

#include <mutex>
#include <unordered_map>

#include "async/task.h"
#include "base/clock.h"
#include "blob/blob_store.h"
#include "kms/root_key.h"
#include "meta/domains.h"
#include "sql/database.h"

namespace entrepot::registry {

/// Thread-safe. A key never changes and is never forgotten while the process runs.
class DataKeys {
 public:
  DataKeys(sql::Database& database, const kms::RootKey& root, const Clock& clock)
      : database_(database), wrapping_(root.derive("data-keys")), clock_(clock) {}

  struct Opened {
    meta::DataKeyKey key{};
    blob::DataKey data_key;
  };
  /// The key that new blobs of the domain are written with.
  async::Task<Opened> for_writing(meta::DomainKey domain);
  /// kCorrupt if it does not open: the row is damaged.
  async::Task<blob::DataKey> for_reading(meta::DataKeyKey key);

 private:
  async::Task<meta::DataKeyRow> newest_or_made(meta::DomainKey domain);
  Result<blob::DataKey> unwrap(const meta::DataKeyRow& row) const;

  sql::Database& database_;
  const crypto::Key wrapping_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<meta::DomainKey, Opened> newest_;
  std::unordered_map<meta::DataKeyKey, blob::DataKey> by_key_;
};

}  // namespace entrepot::registry
