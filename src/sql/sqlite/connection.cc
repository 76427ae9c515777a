#include "sql/sqlite/connection.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <mutex>

#include "sql/sqlite/lock_clauses.h"

namespace entrepot::sql::sqlite {
namespace {

/// Statements have static storage, so a program has a few hundred; a test may make more.
constexpr std::size_t kMaxCached = 2000;
/// Nobody else may use the file, so only a checkpoint can be in the way.
constexpr int kBusyMillis = 10'000;

/// Before the first use of SQLite: its count of allocated bytes is one mutex for all threads.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

/// "$12" or "$12::bigint" -> 12; 0 when it is neither.
std::size_t parameter_number(const char* name) {
  const std::string_view text = name == nullptr ? "" : name;
  std::size_t number = 0;
  if (text.size() < 2 || text[0] != '$') return 0;
  const auto [end, problem] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  return problem == std::errc() && (rest.empty() || rest.starts_with("::")) ? number : 0;
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return Blob(bytes, bytes + sqlite3_column_bytes(statement, column));
    }
    default:
      return Null{};
  }
}

int bind_value(sqlite3_stmt* statement, int position, const Value& value) {
  // Static: the parameters outlive the step, and the bindings are cleared after it.
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, position, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->empty()) return sqlite3_bind_zeroblob(statement, position, 0);  // a null pointer would bind NULL
    return sqlite3_bind_blob64(statement, position, blob->data(), blob->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, position);
}

/// Running out of space while writing loses nothing; while syncing it may have lost what was written before.
bool is_out_of_space(int code, int system_errno) {
  const bool syncing = code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
  return !syncing && (system_errno == ENOSPC || system_errno == EDQUOT);
}

}  // namespace

struct Connection::Prepared {
  std::string text;  // as given: guards against another text at the same address
  sqlite3_stmt* statement = nullptr;
  std::vector<std::size_t> numbers;  // numbers[i]: which $n is SQLite's parameter i + 1
  std::size_t expected = 0;

  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { sqlite3_finalize(statement); }
};

Error to_error(int code, int system_errno, std::string what) {
  const auto made = [&](ErrorKind kind, std::string_view message) {
    return Error(kind, std::string(message)).because(std::move(what));
  };
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_DATATYPE) return made(ErrorKind::kInternal, "a value has the wrong type");
      return constraint_error(std::move(what));
    case SQLITE_FULL:
      return made(ErrorKind::kStorageFull, "the disk of the metadata store is full");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return made(ErrorKind::kCorrupt, "the metadata store is damaged");
    case SQLITE_IOERR:
      if (is_out_of_space(code, system_errno)) {
        return made(ErrorKind::kStorageFull, "the disk of the metadata store is full");
      }
      return made(ErrorKind::kUnavailable, "the disk of the metadata store failed");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return made(ErrorKind::kUnavailable, "the metadata store is in use by another program");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return made(ErrorKind::kUnavailable, "the metadata store cannot be opened");
    case SQLITE_NOMEM:
      return made(ErrorKind::kOverloaded, "the server is out of memory; try again");
    default:
      return made(ErrorKind::kInternal, "the metadata store refused a statement");
  }
}

Error Connection::error(int code, std::string_view what) {
  return to_error(code, sqlite3_system_errno(db_), fmt::format("sqlite {}: {}; {}", code, sqlite3_errmsg(db_), what));
}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  configure_library();
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                    SQLITE_OPEN_EXRESCODE;
  const int opened = sqlite3_open_v2(options.file.c_str(), &db, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (opened != SQLITE_OK) return fail(connection->error(opened, options.file.string()));
  if (auto done = connection->configure(options); !done) return fail(std::move(done).error().within("open"));
  return connection;
}

Result<void> Connection::configure(const ConnectionOptions& options) {
  sqlite3_busy_timeout(db_, kBusyMillis);
  for (const int setting : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
    sqlite3_db_config(db_, setting, 0, nullptr);
  }
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  const std::string cache = fmt::format("PRAGMA cache_size = -{}", options.cache_bytes / 1024);
  const bool synced = options.durability == Durability::kSynced;
  const std::array<std::string, 6> pragmas{
      // FULL: the log is synced at each commit. NORMAL would lose the last ones with the power.
      synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF",
      "PRAGMA journal_mode = WAL",
      "PRAGMA wal_autocheckpoint = 0",
      "PRAGMA temp_store = MEMORY",
      "PRAGMA case_sensitive_like = ON",
      cache,
  };
  for (const std::string& pragma : pragmas) ENTREPOT_CHECK_OK(run_text(pragma));
  ENTREPOT_CHECK_OK(run_text("SELECT count(*) FROM sqlite_schema"));  // opens the log; notices a foreign file
  if (options.role == Role::kReader) ENTREPOT_CHECK_OK(run_text("PRAGMA query_only = ON"));
  return {};
}

Connection::Connection(sqlite3* db) : db_(db) {}

Connection::~Connection() {
  cache_.clear();
  sqlite3_close(db_);
}

Result<Connection::Prepared*> Connection::prepare(Statement statement) {
  const auto found = cache_.find(statement.text);
  if (found != cache_.end() && found->second->text == statement.text) return found->second.get();
  if (found != cache_.end()) cache_.erase(found);
  if (cache_.size() >= kMaxCached) cache_.clear();

  auto prepared = std::make_unique<Prepared>();
  prepared->text = statement.text;
  const std::string text = drop_lock_clauses(prepared->text);
  const int code = sqlite3_prepare_v3(db_, text.c_str(), static_cast<int>(text.size() + 1), SQLITE_PREPARE_PERSISTENT,
                                      &prepared->statement, nullptr);
  if (code != SQLITE_OK) return fail(error(code, text));
  const int count = sqlite3_bind_parameter_count(prepared->statement);
  for (int i = 1; i <= count; ++i) {
    const std::size_t number = parameter_number(sqlite3_bind_parameter_name(prepared->statement, i));
    if (number == 0) return fail(Error(ErrorKind::kInternal, "a statement is malformed").because(text));
    prepared->numbers.push_back(number);
    prepared->expected = std::max(prepared->expected, number);
  }
  return (cache_[statement.text] = std::move(prepared)).get();
}

Result<void> Connection::bind(const Prepared& prepared, const Params& parameters) {
  if (parameters.size() != prepared.expected) {
    return fail(Error(ErrorKind::kInternal, "a statement is malformed")
                    .because(fmt::format("{} parameters for: {}", parameters.size(), prepared.text)));
  }
  for (std::size_t i = 0; i < prepared.numbers.size(); ++i) {
    const int code = bind_value(prepared.statement, static_cast<int>(i + 1), parameters[prepared.numbers[i] - 1]);
    if (code != SQLITE_OK) return fail(error(code, prepared.text));
  }
  return {};
}

Result<Outcome> Connection::step(sqlite3_stmt* statement) {
  Outcome outcome;
  const sqlite3_int64 before = sqlite3_total_changes64(db_);
  const int columns = sqlite3_column_count(statement);
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return fail(error(code, sqlite3_sql(statement)));
    std::vector<Value> row;
    row.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) {
      if (sqlite3_column_type(statement, i) == SQLITE_FLOAT) {
        return fail(Error(ErrorKind::kInternal, "a column has an unknown type").because(sqlite3_sql(statement)));
      }
      row.push_back(column_value(statement, i));
    }
    outcome.rows.emplace_back(std::move(row));
  }
  // A statement that is no INSERT, UPDATE or DELETE leaves the count of the one before.
  if (sqlite3_total_changes64(db_) != before) outcome.changed = sqlite3_changes64(db_);
  return outcome;
}

Result<Outcome> Connection::run(Statement statement, const Params& parameters) {
  for (const Value& value : parameters) ENTREPOT_CHECK_OK(check_parameter(value));
  ENTREPOT_TRY(Prepared * prepared, prepare(statement));
  Result<void> bound = bind(*prepared, parameters);
  Result<Outcome> outcome = bound ? step(prepared->statement) : fail(std::move(bound).error());
  sqlite3_reset(prepared->statement);
  sqlite3_clear_bindings(prepared->statement);
  return outcome;
}

Result<void> Connection::control(const char* text) {
  ENTREPOT_TRY([[maybe_unused]] const Outcome outcome, run({text}, {}));
  return {};
}

Result<void> Connection::run_text(const std::string& text) {
  const int code = sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error(code, text));
  return {};
}

bool Connection::owes_foreign_keys() const {
  int unresolved = 0;
  int highest = 0;
  sqlite3_db_status(db_, SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &highest, 0);
  return unresolved != 0;
}

void Connection::forbid_checkpoints() {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace entrepot::sql::sqlite
