// Pulling several manifests at once (BatchGetImage).

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/image_ids.h"
#include "registry/images.h"

namespace entrepot::registry {

async::Task<Images::Batch> Images::get_batch(Scope scope, std::string repository, std::vector<ImageId> ids) {
  Core::Impl& core = core_.impl();
  Batch batch;
  bool has_seen_repository = false;
  for (ImageId& id : ids) {
    auto ref = parse_image_id(id);
    if (!ref) {
      batch.failures.push_back(std::move(ref).error());
      continue;
    }
    auto content = co_await get(scope, repository, *ref);
    if (!content && content.error().kind() != ErrorKind::kImageNotFound) {
      co_return std::unexpected(std::move(content).error());
    }
    has_seen_repository = true;
    if (!content && ref->digest && ref->tag) {
      const auto tagged = co_await get(scope, repository, {.digest = std::nullopt, .tag = ref->tag});
      batch.failures.push_back(tagged ? tag_mismatch_failure(id) : image_not_found_failure(id));
    } else if (!content) {
      batch.failures.push_back(image_not_found_failure(id));
    } else {
      // As asked, with the digest filled in.
      id.digest = content->digest.text();
      batch.images.push_back({std::move(id), std::move(*content)});
    }
  }
  if (!has_seen_repository) {
    ENTREPOT_CO_CHECK_OK(
        co_await core.database.read([&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
  }
  co_return batch;
}

}  // namespace entrepot::registry
