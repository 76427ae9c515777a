// Deleting images and tags.

#include "meta/images.h"
#include "meta/repositories.h"
#include "meta/tags.h"
#include "registry/core_impl.h"
#include "registry/image_ids.h"
#include "registry/images.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

/// So many of the indexes that hold an image are named.
constexpr std::size_t kParentsShown = 10;

/// What the cache must forget once the transaction is over.
struct Gone {
  std::string digest;
  std::vector<std::string> tags;
};
struct Traces {
  std::optional<meta::RepositoryKey> repository;
  std::vector<Gone> gone;
};

void forget(Core::Impl& core, const Scope& scope, const std::string& repository, const Traces& traces) {
  if (!traces.repository) return;
  for (const Gone& gone : traces.gone) {
    core.content.forget_image(scope.registry, repository, *traces.repository, gone.digest, gone.tags);
  }
}

/// The image with all its tags. An index is deleted before what it holds.
async::Task<std::vector<std::string>> delete_whole(sql::Transaction& tx, const meta::ImageName& image,
                                                   SysTime collect_after, Traces& traces) {
  ENTREPOT_CO_TRY(const auto parents, co_await meta::parents_of(tx, image.key, kParentsShown));
  if (!parents.empty()) co_return fail(messages::image_referenced(parents));
  ENTREPOT_CO_TRY(auto tags, co_await meta::delete_tags_of(tx, image.key));
  ENTREPOT_CO_CHECK_OK(co_await meta::delete_image(tx, image.key, collect_after));
  traces.gone.push_back({image.digest.text(), tags});
  co_return tags;
}

/// The tag; with the last one, the image.
async::Task<void> untag(sql::Transaction& tx, meta::RepositoryKey repository, const meta::ImageName& image,
                        const std::string& tag, SysTime collect_after, Traces& traces) {
  ENTREPOT_CO_TRY(const std::size_t tags, co_await meta::count_tags_of(tx, image.key));
  if (tags == 1) {
    ENTREPOT_CO_CHECK_OK(co_await delete_whole(tx, image, collect_after, traces));
    co_return Result<void>{};
  }
  ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there, co_await meta::delete_tag(tx, repository, tag));
  traces.gone.push_back({image.digest.text(), {tag}});
  co_return Result<void>{};
}

async::Task<void> delete_one(sql::Transaction& tx, meta::RepositoryKey repository, const ImageId& id,
                             SysTime collect_after, Images::Deleted& out, Traces& traces) {
  const auto ref = parse_image_id(id);
  if (!ref) {
    out.failures.push_back(ref.error());
    co_return Result<void>{};
  }
  std::optional<meta::ImageName> image;
  if (ref->tag) {
    ENTREPOT_CO_TRY(image, co_await meta::find_tagged_for_update(tx, repository, ref->tag->text()));
  } else {
    ENTREPOT_CO_TRY(image, co_await meta::find_image_for_update(tx, repository, *ref->digest));
  }
  if (!image || (ref->digest && *ref->digest != image->digest)) {
    out.failures.push_back(image ? tag_mismatch_failure(id) : image_not_found_failure(id));
    co_return Result<void>{};
  }
  std::vector<std::string> tags;
  Result<void> done;
  if (ref->tag) {
    done = co_await untag(tx, repository, *image, ref->tag->text(), collect_after, traces);
    tags.push_back(ref->tag->text());
  } else {
    auto deleted = co_await delete_whole(tx, *image, collect_after, traces);
    done = deleted ? Result<void>{} : Result<void>(std::unexpected(deleted.error()));
    if (deleted) tags = std::move(*deleted);
  }
  if (!done && done.error().kind() == ErrorKind::kImageReferenced) {
    out.failures.push_back(
        {.image = id, .code = "ImageReferencedByManifestList", .reason = std::string(done.error().message())});
    co_return Result<void>{};
  }
  if (!done) co_return done;
  const std::string digest = image->digest.text();
  for (std::string& tag : tags) out.images.push_back({.digest = digest, .tag = std::move(tag)});
  if (tags.empty()) out.images.push_back({.digest = digest, .tag = std::nullopt});
  co_return Result<void>{};
}

async::Task<Images::Deleted> delete_batch(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                          const std::vector<ImageId>& ids, SysTime collect_after, Traces& traces) {
  traces = {};
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name, meta::RowLock::kShare));
  traces.repository = repository.key;
  Images::Deleted out;
  for (const ImageId& id : ids) {
    ENTREPOT_CO_CHECK_OK(co_await delete_one(tx, repository.key, id, collect_after, out, traces));
  }
  co_return out;
}

async::Task<void> delete_ref(sql::Transaction& tx, const Scope& scope, const std::string& name, const ImageRef& ref,
                             SysTime collect_after, Traces& traces) {
  traces = {};
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name, meta::RowLock::kShare));
  traces.repository = repository.key;
  if (ref.tag) {
    // OCI distribution-spec, "Deleting tags": the tag alone; the image stays under its digest.
    ENTREPOT_CO_TRY(const auto tagged, co_await meta::find_tagged_for_update(tx, repository.key, ref.tag->text()));
    if (!tagged || (ref.digest && *ref.digest != tagged->digest)) co_return fail(messages::image_not_found());
    ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there,
                    co_await meta::delete_tag(tx, repository.key, ref.tag->text()));
    traces.gone.push_back({tagged->digest.text(), {ref.tag->text()}});
    co_return Result<void>{};
  }
  if (!ref.digest) co_return fail(messages::image_not_found());
  ENTREPOT_CO_TRY(const auto image, co_await meta::find_image_for_update(tx, repository.key, *ref.digest));
  if (!image) co_return fail(messages::image_not_found());
  ENTREPOT_CO_CHECK_OK(co_await delete_whole(tx, *image, collect_after, traces));
  co_return Result<void>{};
}

}  // namespace

// All of a batch, or after a crash nothing, in one commit. Blobs come under review in the same transaction, so that
// none is forgotten by the collector.
async::Task<Images::Deleted> Images::remove_batch(Scope scope, std::string repository, std::vector<ImageId> ids) {
  Core::Impl& core = core_.impl();
  const SysTime collect_after = core.lease_end();
  Traces traces;
  const auto body = [&](sql::Transaction& tx) {
    return delete_batch(tx, scope, repository, ids, collect_after, traces);
  };
  auto deleted = co_await core.database.write(body);
  // A push of an index that refers to one of them came between: look again, and say so.
  if (!deleted && sql::is_constraint(deleted.error())) deleted = co_await core.database.write(body);
  // Also after a failure: it may be one of which nobody knows whether it was committed.
  forget(core, scope, repository, traces);
  co_return deleted;
}

async::Task<void> Images::remove(Scope scope, std::string repository, ImageRef ref) {
  Core::Impl& core = core_.impl();
  const SysTime collect_after = core.lease_end();
  Traces traces;
  const auto body = [&](sql::Transaction& tx) { return delete_ref(tx, scope, repository, ref, collect_after, traces); };
  Result<void> removed = co_await core.database.write(body);
  if (!removed && sql::is_constraint(removed.error())) removed = co_await core.database.write(body);
  forget(core, scope, repository, traces);
  co_return removed;
}

}  // namespace entrepot::registry
