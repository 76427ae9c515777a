#include "sql/sqlite/sqlite_database.h"

#include <unistd.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <system_error>

#include "sql/sqlite/checkpointer.h"
#include "sql/sqlite/connection.h"
#include "sql/sqlite/health.h"
#include "sql/sqlite/process_lock.h"
#include "sql/sqlite/readers.h"
#include "sql/sqlite/writer.h"

namespace entrepot::sql {
namespace {

using namespace sqlite;

/// Everything that is open; its threads start with SqliteDatabase.
struct Opened {
  ProcessLock lock;
  std::unique_ptr<Connection> writer;
  std::unique_ptr<Connection> checkpointer;
  std::vector<std::unique_ptr<Connection>> readers;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const SqliteOptions& options, Opened opened)
      : lock_(std::move(opened.lock)),
        checkpointer_(std::make_unique<Checkpointer>(
            std::move(opened.checkpointer),
            CheckpointLimits{.start_bytes = options.checkpoint_bytes, .idle = options.idle_before_truncate}, health_)),
        writer_(std::make_unique<Writer>(std::move(opened.writer),
                                         WriterLimits{.max_queued = options.max_queued, .max_batch = options.max_batch},
                                         *checkpointer_, health_)),
        readers_(std::make_unique<Readers>(std::move(opened.readers), options.max_queued, health_)) {}

  ~SqliteDatabase() override { SqliteDatabase::close(); }

  async::Task<void> migrate(std::span<const std::vector<std::string>> versions) override {
    ENTREPOT_CO_CHECK_OK(co_await transact(Access::kWrite, make_row));
    for (MigrationStep step = MigrationStep::kAppliedOne; step == MigrationStep::kAppliedOne;) {
      ENTREPOT_CO_CHECK_OK(co_await transact(
          Access::kWrite, [&](Transaction& transaction) { return one_version(transaction, versions, step); }));
    }
    co_return Result<void>{};
  }

  bool is_sole_writer() const override { return true; }

  void close() override {
    writer_->close();
    readers_->close();
    checkpointer_->close();
    lock_ = ProcessLock();
  }

 protected:
  async::Task<void> transact(Access access, Body body) override {
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&,
                                                   void(std::exception_ptr, Result<void>)>(
        [this, access, &body](auto handler) {
          Job job{.body = &body, .done = resume_on_own_executor(std::move(handler))};
          access == Access::kWrite ? writer_->submit(std::move(job)) : readers_->submit(std::move(job));
        },
        boost::asio::use_awaitable);
  }

 private:
  // Every transaction here is an SqliteTransaction.
  static async::Task<void> make_row(Transaction& transaction) {
    return make_version_row(static_cast<SqliteTransaction&>(transaction));
  }
  static async::Task<void> one_version(Transaction& transaction, std::span<const std::vector<std::string>> versions,
                                       MigrationStep& step) {
    ENTREPOT_CO_TRY(step, co_await migrate_one(static_cast<SqliteTransaction&>(transaction), versions));
    co_return Result<void>{};
  }

  ProcessLock lock_;  // released last, by close()
  Health health_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Readers> readers_;
};

/// A file for a database in memory. SQLite's own in-memory databases know no snapshots beside a writer; an unlinked
/// file does, and behaves like the real one. Its names are removed as soon as every connection has it open.
class UnlinkedFile {
 public:
  static Result<UnlinkedFile> make() {
    std::error_code ignored;
    std::string folder = (std::filesystem::temp_directory_path(ignored) / "entrepot-memory-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
      return fail(Error(ErrorKind::kUnavailable, "the metadata store cannot be opened")
                      .because(folder + ": " + std::generic_category().message(errno)));
    }
    return UnlinkedFile(std::move(folder));
  }
  UnlinkedFile(UnlinkedFile&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  UnlinkedFile& operator=(UnlinkedFile&& other) noexcept {
    std::swap(folder_, other.folder_);
    return *this;
  }
  ~UnlinkedFile() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path database() const { return folder_ / "metadata.db"; }

 private:
  explicit UnlinkedFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

Result<Opened> open_connections(const SqliteOptions& options, ConnectionOptions connection) {
  Opened opened;
  ENTREPOT_TRY(opened.lock, ProcessLock::take(connection.file));
  if (connection.durability == Durability::kSynced) ENTREPOT_CHECK_OK(make_file(connection.file));
  // A commit empties the caches of the others, so the writer's is worth the most.
  connection.cache_bytes = options.cache_bytes / 2;
  connection.role = Role::kWriter;  // first: it makes the file a database with a log
  ENTREPOT_TRY(opened.writer, Connection::open(connection));
  connection.cache_bytes = options.cache_bytes / 2 / options.readers;
  connection.role = Role::kReader;
  for (std::size_t i = 0; i < options.readers; ++i) {
    ENTREPOT_TRY(auto reader, Connection::open(connection));
    opened.readers.push_back(std::move(reader));
  }
  connection.role = Role::kCheckpointer;
  connection.cache_bytes = 1_MiB;  // a checkpoint copies past the cache
  ENTREPOT_TRY(opened.checkpointer, Connection::open(connection));
  return opened;
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(SqliteOptions options) {
  if (options.readers == 0 || options.max_batch == 0) {
    return fail(ErrorKind::kInvalidParameter,
                "the metadata store needs at least one reader and batches of at least one");
  }
  std::optional<UnlinkedFile> memory;
  ConnectionOptions connection{.file = options.file};
  if (options.file.empty()) {
    ENTREPOT_TRY(memory, UnlinkedFile::make());
    connection.file = memory->database();
    connection.durability = Durability::kNone;
  }
  ENTREPOT_TRY(Opened opened, open_connections(options, connection));
  return std::make_unique<SqliteDatabase>(options, std::move(opened));
}

}  // namespace entrepot::sql
