#pragma once
// Blobs of an encryption domain, and which repositories may read them.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct BlobRow {
  BlobKey key{};
  Digest digest;
  std::uint64_t size = 0;
  DataKeyKey data_key{};
  std::string object_key;
  /// nullopt: an image refers to it. Else the collector may take it after that, if no image does.
  std::optional<SysTime> collect_after;
  std::optional<SysTime> corrupt_at;
};

struct NewBlob {
  DomainKey domain{};
  Digest digest;
  std::uint64_t size = 0;
  DataKeyKey data_key{};
  std::string object_key;
  SysTime created_at;
  SysTime collect_after;
};

/// nullopt: the domain has that digest already, and `blob.object_key` is nobody's.
async::Task<std::optional<BlobKey>> insert_blob(sql::Transaction& tx, const NewBlob& blob);
async::Task<std::optional<BlobRow>> find_blob(sql::Transaction& tx, DomainKey domain, const Digest& digest);
/// The row, locked against the collector until the end of the transaction. Only in write().
async::Task<std::optional<BlobRow>> find_blob_for_share(sql::Transaction& tx, DomainKey domain, const Digest& digest);
/// A damaged blob that came again: the row points to the new object. The old one needs a tombstone.
async::Task<void> replace_object(sql::Transaction& tx, BlobKey key, const NewBlob& blob);
async::Task<void> mark_corrupt(sql::Transaction& tx, BlobKey key, const std::string& object_key, SysTime now);

/// False if the repository had it already.
async::Task<bool> link_blob(sql::Transaction& tx, RepositoryKey repository, BlobKey blob, SysTime now);
/// False if there was no link.
async::Task<bool> unlink_blob(sql::Transaction& tx, RepositoryKey repository, BlobKey blob);

/// A blob as one repository sees it.
struct LinkedBlob {
  BlobRow blob;
  std::string media_type;    ///< as an image of the repository says; empty if none refers to it
  bool is_archived = false;  ///< images of the repository refer to it, and none of them may be pulled
};
/// nullopt: there is no link to such a blob.
async::Task<std::optional<LinkedBlob>> find_linked_blob(sql::Transaction& tx, RepositoryKey repository,
                                                        DomainKey domain, const Digest& digest);
/// Those of `digests` that are linked, in no order.
async::Task<std::vector<LinkedBlob>> find_linked_blobs(sql::Transaction& tx, RepositoryKey repository, DomainKey domain,
                                                       std::span<const Digest> digests);
async::Task<bool> is_needed_by_image(sql::Transaction& tx, RepositoryKey repository, BlobKey blob);
/// Names of the repositories of `registry` that have it, in no order, at most `limit`.
async::Task<std::vector<std::string>> repositories_with(sql::Transaction& tx, const model::RegistryId& registry,
                                                        BlobKey blob, std::size_t limit);

/// Keeps the collector away until `until`, if the blob is under review and that ends before `at_least`. At most one
/// write for each blob in (until - at_least). False if there is no such blob any more.
async::Task<bool> renew_lease(sql::Transaction& tx, BlobKey blob, SysTime until, SysTime at_least);

/// Says that an object is nobody's. Commit it together with the change that made it so.
async::Task<void> insert_tombstone(sql::Transaction& tx, const std::string& object_key, SysTime delete_after);

}  // namespace entrepot::meta
