#include "registry/core.h"

#include "meta/accounts.h"
#include "meta/blob_places.h"
#include "meta/repositories.h"
#include "meta/schema.h"
#include "registry/collector.h"
#include "registry/core_impl.h"
#include "registry/messages.h"
#include "registry/mover.h"
#include "registry/open_database.h"

namespace entrepot::registry {
namespace {

/// Copies that a crash broke off: no row tells of them, and the moves they were for are made again.
async::Task<void> forget_lost_moves(Core::Impl& core) {
  ENTREPOT_CO_TRY(const auto ids, co_await core.archive.uploads());
  for (const std::string& id : ids) ENTREPOT_CO_CHECK_OK(co_await core.archive.abandon(id));
  co_return co_await core.database.write([](sql::Transaction& tx) { return meta::reclaim_reviews(tx); });
}

/// Uploads of which bytes are stored but no row tells: a crash left them. Only while no other process can have one that
/// is just being written.
async::Task<void> forget_lost_uploads(Core::Impl& core) {
  ENTREPOT_CO_TRY(const auto ids, co_await core.blobs.uploads());
  for (const std::string& id : ids) {
    ENTREPOT_CO_TRY(const auto row,
                    co_await core.database.read([&](sql::Transaction& tx) { return meta::find_upload(tx, id); }));
    if (!row) ENTREPOT_CO_CHECK_OK(co_await core.blobs.abandon(id));
  }
  co_return Result<void>{};
}

}  // namespace

Core::Impl::Impl(sql::Database& database_given, Stores stores, const kms::RootKey& root_given, const Clock& clock_given,
                 observe::Metrics& metrics, Config config_given)
    : database(database_given),
      blobs(stores.standard),
      archive(stores.archive),
      root(root_given),
      clock(clock_given),
      config(config_given),
      is_sole_writer(database_given.is_sole_writer()),
      data_keys(database_given, root_given, clock_given),
      content(config_given.manifest_cache_bytes, config_given.tag_cache_entries),
      quota(config_given.max_images_per_repository,
            is_sole_writer ? ImageQuota::Writers::kOnlyThisProcess : ImageQuota::Writers::kOthersToo),
      facts(clock_given, is_sole_writer),
      access(clock_given, is_sole_writer),
      sessions(clock_given),
      next_audit(meta::to_micros(clock_given.now() + kFirstAudit)),
      manifest_hits(metrics.counter("entrepot_manifest_cache_total", "Manifests asked for, by where they were found.",
                                    {{"from", "memory"}})),
      manifest_misses(metrics.counter("entrepot_manifest_cache_total", "Manifests asked for, by where they were found.",
                                      {{"from", "database"}})),
      blobs_damaged(
          metrics.counter("entrepot_blobs_damaged_total", "Blobs found damaged or missing while they were read.")) {}

Core::Core(sql::Database& database, Stores stores, const kms::RootKey& root, const Clock& clock,
           observe::Metrics& metrics, Config config)
    : impl_(std::make_unique<Impl>(database, stores, root, clock, metrics, config)) {}

Core::~Core() = default;

async::Task<void> Core::open() {
  Impl& core = *impl_;
  ENTREPOT_CO_CHECK_OK(co_await open_database(core.database, core.root));
  if (core.is_sole_writer) {
    ENTREPOT_CO_CHECK_OK(co_await forget_lost_uploads(core));
    ENTREPOT_CO_CHECK_OK(co_await forget_lost_moves(core));
  }
  co_return Result<void>{};
}

async::Task<std::size_t> Core::move() {
  co_return co_await run_mover(*impl_);
}

void Core::stop_moving() {
  impl_->is_stopping = true;
}

async::Task<std::size_t> Core::collect() {
  ENTREPOT_CO_CHECK_OK(co_await flush());
  co_return co_await run_collector(*impl_);
}

async::Task<meta::RepositoryRow> need_repository(sql::Transaction& tx, const Scope& scope, const std::string& name,
                                                 meta::RowLock lock) {
  ENTREPOT_CO_TRY(auto found, co_await meta::find_repository(tx, scope.registry, name, lock));
  if (!found) co_return fail(messages::repository_not_found(scope, name));
  co_return std::move(*found);
}

}  // namespace entrepot::registry
