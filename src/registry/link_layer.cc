// Links between repositories and layers: mounting and removing.

#include "meta/blobs.h"
#include "meta/repositories.h"
#include "registry/find_layer.h"
#include "registry/messages.h"

namespace entrepot::registry {
namespace {

/// Repositories that are asked about when a mount names none.
constexpr std::size_t kMaxCandidates = 100;

async::Task<void> unlink(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                         const Digest& digest) {
  ENTREPOT_CO_TRY(const auto in, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  ENTREPOT_CO_TRY(const auto found, co_await meta::find_linked_blob(tx, in.key, in.domain, digest));
  if (!found) co_return fail(messages::layer_not_found(ErrorKind::kBlobNotFound, scope, repository, digest));
  ENTREPOT_CO_TRY(const bool is_needed, co_await meta::is_needed_by_image(tx, in.key, found->blob.key));
  if (is_needed) co_return fail(messages::layer_in_use(scope, repository, digest));
  // The blob is either under review already or needed by another repository's image: nothing to tell the collector.
  ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there, co_await meta::unlink_blob(tx, in.key, found->blob.key));
  co_return Result<void>{};
}

/// Who could give the layer: the named repository, or any that has it.
async::Task<std::vector<std::string>> find_sources(sql::Transaction& tx, const Scope& scope,
                                                   const std::string& repository, const Digest& digest,
                                                   const std::string& from) {
  ENTREPOT_CO_TRY(const auto into, co_await need_repository(tx, scope, repository));
  if (!from.empty()) co_return std::vector<std::string>{from};
  ENTREPOT_CO_TRY(const auto blob, co_await meta::find_blob(tx, into.domain, digest));
  if (!blob) co_return std::vector<std::string>();
  co_return co_await meta::repositories_with(tx, scope.registry, blob->key, kMaxCandidates);
}

/// False if the source has it no more, or never had, or under other encryption.
async::Task<bool> link(sql::Transaction& tx, const Scope& scope, const std::string& repository, const Digest& digest,
                       const std::string& source, SysTime now, SysTime until, SysTime at_least) {
  ENTREPOT_CO_TRY(const auto into, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  ENTREPOT_CO_TRY(const auto from, co_await meta::find_repository(tx, scope.registry, source));
  if (!from || from->domain != into.domain) co_return false;
  ENTREPOT_CO_TRY(const auto found, co_await meta::find_linked_blob(tx, from->key, from->domain, digest));
  if (!found || found->blob.corrupt_at || found->is_archived) co_return false;
  ENTREPOT_CO_TRY(const bool is_there, co_await meta::renew_lease(tx, found->blob.key, until, at_least));
  if (!is_there) co_return false;
  ENTREPOT_CO_TRY([[maybe_unused]] const bool is_new, co_await meta::link_blob(tx, into.key, found->blob.key, now));
  co_return true;
}

}  // namespace

async::Task<void> Layers::remove(Scope scope, std::string repository, Digest digest) {
  co_return co_await core_.impl().database.write(
      [&](sql::Transaction& tx) { return unlink(tx, scope, repository, digest); });
}

async::Task<bool> Layers::mount(Scope scope, std::string repository, Digest digest, std::string from,
                                MayRead may_read) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto facts, co_await registry_facts(core, scope.registry));
  if (!facts->allows_mounting) co_return false;
  ENTREPOT_CO_TRY(const auto sources, co_await core.database.read([&](sql::Transaction& tx) {
    return find_sources(tx, scope, repository, digest, from);
  }));
  const SysTime now = core.clock.now();
  const SysTime until = core.lease_end();
  const SysTime at_least = core.half_lease_end();
  for (const std::string& source : sources) {
    if (from.empty()) {
      ENTREPOT_CO_TRY(const bool is_readable, co_await may_read(source));
      if (!is_readable) continue;
    }
    auto linked = co_await core.database.write(
        [&](sql::Transaction& tx) { return link(tx, scope, repository, digest, source, now, until, at_least); });
    // Collected just now: the client uploads it.
    if (!linked && sql::is_constraint(linked.error())) co_return false;
    if (!linked || *linked) co_return linked;
  }
  co_return false;
}

}  // namespace entrepot::registry
