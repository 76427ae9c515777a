// Pulling several manifests at once (BatchGetImage).

#include "meta/repositories.h"
#include "registry/core_impl.h"
#include "registry/image_ids.h"
#include "registry/images.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

bool concerns_one_image(const Error& error) {
  return error.kind() == ErrorKind::kImageNotFound || error.kind() == ErrorKind::kImageArchived;
}

async::Task<ImageFailure> failure_of(Images& images, const Scope& scope, const std::string& repository,
                                     const ImageId& id, const ImageRef& ref, const Error& error) {
  if (error.kind() == ErrorKind::kImageArchived) {
    co_return ImageFailure{.image = id, .code = "ImageInaccessible", .reason = std::string(error.message())};
  }
  if (!ref.digest || !ref.tag) co_return image_not_found_failure(id);
  const auto tagged =
      co_await images.get(scope, repository, {.digest = std::nullopt, .tag = ref.tag}, Images::Use::kLook);
  const bool tag_is_there = tagged || tagged.error().kind() == ErrorKind::kImageArchived;
  co_return tag_is_there ? tag_mismatch_failure(id) : image_not_found_failure(id);
}

}  // namespace

async::Task<Images::Batch> Images::get_batch(Scope scope, std::string repository, std::vector<ImageId> ids,
                                             std::vector<std::string> accepted) {
  Core::Impl& core = core_.impl();
  const auto accepts = [&](std::string_view type) {
    return accepted.empty() || std::ranges::find(accepted, type) != accepted.end();
  };
  Batch batch;
  std::uint64_t bytes = 0;
  bool has_seen_repository = false;
  for (ImageId& id : ids) {
    auto ref = parse_image_id(id);
    if (!ref) {
      batch.failures.push_back(std::move(ref).error());
      continue;
    }
    auto content = co_await get(scope, repository, *ref);
    if (!content && !concerns_one_image(content.error())) co_return std::unexpected(std::move(content).error());
    has_seen_repository = true;
    if (!content) {
      ENTREPOT_CO_TRY(auto failure, co_await failure_of(*this, scope, repository, id, *ref, content.error()));
      batch.failures.push_back(std::move(failure));
      continue;
    }
    // As asked, with the digest filled in.
    const bool is_by_tag = !id.digest.has_value();
    id.digest = content->digest.text();
    if (is_by_tag) {
      ENTREPOT_CO_TRY(*content, co_await in_format(scope, repository, std::move(*content), accepts));
    }
    bytes += content->bytes->size();
    if (bytes > core.config.max_batch_bytes)
      co_return fail(messages::batch_too_large(bytes, core.config.max_batch_bytes));
    batch.images.push_back({std::move(id), std::move(*content)});
  }
  if (!has_seen_repository) {
    ENTREPOT_CO_CHECK_OK(
        co_await core.database.read([&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
  }
  co_return batch;
}

}  // namespace entrepot::registry
