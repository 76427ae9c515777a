#include "registry/repository_documents.h"

namespace entrepot::registry {
namespace {

// Shared lock: the repository must not be deleted meanwhile, pushes need not wait.
async::Task<void> put(sql::Transaction& tx, const Scope& scope, const std::string& repository, std::string_view kind,
                      const std::string& text, SysTime now) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  co_return co_await meta::put_document(tx, row.key, kind, text, now);
}

async::Task<std::optional<meta::Document>> find(sql::Transaction& tx, const Scope& scope, const std::string& repository,
                                                std::string_view kind) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, repository));
  co_return co_await meta::find_document(tx, row.key, kind);
}

async::Task<std::optional<meta::Document>> remove(sql::Transaction& tx, const Scope& scope,
                                                  const std::string& repository, std::string_view kind) {
  ENTREPOT_CO_TRY(const auto row, co_await need_repository(tx, scope, repository, meta::RowLock::kShare));
  co_return co_await meta::delete_document(tx, row.key, kind);
}

}  // namespace

async::Task<void> put_document(Core::Impl& core, Scope scope, std::string repository, std::string_view kind,
                               std::string text) {
  const SysTime now = core.clock.now();
  const auto done =
      co_await core.database.write([&](sql::Transaction& tx) { return put(tx, scope, repository, kind, text, now); });
  core.access.forget(scope.registry, repository);  // also after a failure: it may have been committed
  co_return done;
}

async::Task<std::optional<meta::Document>> find_document(Core::Impl& core, Scope scope, std::string repository,
                                                         std::string_view kind) {
  co_return co_await core.database.read([&](sql::Transaction& tx) { return find(tx, scope, repository, kind); });
}

async::Task<std::optional<meta::Document>> remove_document(Core::Impl& core, Scope scope, std::string repository,
                                                           std::string_view kind) {
  auto was_there =
      co_await core.database.write([&](sql::Transaction& tx) { return remove(tx, scope, repository, kind); });
  core.access.forget(scope.registry, repository);
  co_return was_there;
}

}  // namespace entrepot::registry
