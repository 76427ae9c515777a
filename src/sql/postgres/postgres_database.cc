#include "sql/postgres/postgres_database.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

#include "sql/postgres/conninfo.h"
#include "sql/postgres/pool.h"
#include "sql/postgres/transaction.h"

namespace entrepot::sql {
namespace {

using namespace postgres;

/// Waits are drawn from [0, 2^attempt ms), up to this, so that those who met do not meet again.
constexpr std::chrono::milliseconds kMaxBackoff{100};
/// CREATE TABLE IF NOT EXISTS by two nodes at the same moment: one of them fails, in one of several ways (a unique
/// index of the catalogue, "type already exists"), and looks again.
constexpr int kMakeRowAttempts = 10;

boost::asio::awaitable<void> back_off(std::size_t attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = std::min<std::chrono::microseconds>(
      kMaxBackoff, std::chrono::milliseconds(1) * (1 << std::min<std::size_t>(attempt, 10)));
  const std::chrono::microseconds pause(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, pause);
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(PostgresOptions options)
      : options_(std::move(options)), pool_(std::make_shared<Pool>(options_)) {}
  ~PostgresDatabase() override { PostgresDatabase::close(); }

  Result<void> connect() {
    ENTREPOT_TRY(auto connection, Connection::open(options_));
    pool_->add(std::move(connection));
    return {};
  }

  async::Task<void> migrate(std::span<const std::vector<std::string>> versions) override {
    const Body make_row = [this](Transaction& transaction) { return prepare_schema(transaction, options_); };
    Result<void> made = co_await run_body(Mode::kMigrate, make_row);
    for (int i = 1; i < kMakeRowAttempts && may_be_a_race(made); ++i) {
      co_await back_off(static_cast<std::size_t>(i));
      made = co_await run_body(Mode::kMigrate, make_row);
    }
    if (!made) co_return made;
    MigrationStep step = MigrationStep::kAppliedOne;
    const Body one_version = [&](Transaction& transaction) {
      return next_version(transaction, options_, versions, step);
    };
    while (step == MigrationStep::kAppliedOne) ENTREPOT_CO_CHECK_OK(co_await run_body(Mode::kMigrate, one_version));
    co_return Result<void>{};
  }

  bool is_sole_writer() const override { return false; }

  void close() override { pool_->close(options_.statement_limit + options_.commit_limit); }

 protected:
  async::Task<void> transact(Access access, Body body) override {
    const Mode mode = access == Access::kWrite ? Mode::kWrite : Mode::kRead;
    co_return co_await run_body(mode, body);
  }

 private:
  struct Ended {
    Result<void> result;
    Next next = Next::kReport;
  };

  /// Tries again while it loses against others. The body's frame is the caller's.
  async::Task<void> run_body(Mode mode, const Body& body) {
    for (std::size_t attempt = 1;; ++attempt) {
      Ended ended = co_await attempt_body(mode, body);
      if (ended.next == Next::kReport) co_return std::move(ended.result);
      if (ended.next == Next::kRetryElsewhere) pool_->distrust_idle();
      if (attempt >= options_.max_attempts) co_return fail(gave_up(std::move(ended.result).error()));
      co_await back_off(attempt);
    }
  }

  boost::asio::awaitable<Ended> attempt_body(Mode mode, const Body& body) {
    Result<Lease> lease = co_await pool_->acquire();
    if (!lease) co_return Ended{.result = std::unexpected(std::move(lease).error())};
    const bool migrates = mode == Mode::kMigrate;
    PostgresTransaction transaction(**lease, mode, migrates ? options_.migration_limit : options_.statement_limit);
    Result<void> result = co_await body(transaction);
    if (transaction.failure()) {
      const Failure& failure = *transaction.failure();
      transaction.roll_back();
      if (result || failure.next != Next::kReport) result = fail(failure.error);
      co_return Ended{.result = std::move(result), .next = failure.next};
    }
    if (!result) {
      transaction.roll_back();
      co_return Ended{.result = std::move(result)};
    }
    Outcome<void> committed = co_await transaction.commit(migrates ? options_.migration_limit : options_.commit_limit);
    if (committed) co_return Ended{};
    Failure failure = std::move(committed).error();
    co_return Ended{.result = fail(std::move(failure.error)), .next = failure.next};
  }

  static bool may_be_a_race(const Result<void>& made) {
    return !made && (is_constraint(made.error()) || made.error().kind() == ErrorKind::kInternal);
  }

  static Error gave_up(Error last) {
    if (last.kind() != ErrorKind::kConflict) return last;
    return Error(ErrorKind::kOverloaded, "too many changes at the same place; try again")
        .because(std::string(last.detail()));
  }

  // Every transaction here is a PostgresTransaction.
  static async::Task<void> allow_time(PostgresTransaction& transaction, const PostgresOptions& options) {
    return transaction.change("SET LOCAL statement_timeout = " + std::to_string(options.migration_limit.count()));
  }
  static async::Task<void> prepare_schema(Transaction& transaction, const PostgresOptions& options) {
    auto& schema = static_cast<PostgresTransaction&>(transaction);
    ENTREPOT_CO_CHECK_OK(co_await allow_time(schema, options));
    co_return co_await make_version_row(schema);
  }
  static async::Task<void> next_version(Transaction& transaction, const PostgresOptions& options,
                                        std::span<const std::vector<std::string>> versions, MigrationStep& step) {
    auto& schema = static_cast<PostgresTransaction&>(transaction);
    ENTREPOT_CO_CHECK_OK(co_await allow_time(schema, options));
    ENTREPOT_CO_TRY(step, co_await migrate_one(schema, versions));
    co_return Result<void>{};
  }

  const PostgresOptions options_;
  std::shared_ptr<Pool> pool_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(PostgresOptions options) {
  if (options.connections == 0 || options.max_attempts == 0) {
    return fail(ErrorKind::kInvalidParameter, "the metadata store needs at least one connection and one attempt");
  }
  ENTREPOT_CHECK_OK(check_conninfo(options.conninfo));
  auto database = std::make_unique<PostgresDatabase>(std::move(options));
  ENTREPOT_CHECK_OK(database->connect());
  return database;
}

}  // namespace entrepot::sql
