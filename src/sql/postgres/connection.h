#pragma once
// One connection of libpq, always in pipeline mode: what belongs together goes out in one write and costs one round
// trip.

#include <libpq-fe.h>

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sql/postgres/errors.h"
#include "sql/postgres/postgres_database.h"
#include "sql/postgres/values.h"

namespace entrepot::sql::postgres {

struct Answer {
  Rows rows;
  std::int64_t changed = 0;
};

/// Used by one coroutine at a time, on any executor: attach() before, detach() after. Only expire_if_late() may be
/// called from another thread meanwhile.
class Connection {
 public:
  /// Blocks: libpq resolves names with the system's resolver, which cannot be waited for otherwise.
  static Result<std::unique_ptr<Connection>> open(const PostgresOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// From now on waits resume on `executor`.
  void attach(const boost::asio::any_io_executor& executor);
  void detach();

  /// `prefix` (BEGIN ..), if not null, goes out before the statement, in the same write.
  boost::asio::awaitable<Outcome<Answer>> run(const char* prefix, Statement statement, const Params& parameters,
                                              std::chrono::milliseconds limit);
  /// The same for text that is not worth preparing.
  boost::asio::awaitable<Outcome<Answer>> run_text(const char* prefix, const std::string& text,
                                                   std::chrono::milliseconds limit);
  /// COMMIT. A warning, a lost connection or a deadline leave the outcome unknown: then the error says so.
  boost::asio::awaitable<Outcome<void>> commit(std::chrono::milliseconds limit);
  /// Ends the transaction without waiting for the answer, which the next use of the connection reads.
  void end_soon(const char* command);

  /// False once it is of no use for another transaction.
  bool is_usable() const;
  /// Shuts the socket when the running wait is over its limit; its coroutine then sees the end of the connection.
  void expire_if_late(std::chrono::steady_clock::time_point now);

 private:
  struct Prepared {
    std::string text;  // as given: guards against another text at the same address
    std::vector<Oid> types;
    std::string name;
    bool ready = false;
  };
  enum class Step : std::uint8_t { kPlain, kPrepare, kAnswer, kSync };
  struct Expected {
    Step step;
    Prepared* prepared = nullptr;
    bool reused = false;  // a statement that was prepared earlier
    bool stale = false;   // nobody waits for it any more
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using ResultPtr = std::unique_ptr<PGresult, Clear>;

  Connection(PGconn* handle, int watched) : handle_(handle), watched_(watched) {}
  Result<Prepared*> prepared(Statement statement, const Params& parameters);
  bool send_plain(const char* command, Step step);
  boost::asio::awaitable<Outcome<Answer>> exchange(std::chrono::milliseconds limit);
  boost::asio::awaitable<Outcome<Answer>> collect();
  boost::asio::awaitable<Outcome<void>> flush();
  boost::asio::awaitable<Outcome<ResultPtr>> next_result();
  boost::asio::awaitable<void> wait(boost::asio::posix::descriptor_base::wait_type what);
  Outcome<Answer> read_answer(const PGresult* result);
  std::optional<Failure> failure_in(const PGresult* result, const Expected& expected);
  Failure broken();
  static void on_notice(void* self, const PGresult* notice);

  PGconn* handle_;
  /// A copy of the socket's descriptor. libpq closes its own whenever it likes; this one keeps its number until the
  /// end, so that neither the reactor nor the deadline ever touches someone else's socket.
  int watched_;
  std::optional<boost::asio::posix::stream_descriptor> descriptor_;
  std::unordered_map<const char*, std::vector<std::unique_ptr<Prepared>>> statements_;
  std::size_t prepared_count_ = 0;
  std::deque<Expected> expected_;
  std::string tag_;
  std::string warning_;
  std::string commit_state_;
  bool lost_ = false;
  std::atomic<std::chrono::steady_clock::rep> deadline_{kNoDeadline};
  std::atomic<bool> expired_{false};
  static constexpr std::chrono::steady_clock::rep kNoDeadline = std::chrono::steady_clock::duration::max().count();
};

}  // namespace entrepot::sql::postgres
