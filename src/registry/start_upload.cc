// Upload sessions: begin, look, cancel.

#include "meta/repositories.h"
#include "registry/messages.h"
#include "registry/upload_writing.h"

namespace entrepot::registry {
namespace {

async::Task<void> insert_row(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                             const meta::UploadRow& row) {
  ENTREPOT_CO_TRY(const auto into, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  if (into.key != row.repository) co_return fail(messages::repository_not_found(scope, repository));
  co_return co_await meta::insert_upload(tx, row);
}

async::Task<bool> delete_row(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                             const std::string& id) {
  ENTREPOT_CO_TRY(const auto from, co_await need_repository(tx, scope, repository));
  ENTREPOT_CO_TRY(const auto row, co_await meta::find_upload(tx, id));
  if (!row || row->repository != from.key || row->principal != scope.principal_id) {
    co_return fail(messages::upload_not_found(scope, repository, id));
  }
  co_return co_await meta::delete_upload(tx, id);
}

}  // namespace

// A fresh session has no bytes, so nothing is lost with it: while this process is the only one, it lives in memory
// until its first bytes are durable, and a push of a small layer costs no commit for it. An id that a crash takes is
// unknown to the client's next request, and the client starts again. With other processes beside, the row is written at
// once: the next request may come to any of them.
async::Task<std::string> Uploads::start(Scope scope, std::string repository) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto into, co_await core.database.read(
                                       [&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
  ENTREPOT_CO_TRY(const auto key, co_await core.data_keys.for_writing(into.domain));
  const SysTime now = core.clock.now();
  meta::UploadRow row{.id = crypto::random_uuid(),
                      .repository = into.key,
                      .principal = scope.principal_id,
                      .data_key = key.key,
                      .created_at = now,
                      .expires_at = now + core.config.upload_lifetime,
                      .state = {}};
  if (core.is_sole_writer) {
    const auto session = std::make_shared<UploadSession>(scope.registry, repository, into.domain, row);
    if (core.sessions.add_fresh(session)) co_return row.id;
  }
  row.version = 1;
  ENTREPOT_CO_CHECK_OK(
      co_await core.database.write([&](sql::Transaction& tx) { return insert_row(tx, scope, repository, row); }));
  co_return row.id;
}

async::Task<std::uint64_t> Uploads::status(Scope scope, std::string repository, std::string id) {
  Core::Impl& core = core_.impl();
  if (core.is_sole_writer) {
    const auto session = core.sessions.find(id);
    if (session && session->belongs_to(scope, repository)) co_return session->durable.load();
  }
  ENTREPOT_CO_TRY(const auto in, co_await core.database.read(
                                     [&](sql::Transaction& tx) { return need_repository(tx, scope, repository); }));
  ENTREPOT_CO_TRY(const auto row,
                  co_await core.database.read([&](sql::Transaction& tx) { return meta::find_upload(tx, id); }));
  if (!row || row->repository != in.key || row->principal != scope.principal_id) {
    co_return fail(messages::upload_not_found(scope, repository, id));
  }
  co_return row->durable_bytes;
}

// Row first, bytes second: a crash between leaves bytes without a row, which open() forgets.
async::Task<void> Uploads::cancel(Scope scope, std::string repository, std::string id) {
  Core::Impl& core = core_.impl();
  const auto session = core.sessions.find(id);
  const bool is_known = session && session->belongs_to(scope, repository);
  const bool is_fresh = is_known && !session->has_row.load();
  if (session && !is_known) co_return fail(messages::upload_not_found(scope, repository, id));
  if (!is_fresh) {
    ENTREPOT_CO_TRY([[maybe_unused]] const bool was_there, co_await core.database.write([&](sql::Transaction& tx) {
      return delete_row(tx, scope, repository, id);
    }));
  }
  // A request that is writing to it notices, and forgets the bytes itself.
  if (core.sessions.cancel(id)) co_return co_await core.blobs.abandon(id);
  co_return Result<void>{};
}

}  // namespace entrepot::registry
