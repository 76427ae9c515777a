#pragma once
// What the use cases share: the database, the directory and the keys in memory, and how a change reaches them.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/clock.h"
#include "crypto/secret.h"
#include "iam/credentials.h"
#include "iam/directory.h"
#include "iam/oidc_providers.h"
#include "identity/quotas.h"
#include "kms/root_key.h"
#include "meta/identity_changes.h"
#include "meta/subjects.h"
#include "sql/database.h"

namespace entrepot::identity {

/// A node that cannot look at the store for longer than this forgets everybody, so that who was disabled meanwhile
/// stays out; it knows them again when it has looked.
inline constexpr std::chrono::seconds kMaxBlindness{30};

/// A change of identities inside its transaction, which holds back all other such changes: what was read stays true.
struct Change {
  sql::Transaction& tx;
  SysTime now;
  std::vector<meta::IdentityChange> log{};  ///< what other nodes must load again

  void of_identity(const std::string& id) { log.push_back({"identity", id}); }
  void of_policy(const std::string& id) { log.push_back({"policy", id}); }
  void of_key(const std::string& id) { log.push_back({"key", id}); }
  void of_provider(const std::string& arn) { log.push_back({"provider", arn}); }
};

/// What is kept in memory. All of it is filled from the store.
struct Memory {
  iam::Credentials& credentials;
  iam::Directory& directory;
  iam::OidcProviders& providers;
};

/// Thread-safe. Lives as long as the server.
class Core {
 public:
  Core(sql::Database& database, const kms::RootKey& root, const Clock& clock, Memory memory, Quotas quotas = {});
  ~Core();

  /// Takes over what others changed since the last call; the first call loads everything. Every half second is right:
  /// without a change it costs one look-up. See kMaxBlindness.
  async::Task<void> refresh();

  /// fn: Task<T>(Change&), in one transaction; it may run several times. When this returns a value, the change is
  /// durable and in force in this process. kUnavailable besides fn's own errors; then the change may have happened all
  /// the same.
  template <class F>
  auto change(F fn) -> std::invoke_result_t<F&, Change&> {
    const SysTime now = clock_.now();
    auto done = co_await database_.write([&](sql::Transaction& tx) { return logged(tx, fn, now); });
    // Also after a failure: it may have been committed.
    const auto refreshed = co_await refresh();
    if (!done) co_return std::unexpected(std::move(done).error());
    if (!refreshed) co_return std::unexpected(refreshed.error());
    co_return done;
  }
  /// fn: Task<T>(sql::Transaction&), on one snapshot.
  template <class F>
  auto read(F fn) -> std::invoke_result_t<F&, sql::Transaction&> {
    return database_.read(std::move(fn));
  }

  const Quotas& quotas() const { return quotas_; }
  const crypto::Key& key_of_secrets() const { return key_of_secrets_; }

 private:
  template <class F>
  static auto logged(sql::Transaction& tx, F& fn, SysTime now) -> std::invoke_result_t<F&, Change&> {
    auto version = co_await meta::begin_identity_change(tx);
    if (!version) co_return std::unexpected(version.error());
    Change change{.tx = tx, .now = now};
    auto result = co_await fn(change);
    if (!result) co_return std::unexpected(std::move(result).error());
    auto logged = co_await meta::insert_identity_changes(tx, *version, change.log);
    if (!logged) co_return std::unexpected(logged.error());
    co_return result;
  }

  struct Loaded;
  static async::Task<Loaded> load(sql::Transaction& tx, std::int64_t since);
  void apply(const Loaded& loaded);

  sql::Database& database_;
  const Clock& clock_;
  Quotas quotas_;
  crypto::Key key_of_secrets_;
  struct Shown;
  std::unique_ptr<Shown> shown_;
};

}  // namespace entrepot::identity
