#pragma once
// One SQLite connection, used by one thread at a time: prepared statements, values, and the translation of errors.

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sql/database.h"

namespace entrepot::sql::sqlite {

enum class Role : std::uint8_t { kWriter, kReader, kCheckpointer };
enum class Durability : std::uint8_t { kSynced, kNone };

struct ConnectionOptions {
  std::filesystem::path file;
  Role role = Role::kReader;
  Durability durability = Durability::kSynced;
  std::uint64_t cache_bytes = 0;
};

struct Outcome {
  Rows rows;
  std::int64_t changed = 0;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Runs a statement of the shared dialect to its end.
  Result<Outcome> run(Statement statement, const Params& parameters);
  /// Runs SQLite's own text, not cached: pragmas and migrations.
  Result<void> run_text(const std::string& text);

  /// BEGIN, SAVEPOINT, COMMIT and their like: static text, no parameters.
  Result<void> control(const char* text);

  /// False once SQLite itself has rolled the transaction back, as it does when the disk is full.
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  /// True when a deferred foreign key is violated: the commit would fail.
  bool owes_foreign_keys() const;

  /// Never checkpoint again, not at close either: after a failed sync nobody knows what the file holds.
  void forbid_checkpoints();
  sqlite3* handle() { return db_; }

 private:
  struct Prepared;
  explicit Connection(sqlite3* db);
  Result<void> configure(const ConnectionOptions& options);
  Result<Prepared*> prepare(Statement statement);
  Result<void> bind(const Prepared& prepared, const Params& parameters);
  Result<Outcome> step(sqlite3_stmt* statement);
  Error error(int code, std::string_view what);

  sqlite3* db_;
  std::unordered_map<const char*, std::unique_ptr<Prepared>> cache_;
};

/// What an SQLite result code means; `what` goes to the log.
Error to_error(int code, int system_errno, std::string what);

}  // namespace entrepot::sql::sqlite
