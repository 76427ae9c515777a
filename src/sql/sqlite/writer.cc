#include "sql/sqlite/writer.h"

#include <chrono>

#include "observe/log.h"

namespace entrepot::sql::sqlite {
namespace {

constexpr observe::Logger kLog{"sql.sqlite"};
/// A batch takes in what arrives while it runs, but no longer than this: the first of it waits for the commit.
constexpr std::chrono::milliseconds kMaxGathering{5};
constexpr std::uint64_t kPageBytes = 4096;

/// A batch that failed so may hold transactions that succeed on their own: deletes on a full disk, or the neighbours of
/// one whose constraint is checked at the commit.
bool may_succeed_alone(const Error& error) {
  return error.kind() == ErrorKind::kStorageFull || is_constraint(error);
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, WriterLimits limits, Checkpointer& checkpointer, Health& health)
    : connection_(std::move(connection)),
      limits_(limits),
      checkpointer_(checkpointer),
      health_(health),
      queue_(limits.max_queued) {
  sqlite3_wal_hook(connection_->handle(), &Writer::on_commit, this);
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  close();
}

void Writer::close() {
  if (!thread_.joinable()) return;
  queue_.close();
  thread_.join();
  if (!health_.is_good()) connection_->forbid_checkpoints();
  connection_.reset();
}

int Writer::on_commit(void* self, sqlite3* /*db*/, const char* /*name*/, int log_pages) {
  static_cast<Writer*>(self)->checkpointer_.committed(static_cast<std::uint64_t>(log_pages) * kPageBytes);
  return SQLITE_OK;
}

void Writer::loop() {
  while (queue_.pop_some(limits_.max_batch, jobs_)) {
    run_batch();
    checkpointer_.help_if_behind(*connection_);
  }
}

void Writer::run_batch() {
  const Result<void> committed = attempt(jobs_, endings_);
  if (!committed && jobs_.size() > 1 && may_succeed_alone(committed.error())) {
    run_alone();
  } else {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      jobs_[i].done(committed ? std::move(endings_[i])
                              : Ending{.thrown = nullptr, .result = std::unexpected(committed.error())});
    }
  }
  jobs_.clear();
  endings_.clear();
}

void Writer::run_alone() {
  for (Job& job : jobs_) {
    std::vector<Job> one;
    std::vector<Ending> ending;
    one.push_back(std::move(job));
    const Result<void> committed = attempt(one, ending);
    one[0].done(committed ? std::move(ending[0])
                          : Ending{.thrown = nullptr, .result = std::unexpected(committed.error())});
  }
}

Result<void> Writer::attempt(std::vector<Job>& jobs, std::vector<Ending>& endings) {
  if (!health_.is_good()) return fail(health_.refusal());
  endings.clear();
  ENTREPOT_CHECK_OK(connection_->control("BEGIN IMMEDIATE"));
  Result<void> ran = run_all(jobs, endings);
  if (ran) return commit();
  roll_back();
  return ran;
}

void Writer::roll_back() {
  if (!connection_->in_transaction()) return;
  if (const auto undone = connection_->control("ROLLBACK"); !undone) health_.fail_for_good(undone.error());
}

Result<void> Writer::run_all(std::vector<Job>& jobs, std::vector<Ending>& endings) {
  const auto until = std::chrono::steady_clock::now() + kMaxGathering;
  const bool gathers = &jobs == &jobs_;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    ENTREPOT_CHECK_OK(run_one(jobs[i], endings.emplace_back()));
    const bool last = i + 1 == jobs.size();
    if (gathers && last && jobs.size() < limits_.max_batch && std::chrono::steady_clock::now() < until) {
      queue_.pop_ready(limits_.max_batch - jobs.size(), jobs);
    }
  }
  return {};
}

/// An error here is one of the whole batch; the transaction's own goes to `ending`.
Result<void> Writer::run_one(const Job& job, Ending& ending) {
  ENTREPOT_CHECK_OK(connection_->control("SAVEPOINT one"));
  ending = runner_.run(*job.body, *connection_);
  if (!connection_->in_transaction()) {  // a full disk or a failed one: SQLite has rolled back the neighbours as well
    return fail(ending.result ? Error(ErrorKind::kInternal, "a transaction was ended by its body")
                              : ending.result.error());
  }
  if (!ending.thrown && ending.result && connection_->owes_foreign_keys()) {
    ending.result = fail(constraint_error("a deferred foreign key"));
  }
  if (ending.thrown || !ending.result) ENTREPOT_CHECK_OK(connection_->control("ROLLBACK TO one"));
  return connection_->control("RELEASE one");
}

Result<void> Writer::commit() {
  Result<void> committed = connection_->control("COMMIT");
  if (committed) return committed;
  Error error = committed.error();
  roll_back();
  if (may_succeed_alone(error)) return fail(std::move(error));
  // The commit record may have reached the disk although the sync failed: a restart may find these transactions.
  health_.fail_for_good(error);
  kLog.error("commit_failed", error);
  return fail(health_.refusal().because(std::string(kOutcomeUnknown)));
}

}  // namespace entrepot::sql::sqlite
