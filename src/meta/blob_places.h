#pragma once
// Where the objects of blobs lie, the store or the archive, and which of them should move. A blob belongs in the
// archive while images refer to it and all of them are archived.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

/// What an archived object holds: the blob's bytes, or those bytes packed.
enum class ObjectForm : std::uint8_t { kPlain, kZstd };
struct ArchivedObject {
  ObjectForm form = ObjectForm::kPlain;
  std::uint64_t stored_bytes = 0;
};
/// nullopt: the blob's object lies in the store.
async::Task<std::optional<ArchivedObject>> find_archived(sql::Transaction& tx, BlobKey blob);
/// Whether a row says that the archived object is a blob's.
async::Task<bool> is_archived_object(sql::Transaction& tx, const std::string& object_key);

/// Asks the mover to look at the image's blobs.
async::Task<void> review_places(sql::Transaction& tx, ImageKey image, SysTime now);
/// The same for one blob. Nothing happens if there is no such blob any more.
async::Task<void> review_place(sql::Transaction& tx, BlobKey blob, SysTime now);
/// The same, if an archived image refers to it.
async::Task<void> review_place_if_archived(sql::Transaction& tx, BlobKey blob, SysTime now);

async::Task<bool> is_review_due(sql::Transaction& tx, SysTime now);
struct PlaceReview {
  BlobKey blob{};
  SysTime due;  ///< of the row as it was left
};
/// One review that is due, put off until `until` for whoever else looks. nullopt: none. Only in write().
async::Task<std::optional<PlaceReview>> claim_review(sql::Transaction& tx, SysTime now, SysTime until);
/// Ends the review, unless somebody asked for another one meanwhile.
async::Task<void> end_review(sql::Transaction& tx, const PlaceReview& review);
/// All reviews are due: for a process that knows that no other one is at work.
async::Task<void> reclaim_reviews(sql::Transaction& tx);

struct PlacedBlob {
  BlobKey key{};
  DomainKey domain{};
  Digest digest;
  std::uint64_t size = 0;
  DataKeyKey data_key{};
  std::string object_key;
  bool is_damaged = false;
  std::optional<ArchivedObject> archived;
  std::optional<bool> belongs_in_archive;  ///< none: no image refers to it, so it may lie where it lies
};
async::Task<std::optional<PlacedBlob>> find_placed(sql::Transaction& tx, BlobKey blob);

struct NewPlace {
  std::string object_key;
  DataKeyKey data_key{};
  std::optional<ArchivedObject> archived;
};
/// The blob's object is the new one, if it still was `from`. False: it is not, and nothing was changed.
async::Task<bool> switch_object(sql::Transaction& tx, BlobKey blob, const std::string& from, const NewPlace& to);
/// The row's object lies in the store again: whoever gave it another object key says so.
async::Task<void> forget_archived(sql::Transaction& tx, BlobKey blob);

/// Images on their way back of which nothing is left in the archive, what is damaged excepted.
async::Task<std::vector<ImageKey>> restored_images(sql::Transaction& tx, std::size_t limit);

}  // namespace entrepot::meta
