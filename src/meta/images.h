#pragma once
// Images: one row each, never changed after it was made; what they refer to; how they go.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "model/image_status.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct NewImage {
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  SysTime pushed_at;
  std::optional<Digest> subject;
  std::optional<std::string> annotations;  ///< a JSON object; only kept for what has a subject
  sql::Blob manifest;
};

/// `size`: of its layers, not of the manifest. nullopt: the repository has it already.
async::Task<std::optional<ImageKey>> insert_image(sql::Transaction& tx, RepositoryKey repository, std::uint64_t size,
                                                  const NewImage& image);

struct BlobUse {
  Digest digest;
  std::string media_type;
};
/// Says that the image needs these blobs, which must be linked to the repository and whole. Returns how many of them
/// are; fewer than asked: roll back.
async::Task<std::size_t> use_blobs(sql::Transaction& tx, ImageKey image, RepositoryKey repository, DomainKey domain,
                                   std::span<const BlobUse> blobs);
/// Those of `blobs` that use_blobs() would not take, in their order.
async::Task<std::vector<Digest>> missing_blobs(sql::Transaction& tx, RepositoryKey repository, DomainKey domain,
                                               std::span<const BlobUse> blobs);

struct ChildRow {
  ImageKey key{};
  Digest digest;
  std::uint64_t size = 0;
};
/// Those of `digests` that the repository has, in no order.
async::Task<std::vector<ChildRow>> find_children(sql::Transaction& tx, RepositoryKey repository,
                                                 std::span<const Digest> digests);
async::Task<void> add_children(sql::Transaction& tx, ImageKey parent, std::span<const ChildRow> children);
/// Digests of the indexes that refer to it, at most `limit`.
async::Task<std::vector<Digest>> parents_of(sql::Transaction& tx, ImageKey child, std::size_t limit);

struct ImageName {
  ImageKey key{};
  Digest digest;
};
async::Task<std::optional<ImageName>> find_image(sql::Transaction& tx, RepositoryKey repository, const Digest& digest);
async::Task<std::optional<ImageName>> find_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                  const std::string& tag);
/// As find_image() and find_tagged(), locked against being deleted. Only in write().
async::Task<std::optional<ImageName>> find_image_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                            const Digest& digest);
async::Task<std::optional<ImageName>> find_tagged_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                             const std::string& tag);

/// What a pull needs. In one query, by the repository's name: the common case of a pull costs one round trip.
struct ImageContent {
  RepositoryKey repository{};
  ImageKey key{};
  Digest digest;
  std::string media_type;
  model::ImageStatus status = model::ImageStatus::kActive;
  std::shared_ptr<const std::string> manifest;  ///< null if it was not asked for
};
/// kWithout: to look whether a manifest that is at hand is still the one.
enum class Manifest : std::uint8_t { kWith, kWithout };
async::Task<std::optional<ImageContent>> load_by_digest(sql::Transaction& tx, const model::RegistryId& registry,
                                                        const std::string& repository, const Digest& digest,
                                                        Manifest manifest);
async::Task<std::optional<ImageContent>> load_by_tag(sql::Transaction& tx, const model::RegistryId& registry,
                                                     const std::string& repository, const std::string& tag,
                                                     Manifest manifest);

/// At most `limit`: whether a repository is full is all that anybody asks.
async::Task<std::size_t> count_images(sql::Transaction& tx, RepositoryKey repository, std::size_t limit);

/// Deletes the row and what hangs on it, tags excepted: those must be gone. Its blobs come under review, not before
/// `collect_after`. The caller has seen that it has no parents; kConflict "constraint" if one came meanwhile.
async::Task<void> delete_image(sql::Transaction& tx, ImageKey image, SysTime collect_after);

/// Notes a pull; the later time wins. An image that is gone is no error.
async::Task<void> record_pull(sql::Transaction& tx, ImageKey image, SysTime at);

}  // namespace entrepot::meta
