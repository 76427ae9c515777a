// Which layers a repository has.

#include "registry/find_layer.h"

#include "meta/repositories.h"
#include "model/media_types.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

async::Task<std::vector<bool>> renew_all(sql::Transaction& tx, std::span<const meta::BlobRow* const> blobs,
                                         SysTime until, SysTime at_least) {
  std::vector<bool> is_there;
  for (const meta::BlobRow* blob : blobs) {
    ENTREPOT_CO_TRY(const bool renewed, co_await meta::renew_lease(tx, blob->key, until, at_least));
    is_there.push_back(renewed);
  }
  co_return is_there;
}

async::Task<std::vector<meta::LinkedBlob>> find_many(sql::Transaction& tx, const Scope& scope,
                                                     const std::string& repository,
                                                     const std::vector<Digest>& digests) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository));
  co_return co_await meta::find_linked_blobs(tx, in.key, in.domain, digests);
}

}  // namespace

LayerInfo to_layer_info(const meta::LinkedBlob& found) {
  return {.digest = found.blob.digest,
          .size = found.blob.size,
          .media_type = found.media_type.empty() ? std::string(model::media_type::kOctetStream) : found.media_type};
}

async::Task<std::optional<meta::LinkedBlob>> find_layer(sql::Transaction& tx, const Scope& scope,
                                                        const std::string& repository, const Digest& digest) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository));
  ENTREPOT_CO_TRY(auto found, co_await meta::find_linked_blob(tx, in.key, in.domain, digest));
  if (found && found->blob.corrupt_at) found.reset();
  co_return found;
}

// A blob that an image refers to needs no lease: should that image be deleted, the delete grants one.
async::Task<std::vector<bool>> renew_leases(Core::Impl& core, std::span<const meta::BlobRow* const> blobs) {
  const SysTime until = core.lease_end();
  const SysTime at_least = core.half_lease_end();
  std::vector<const meta::BlobRow*> due;
  for (const meta::BlobRow* blob : blobs) {
    if (blob->collect_after && *blob->collect_after < at_least) due.push_back(blob);
  }
  std::vector<bool> is_there(blobs.size(), true);
  if (due.empty()) co_return is_there;
  ENTREPOT_CO_TRY(const auto renewed, co_await core.database.write(
                                          [&](sql::Transaction& tx) { return renew_all(tx, due, until, at_least); }));
  std::size_t next = 0;
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    if (next < due.size() && blobs[i] == due[next]) is_there[i] = renewed[next++];
  }
  co_return is_there;
}

async::Task<LayerInfo> Layers::stat(Scope scope, std::string repository, Digest digest) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto found, co_await core.database.read([&](sql::Transaction& tx) {
    return find_layer(tx, scope, repository, digest);
  }));
  if (!found) co_return fail(messages::layer_not_found(ErrorKind::kBlobNotFound, scope, repository, digest));
  if (found->is_archived) {
    co_return fail(messages::layer_archived(ErrorKind::kBlobNotFound, scope, repository, digest));
  }
  const meta::BlobRow* blob = &found->blob;
  ENTREPOT_CO_TRY(const auto is_there, co_await renew_leases(core, std::span(&blob, 1)));
  if (!is_there[0]) co_return fail(messages::layer_not_found(ErrorKind::kBlobNotFound, scope, repository, digest));
  co_return to_layer_info(*found);
}

async::Task<std::vector<Availability>> Layers::availability(Scope scope, std::string repository,
                                                            std::vector<Digest> digests) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(auto found, co_await core.database.read(
                                  [&](sql::Transaction& tx) { return find_many(tx, scope, repository, digests); }));
  std::erase_if(found, [](const meta::LinkedBlob& layer) { return layer.blob.corrupt_at.has_value(); });
  std::vector<const meta::BlobRow*> blobs;
  for (const meta::LinkedBlob& layer : found) blobs.push_back(&layer.blob);
  ENTREPOT_CO_TRY(const auto is_there, co_await renew_leases(core, blobs));

  std::vector<Availability> out;
  for (const Digest& digest : digests) {
    const auto at = std::ranges::find(found, digest, [](const meta::LinkedBlob& layer) { return layer.blob.digest; });
    const bool has_it = at != found.end() && is_there[static_cast<std::size_t>(at - found.begin())];
    out.push_back({.digest = digest.text(),
                   .info = has_it ? std::optional(to_layer_info(*at)) : std::nullopt,
                   .is_archived = has_it && at->is_archived});
  }
  co_return out;
}

async::Task<LayerInfo> Layers::stat_for_download(Scope scope, std::string repository, Digest digest) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto found, co_await core.database.read([&](sql::Transaction& tx) {
    return find_layer(tx, scope, repository, digest);
  }));
  if (!found) co_return fail(messages::layer_not_found(ErrorKind::kLayersNotFound, scope, repository, digest));
  if (found->is_archived) {
    co_return fail(messages::layer_archived(ErrorKind::kLayerInaccessible, scope, repository, digest));
  }
  // An image of the repository says its media type; without one no image of it has the layer.
  if (found->media_type.empty()) co_return fail(messages::layer_inaccessible(scope, repository, digest));
  co_return to_layer_info(*found);
}

}  // namespace entrepot::registry
