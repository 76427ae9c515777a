#include "registry/damage.h"

#include "meta/blobs.h"
#include "observe/log.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.layer"};

}  // namespace

async::Task<void> report_damage(Core::Impl& core, DamagedBlob blob, Error error) {
  core.blobs_damaged.add();
  kLog.error("blob_damaged", {{"digest", blob.digest.text()}, {"object", blob.object_key}, {"why", error.detail()}});
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return meta::mark_corrupt(tx, blob.key, blob.object_key, now); });
}

}  // namespace entrepot::registry
