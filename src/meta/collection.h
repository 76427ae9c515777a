#pragma once
// What the collector does in small transactions: review blobs, bury objects, empty deleted repositories.

#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

/// A blob and where it lies.
struct BlobObject {
  BlobKey key{};
  std::string object_key;
};
/// Blobs whose review is due, the longest due first, locked; another collector's are passed over. Only in write().
async::Task<std::vector<BlobObject>> due_blobs(sql::Transaction& tx, SysTime now, std::size_t limit);

enum class Review : std::uint8_t { kKept, kDeleted };
/// kKept: an image refers to it, it is under review no more. kDeleted: its links and its row are gone, and its object
/// has a tombstone. kConflict "constraint" if a push referred to it meanwhile: leave it to the next time.
async::Task<Review> review_blob(sql::Transaction& tx, const BlobObject& blob, SysTime bury_after);

/// Objects that may be removed now.
async::Task<std::vector<std::string>> due_tombstones(sql::Transaction& tx, SysTime now, std::size_t limit);
async::Task<void> delete_tombstone(sql::Transaction& tx, const std::string& object_key);

/// Repositories that detach_repository() took out.
async::Task<std::vector<RepositoryKey>> deleted_repositories(sql::Transaction& tx, std::size_t limit);
enum class Drained : std::uint8_t { kMore, kWaitsForUploads, kGone };
/// Removes at most `limit` images, or links, of it, and in the end its row. Its blobs come under review at
/// `collect_after`; its uploads expire at once.
async::Task<Drained> drain_deleted_repository(sql::Transaction& tx, RepositoryKey repository, SysTime collect_after,
                                              std::size_t limit);

/// Objects of the blobs after `after`, by key: a walk over all of them.
async::Task<std::vector<BlobObject>> list_objects(sql::Transaction& tx, BlobKey after, std::size_t limit);
/// Whether a row says that the object is a blob's.
async::Task<bool> is_blob_object(sql::Transaction& tx, DomainKey domain, const Digest& digest,
                                 const std::string& object_key);

}  // namespace entrepot::meta
