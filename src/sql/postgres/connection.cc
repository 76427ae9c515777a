#include "sql/postgres/connection.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "observe/log.h"
#include "sql/postgres/session.h"

namespace entrepot::sql::postgres {
namespace {

constexpr observe::Logger kLog{"sql.postgres"};
/// Statements have static storage, so a program has a few hundred. A connection with more is replaced.
constexpr std::size_t kMaxPrepared = 2000;

using Clock = std::chrono::steady_clock;

/// The number at the end of "UPDATE 3" or "INSERT 0 3"; a SELECT changes nothing.
std::int64_t changed_rows(const PGresult* result) {
  auto* mutable_result = const_cast<PGresult*>(result);
  if (std::string_view(PQcmdStatus(mutable_result)).starts_with("SELECT")) return 0;
  const std::string_view text = PQcmdTuples(mutable_result);
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const PostgresOptions& options) {
  ENTREPOT_TRY(PGconn * handle, open_session(options));
  const int watched = ::fcntl(PQsocket(handle), F_DUPFD_CLOEXEC, 0);
  std::unique_ptr<Connection> connection(new Connection(handle, watched));
  if (watched < 0) return fail(ErrorKind::kOverloaded, "the server has no file descriptors left; try again");
  PQsetNoticeReceiver(handle, &Connection::on_notice, connection.get());
  return connection;
}

Connection::~Connection() {
  detach();
  PQfinish(handle_);
  if (watched_ >= 0) ::close(watched_);
}

void Connection::attach(const boost::asio::any_io_executor& executor) {
  descriptor_.emplace(executor, watched_);
}

void Connection::detach() {
  if (!descriptor_) return;
  descriptor_->release();
  descriptor_.reset();
}

bool Connection::is_usable() const {
  return !lost_ && !expired_.load() && PQstatus(handle_) == CONNECTION_OK && prepared_count_ < kMaxPrepared &&
         (expected_.empty() || expected_.back().stale);
}

void Connection::expire_if_late(Clock::time_point now) {
  if (now.time_since_epoch().count() < deadline_.load()) return;
  expired_.store(true);
  ::shutdown(watched_, SHUT_RDWR);
}

void Connection::on_notice(void* self, const PGresult* notice) {
  const std::string_view severity = field(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != "WARNING") return;
  auto& connection = *static_cast<Connection*>(self);
  connection.warning_ = fmt::format("{} {}", field(notice, PG_DIAG_SQLSTATE), field(notice, PG_DIAG_MESSAGE_PRIMARY));
  kLog.warn("server_warning", {{"text", connection.warning_}});
}

Failure Connection::broken() {
  lost_ = true;
  std::string detail = PQerrorMessage(handle_);
  return expired_.load() ? too_late(std::move(detail)) : lost_connection(std::move(detail));
}

Result<Connection::Prepared*> Connection::prepared(Statement statement, const Params& parameters) {
  for (const Value& value : parameters) ENTREPOT_CHECK_OK(check_parameter(value));
  std::vector<Oid> types = types_of(parameters);
  auto& variants = statements_[statement.text];
  for (const auto& variant : variants) {
    if (variant->types == types && variant->text == statement.text) return variant.get();
  }
  if (count_parameters(statement.text) != parameters.size()) {
    return fail(Error(ErrorKind::kInternal, "a statement is malformed")
                    .because(fmt::format("{} parameters for: {}", parameters.size(), statement.text)));
  }
  auto made = std::make_unique<Prepared>();
  made->text = statement.text;
  made->types = std::move(types);
  made->name = fmt::format("s{}", prepared_count_++);
  return variants.emplace_back(std::move(made)).get();
}

bool Connection::send_plain(const char* command, Step step) {
  if (PQsendQueryParams(handle_, command, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) return false;
  expected_.push_back({.step = step});
  return true;
}

boost::asio::awaitable<Outcome<Answer>> Connection::run(const char* prefix, Statement statement,
                                                        const Params& parameters, std::chrono::milliseconds limit) {
  const Result<Prepared*> found = prepared(statement, parameters);
  if (!found) co_return std::unexpected(Failure{.error = found.error()});
  Prepared& ready = **found;
  if (prefix != nullptr && !send_plain(prefix, Step::kPlain)) co_return std::unexpected(broken());
  const bool reused = ready.ready;
  if (!reused) {
    if (PQsendPrepare(handle_, ready.name.c_str(), ready.text.c_str(), static_cast<int>(ready.types.size()),
                      ready.types.data()) != 1) {
      co_return std::unexpected(broken());
    }
    expected_.push_back({.step = Step::kPrepare, .prepared = &ready});
  }
  const EncodedParams encoded(parameters);
  if (PQsendQueryPrepared(handle_, ready.name.c_str(), encoded.count(), encoded.values(), encoded.lengths(),
                          encoded.formats(), 1) != 1) {
    co_return std::unexpected(broken());
  }
  expected_.push_back({.step = Step::kAnswer, .reused = reused});
  co_return co_await exchange(limit);
}

boost::asio::awaitable<Outcome<Answer>> Connection::run_text(const char* prefix, const std::string& text,
                                                             std::chrono::milliseconds limit) {
  if (prefix != nullptr && !send_plain(prefix, Step::kPlain)) co_return std::unexpected(broken());
  if (!send_plain(text.c_str(), Step::kAnswer)) co_return std::unexpected(broken());
  co_return co_await exchange(limit);
}

boost::asio::awaitable<Outcome<void>> Connection::commit(std::chrono::milliseconds limit) {
  warning_.clear();
  commit_state_.clear();
  Outcome<Answer> answer = std::unexpected(Failure{});
  if (send_plain("COMMIT", Step::kAnswer)) {
    answer = co_await exchange(limit);
  } else {
    answer = std::unexpected(broken());
  }
  // The server says "canceling wait for synchronous replication ... committed locally" in a warning, and then OK.
  const bool open = !warning_.empty() || (!answer && (lost_ || leaves_commit_open(commit_state_)));
  if (open) {
    lost_ = true;
    std::string why = warning_.empty() ? std::string(answer.error().error.detail()) : warning_;
    co_return std::unexpected(Failure{
        .error = Error(ErrorKind::kUnavailable, "the metadata store did not confirm the change; look and try again")
                     .because(std::string(kOutcomeUnknown))
                     .because(std::move(why))});
  }
  if (!answer) co_return std::unexpected(std::move(answer).error());
  if (tag_ != "COMMIT") co_return std::unexpected(failure_of("25P02", "the server answered " + tag_));
  co_return Outcome<void>{};
}

void Connection::end_soon(const char* command) {
  if (lost_) return;
  if (!send_plain(command, Step::kPlain) || PQpipelineSync(handle_) != 1) {
    lost_ = true;
    return;
  }
  expected_.push_back({.step = Step::kSync});
  for (Expected& expected : expected_) expected.stale = true;
}

boost::asio::awaitable<Outcome<Answer>> Connection::exchange(std::chrono::milliseconds limit) {
  deadline_.store((Clock::now() + limit).time_since_epoch().count());
  if (PQpipelineSync(handle_) != 1) co_return std::unexpected(broken());
  expected_.push_back({.step = Step::kSync});
  Outcome<Answer> answer = co_await collect();
  deadline_.store(kNoDeadline);
  if (expired_.load() && answer) lost_ = true;  // the answer came just in time; the socket is shut all the same
  co_return answer;
}

/// Reads what the server owes, up to the last sync. The first failure counts; what it made the server skip does not.
boost::asio::awaitable<Outcome<Answer>> Connection::collect() {
  Outcome<void> flushed = co_await flush();
  if (!flushed) co_return std::unexpected(std::move(flushed).error());
  Answer answer;
  std::optional<Failure> failure;
  while (!expected_.empty()) {
    const Expected expected = expected_.front();
    expected_.pop_front();
    for (;;) {
      Outcome<ResultPtr> next = co_await next_result();
      if (!next) co_return std::unexpected(failure ? std::move(*failure) : std::move(next).error());
      const ResultPtr result = std::move(*next);
      if (result == nullptr) break;
      std::optional<Failure> problem = failure_in(result.get(), expected);
      if (expected.stale) problem.reset();
      if (problem && !failure) failure = std::move(problem);
      if (expected.step == Step::kSync) break;
      if (expected.step == Step::kPrepare) expected.prepared->ready = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
      if (expected.step != Step::kAnswer || expected.stale || failure) continue;
      Outcome<Answer> read = read_answer(result.get());
      if (read) {
        answer = std::move(*read);
      } else {
        failure = std::move(read).error();
      }
    }
  }
  if (failure) co_return std::unexpected(std::move(*failure));
  co_return answer;
}

boost::asio::awaitable<Outcome<void>> Connection::flush() {
  for (;;) {
    const int left = PQflush(handle_);
    if (left == 0) co_return Outcome<void>{};
    if (left < 0) co_return std::unexpected(broken());
    co_await wait(boost::asio::posix::descriptor_base::wait_write);
  }
}

boost::asio::awaitable<Outcome<Connection::ResultPtr>> Connection::next_result() {
  while (PQisBusy(handle_) == 1) {
    co_await wait(boost::asio::posix::descriptor_base::wait_read);
    if (PQconsumeInput(handle_) != 1) co_return std::unexpected(broken());
  }
  co_return ResultPtr(PQgetResult(handle_));
}

boost::asio::awaitable<void> Connection::wait(boost::asio::posix::descriptor_base::wait_type what) {
  boost::system::error_code ignored;  // libpq finds out what is wrong with the socket
  co_await descriptor_->async_wait(what, boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

std::optional<Failure> Connection::failure_in(const PGresult* result, const Expected& expected) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_PIPELINE_SYNC:
    case PGRES_PIPELINE_ABORTED:
      return std::nullopt;
    default:
      break;
  }
  if (PQstatus(handle_) != CONNECTION_OK) return broken();
  commit_state_ = field(result, PG_DIAG_SQLSTATE);
  const std::string_view severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  Failure failure = failure_of(commit_state_, std::string(PQresultErrorMessage(result)));
  // A BEGIN is refused by a server that has become a standby. A plan made before another node migrated the schema is
  // refused as "0A000 cached plan must not change result type". Another connection knows neither.
  const bool refused_begin = expected.step == Step::kPlain && !expected.stale;
  if (refused_begin || (expected.reused && commit_state_ == "0A000")) failure.next = Next::kRetryElsewhere;
  if (severity == "FATAL" || severity == "PANIC" || failure.next == Next::kRetryElsewhere) lost_ = true;
  return failure;
}

Outcome<Answer> Connection::read_answer(const PGresult* result) {
  Answer answer;
  tag_ = PQcmdStatus(const_cast<PGresult*>(result));
  answer.changed = changed_rows(result);
  const int rows = PQntuples(result);
  const int columns = PQnfields(result);
  answer.rows.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, row, column) == 1) {
        values.emplace_back(Null{});
        continue;
      }
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(PQgetvalue(result, row, column));
      Result<Value> value =
          decode(PQftype(result, column), {bytes, static_cast<std::size_t>(PQgetlength(result, row, column))});
      if (!value) return std::unexpected(Failure{.error = std::move(value).error()});
      values.push_back(std::move(*value));
    }
    answer.rows.emplace_back(std::move(values));
  }
  return answer;
}

}  // namespace entrepot::sql::postgres
