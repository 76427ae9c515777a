// Storing a manifest and moving tags to it, in one transaction.

#include <boost/json.hpp>

#include "crypto/hash.h"
#include "manifest/manifest.h"
#include "meta/images.h"
#include "meta/repositories.h"
#include "meta/tags.h"
#include "registry/core_impl.h"
#include "registry/images.h"
#include "registry/messages.h"
#include "registry/restore_images.h"

namespace entrepot::registry {
namespace {

/// A manifest that was checked as far as that goes without the database.
struct Checked {
  meta::NewImage image;
  std::uint64_t size = 0;  ///< of the layers; an index has its largest child's
  std::vector<meta::BlobUse> blobs;
  std::vector<Digest> children;
};

std::string to_json(const std::map<std::string, std::string>& annotations) {
  boost::json::object object;
  for (const auto& [name, value] : annotations) object.emplace(name, value);
  return boost::json::serialize(object);
}

Result<Checked> check(const Scope& scope, const PutImage& request, SysTime now) {
  ENTREPOT_TRY(manifest::Manifest parsed, manifest::parse(request.manifest, request.media_type));
  const auto algorithm = request.digest ? request.digest->algorithm() : DigestAlgorithm::kSha256;
  Digest digest = crypto::digest_of(request.manifest, algorithm);
  if (request.digest && *request.digest != digest) {
    return fail(messages::manifest_digest_mismatch(scope, request.repository, *request.digest));
  }
  Checked checked{.image = {.digest = std::move(digest),
                            .media_type = parsed.media_type,
                            .artifact_type = parsed.artifact_type,
                            .pushed_at = now,
                            .subject = std::nullopt,
                            .annotations = std::nullopt,
                            .manifest = sql::Blob(request.manifest.begin(), request.manifest.end())},
                  .size = parsed.blob_bytes(),
                  .blobs = {},
                  .children = {}};
  if (parsed.subject) {
    checked.image.subject = parsed.subject->digest;
    checked.image.annotations = to_json(parsed.annotations);
  }
  for (auto& blob : parsed.required_blobs()) checked.blobs.push_back({std::move(blob.digest), blob.media_type});
  for (const auto& child : parsed.children) checked.children.push_back(child.digest);
  std::ranges::sort(checked.children);
  const auto repeated = std::ranges::unique(checked.children);
  checked.children.erase(repeated.begin(), repeated.end());
  return checked;
}

/// The children in this repository; kReferencedImagesNotFound, naming those that are not there.
async::Task<std::vector<meta::ChildRow>> need_children(sql::Transaction& tx, const Scope& scope,
                                                       const meta::RepositoryRow& repository,
                                                       const std::vector<Digest>& digests) {
  ENTREPOT_CO_TRY(auto children, co_await meta::find_children(tx, repository.key, digests));
  if (children.size() == digests.size()) co_return children;
  std::vector<Digest> missing;
  for (const Digest& digest : digests) {
    if (std::ranges::find(children, digest, &meta::ChildRow::digest) == children.end()) missing.push_back(digest);
  }
  co_return fail(messages::images_missing(scope, repository.name, missing));
}

/// After the insert, which is rolled back if there was no room: a push of an image that is there needs none.
async::Task<void> check_quota(sql::Transaction& tx, Core::Impl& core, const Scope& scope,
                              const meta::RepositoryRow& repository) {
  if (core.quota.take(repository.key)) co_return Result<void>{};
  const std::size_t limit = core.quota.limit();
  ENTREPOT_CO_TRY(const std::size_t images, co_await meta::count_images(tx, repository.key, limit + 1));
  if (images > limit) co_return fail(messages::too_many_images(scope, repository.name, limit));
  core.quota.counted(repository.key, images);
  co_return Result<void>{};
}

/// Inserts the image with all it refers to. nullopt: the repository has it already, and so all it refers to.
async::Task<std::optional<meta::ImageKey>> insert(sql::Transaction& tx, Core::Impl& core, const Scope& scope,
                                                  const meta::RepositoryRow& repository, const Checked& checked) {
  std::vector<meta::ChildRow> children;
  std::uint64_t size = checked.size;
  if (!checked.children.empty()) {
    ENTREPOT_CO_TRY(children, co_await need_children(tx, scope, repository, checked.children));
    size = std::ranges::max(children, {}, &meta::ChildRow::size).size;
  }
  ENTREPOT_CO_TRY(const auto inserted, co_await meta::insert_image(tx, repository.key, size, checked.image));
  if (!inserted) co_return std::optional<meta::ImageKey>();
  ENTREPOT_CO_CHECK_OK(co_await check_quota(tx, core, scope, repository));

  ENTREPOT_CO_TRY(const std::size_t used,
                  co_await meta::use_blobs(tx, *inserted, repository.key, repository.domain, checked.blobs));
  if (used < checked.blobs.size()) {
    ENTREPOT_CO_TRY(const auto missing,
                    co_await meta::missing_blobs(tx, repository.key, repository.domain, checked.blobs));
    co_return fail(messages::layers_missing(scope, repository.name, missing));
  }
  ENTREPOT_CO_CHECK_OK(co_await meta::add_children(tx, *inserted, children));
  co_return inserted;
}

enum class ImageWas : std::uint8_t { kNew, kThere };
enum class TagWas : std::uint8_t { kMoved, kThere };

/// Points the tag to the image, if the repository's rules let it.
async::Task<TagWas> set_tag(sql::Transaction& tx, const meta::RepositoryRow& repository, const std::string& tag,
                            meta::ImageKey image, SysTime now) {
  // Of two pushes of a new tag one inserts; the other then sees what the first one made of it.
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::insert_tag(tx, repository.key, tag, image, now));
  if (is_new) co_return TagWas::kMoved;
  ENTREPOT_CO_TRY(const auto holder, co_await meta::find_tag_for_update(tx, repository.key, tag));
  if (holder == image) co_return TagWas::kThere;
  if (holder && model::is_immutable(repository.settings, tag)) {
    co_return fail(messages::tag_immutable(repository.name, tag));
  }
  ENTREPOT_CO_CHECK_OK(co_await meta::move_tag(tx, repository.key, tag, image, now));
  co_return TagWas::kMoved;
}

/// Returns how many of them did not point there before.
async::Task<std::size_t> set_tags(sql::Transaction& tx, const Core::Impl& core, const Scope& scope,
                                  const meta::RepositoryRow& repository, const std::vector<model::Tag>& tags,
                                  meta::ImageKey image, ImageWas image_was, SysTime now) {
  std::size_t moved = 0;
  for (const model::Tag& tag : tags) {
    ENTREPOT_CO_TRY(const TagWas was, co_await set_tag(tx, repository, tag.text(), image, now));
    if (was == TagWas::kMoved) ++moved;
  }
  const std::size_t limit = core.config.max_tags_per_image;
  if (moved == 0 || (image_was == ImageWas::kNew && moved <= limit)) co_return moved;
  ENTREPOT_CO_TRY(const std::size_t count, co_await meta::count_tags_of(tx, image));
  if (count > limit) co_return fail(messages::too_many_tags(scope, repository.name, tags.back().text(), limit));
  co_return moved;
}

/// The atomic step: the repository is held against its deletion, every reference is a row with a foreign key, and what
/// a concurrent delete or collection took makes it fail as a whole. Says in `where` which repository it was.
async::Task<void> place(sql::Transaction& tx, Core::Impl& core, const Scope& scope, const PutImage& request,
                        const Checked& checked, std::optional<meta::RepositoryKey>& where) {
  ENTREPOT_CO_TRY(const auto repository,
                  co_await need_repository(tx, scope, request.repository, meta::RowLock::kShare));
  where = repository.key;
  ENTREPOT_CO_TRY(auto image, co_await insert(tx, core, scope, repository, checked));
  const ImageWas was = image ? ImageWas::kNew : ImageWas::kThere;
  if (!image) {
    ENTREPOT_CO_TRY(const auto found, co_await meta::find_image_for_update(tx, repository.key, checked.image.digest));
    if (!found) co_return fail(ErrorKind::kConflict, "The image is being deleted; try again");
    image = found->key;
  }
  ENTREPOT_CO_TRY(const std::size_t moved,
                  co_await set_tags(tx, core, scope, repository, request.tags, *image, was, checked.image.pushed_at));
  // What is new and holds nothing cannot have been archived: most pushes need not ask.
  WasInactive was_inactive = WasInactive::kNo;
  if (was == ImageWas::kThere || !checked.children.empty()) {
    ENTREPOT_CO_TRY(was_inactive, co_await restore_now(tx, *image, checked.image.pushed_at));
  }
  if (was_inactive == WasInactive::kYes) co_return Result<void>{};
  if (was == ImageWas::kThere && moved == 0 && request.door == PutImage::Door::kAws) {
    const std::string tag = request.tags.empty() ? "null" : request.tags.front().text();
    co_return fail(messages::image_exists(scope, repository.name, checked.image.digest, tag));
  }
  co_return Result<void>{};
}

}  // namespace

// One commit, so a crash leaves either nothing or all. Blobs were durable before; what of them no image ever refers to
// is the collector's.
async::Task<PutResult> Images::put(Scope scope, PutImage request) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const Checked checked, check(scope, request, core.clock.now()));
  std::optional<meta::RepositoryKey> where;
  const auto body = [&](sql::Transaction& tx) { return place(tx, core, scope, request, checked, where); };
  Result<void> placed = co_await core.database.write(body);
  // A layer or a child was collected or deleted between the look and the insert: look again, and say which.
  if (!placed && sql::is_constraint(placed.error())) placed = co_await core.database.write(body);
  // Also after a failure: it may be one of which nobody knows whether it was committed.
  if (where) core.content.forget_tags(scope.registry, request.repository, *where, request.tags);
  if (!placed) co_return std::unexpected(std::move(placed).error());
  co_return PutResult{checked.image.digest, checked.image.media_type, checked.image.subject};
}

}  // namespace entrepot::registry
