#pragma once
// Upload sessions: what is needed to go on with one after a restart or on another node.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

struct UploadRow {
  std::string id;
  RepositoryKey repository{};
  std::string principal;
  DataKeyKey data_key{};
  std::uint64_t durable_bytes = 0;
  std::uint64_t parts = 0;
  std::uint64_t last_part_bytes = 0;
  bool has_small_part = false;  ///< a part that has a successor is smaller than allowed
  std::int64_t version = 0;     ///< of the row as it was read, or will be written
  SysTime created_at;
  SysTime expires_at;
  sql::Blob state;  ///< blob::Checkpoint::state; empty before the first byte
};

async::Task<std::optional<UploadRow>> find_upload(sql::Transaction& tx, const std::string& id);
/// kConflict "constraint" if the repository or the id says no.
async::Task<void> insert_upload(sql::Transaction& tx, const UploadRow& upload);
/// Writes what append() changes, if the row still has version `upload.version - 1`. False: another writer went on.
async::Task<bool> update_upload(sql::Transaction& tx, const UploadRow& upload);
/// False if there was none.
async::Task<bool> delete_upload(sql::Transaction& tx, const std::string& id);

/// Ids of at most `limit` uploads that nobody touched in time.
async::Task<std::vector<std::string>> expired_uploads(sql::Transaction& tx, SysTime now, std::size_t limit);
/// Deletes it if it is still expired. False: it went on, or is gone.
async::Task<bool> delete_expired_upload(sql::Transaction& tx, const std::string& id, SysTime now);

}  // namespace entrepot::meta
