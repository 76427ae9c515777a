// Archiving images, and fetching them back.

#include "meta/blob_places.h"
#include "meta/image_storage.h"
#include "meta/images.h"
#include "meta/repositories.h"
#include "meta/tags.h"
#include "registry/core_impl.h"
#include "registry/image_ids.h"
#include "registry/images.h"
#include "registry/messages.h"
#include "registry/restore_images.h"

namespace entrepot::registry {
namespace {

using model::ImageStatus;

/// So many of the indexes that hold an image are named.
constexpr std::size_t kParentsShown = 10;

/// What the cache must forget once the transaction is over.
struct Archived {
  meta::RepositoryKey repository{};
  std::string digest;
  std::vector<std::string> tags;
};

struct Outcome {
  Digest digest;
  ImageStatus status = ImageStatus::kActive;
};

async::Task<meta::ImageName> find_named(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                                        meta::RepositoryKey key, const ImageId& id, const ImageRef& ref) {
  std::optional<meta::ImageName> image;
  if (ref.tag) {
    ENTREPOT_CO_TRY(image, co_await meta::find_tagged_for_update(tx, key, ref.tag->text()));
  } else {
    ENTREPOT_CO_TRY(image, co_await meta::find_image_for_update(tx, key, *ref.digest));
  }
  if (!image || (ref.digest && *ref.digest != image->digest)) {
    co_return fail(messages::image_not_found(scope, repository, id));
  }
  co_return std::move(*image);
}

/// Its layers are moved later; from now on nobody pulls it.
async::Task<ImageStatus> archive(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                                 const meta::ImageName& image, SysTime now) {
  ENTREPOT_CO_TRY(const meta::ImageStorage storage, co_await meta::find_storage(tx, image.key));
  if (storage.status == ImageStatus::kArchived) co_return ImageStatus::kArchived;
  if (storage.status == ImageStatus::kActivating) {
    co_return fail(messages::image_activating(scope, repository, image.digest));
  }
  ENTREPOT_CO_TRY(const auto parents, co_await meta::active_parents(tx, image.key, kParentsShown));
  if (!parents.empty()) co_return fail(messages::archive_index_first(parents));
  ENTREPOT_CO_CHECK_OK(co_await meta::archive_image(tx, image.key, now));
  ENTREPOT_CO_CHECK_OK(co_await meta::review_places(tx, image.key, now));
  co_return ImageStatus::kArchived;
}

async::Task<ImageStatus> fetch_back(sql::Transaction& tx, const meta::ImageName& image, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await begin_restoring(tx, image.key, now));
  ENTREPOT_CO_TRY(const meta::ImageStorage storage, co_await meta::find_storage(tx, image.key));
  co_return storage.status;
}

async::Task<Outcome> change(sql::Transaction& tx, const Scope& scope, const std::string& name, const ImageId& id,
                            const ImageRef& ref, StorageClass target, SysTime now, std::optional<Archived>& archived) {
  archived.reset();
  ENTREPOT_CO_TRY(const auto repository, co_await need_repository(tx, scope, name, meta::RowLock::kShare));
  ENTREPOT_CO_TRY(const auto image, co_await find_named(tx, scope, name, repository.key, id, ref));
  Outcome out{.digest = image.digest};
  if (target == StorageClass::kStandard) {
    ENTREPOT_CO_TRY(out.status, co_await fetch_back(tx, image, now));
    co_return out;
  }
  ENTREPOT_CO_TRY(auto tags, co_await meta::tags_of(tx, image.key));
  archived = Archived{repository.key, image.digest.text(), std::move(tags)};
  ENTREPOT_CO_TRY(out.status, co_await archive(tx, scope, name, image, now));
  co_return out;
}

}  // namespace

// One commit. A crash after it leaves layers where they do not belong and a note to the mover, who goes by the notes.
async::Task<Images::Stored> Images::set_storage_class(Scope scope, std::string repository, ImageId id,
                                                      StorageClass target) {
  Core::Impl& core = core_.impl();
  const auto ref = parse_image_id(id);
  if (!ref && ref.error().code == "MissingDigestAndTag") {
    co_return fail(ErrorKind::kInvalidParameter, ref.error().reason);
  }
  if (!ref) {
    ENTREPOT_CO_CHECK_OK(
        co_await core.database.read([&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
    co_return fail(messages::image_not_found(scope, repository, id));
  }
  const SysTime now = core.clock.now();
  std::optional<Archived> archived;
  auto outcome = co_await core.database.write(
      [&](sql::Transaction& tx) { return change(tx, scope, repository, id, *ref, target, now, archived); });
  // Also after a failure: it may be one of which nobody knows whether it was committed.
  if (archived) {
    core.content.forget_image(scope.registry, repository, archived->repository, archived->digest, archived->tags);
  }
  if (!outcome) co_return std::unexpected(std::move(outcome).error());
  id.digest = outcome->digest.text();
  co_return Stored{.id = std::move(id), .status = outcome->status};
}

}  // namespace entrepot::registry
