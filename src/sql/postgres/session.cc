#include "sql/postgres/session.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>

namespace entrepot::sql::postgres {
namespace {

struct Finish {
  void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};

std::unexpected<Error> cannot_connect(PGconn* handle, std::string_view step) {
  return fail(Error(ErrorKind::kUnavailable, "the metadata store cannot be reached; try again")
                  .because(fmt::format("{}: {}", step, PQerrorMessage(handle))));
}

/// Nobody reads notices here; connection.cc takes them over.
void ignore_notice(void* /*unused*/, const PGresult* /*notice*/) {}

}  // namespace

Result<PGconn*> open_session(const PostgresOptions& options) {
  // What stands before dbname are defaults that conninfo may override; what stands after it overrides conninfo. A dead
  // peer is noticed within half a minute also while nothing is sent.
  const std::string connect_seconds = std::to_string(std::max<std::int64_t>(options.connect_limit.count(), 2));
  const std::array<const char*, 8> keywords{"connect_timeout",  "fallback_application_name",
                                            "keepalives_idle",  "keepalives_interval",
                                            "keepalives_count", "dbname",
                                            "client_encoding",  nullptr};
  const std::array<const char*, 8> values{connect_seconds.c_str(),  "entrepot", "15",   "5", "3",
                                          options.conninfo.c_str(), "UTF8",     nullptr};
  std::unique_ptr<PGconn, Finish> handle(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(handle.get()) != CONNECTION_OK) return cannot_connect(handle.get(), "connect");
  PQsetNoticeReceiver(handle.get(), ignore_notice, nullptr);

  // The server gives up a little before we do, so that a statement that is too slow does not cost the connection, and
  // frees the locks of a client that is gone. An acknowledged commit is on its disk, whatever its configuration says.
  const std::array<std::string, 3> settings{
      fmt::format("SET statement_timeout = {}", std::max<std::int64_t>(options.statement_limit.count() * 9 / 10, 1)),
      "SET idle_in_transaction_session_timeout = 60000",
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"};
  for (const std::string& setting : settings) {
    const std::unique_ptr<PGresult, Clear> result(PQexec(handle.get(), setting.c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return cannot_connect(handle.get(), setting);
  }
  // Only PostgreSQL 14 and later know it: notice within seconds that the client is gone, even while a statement runs.
  PQclear(PQexec(handle.get(), "SET client_connection_check_interval = 5000"));
  if (PQsetnonblocking(handle.get(), 1) != 0 || PQenterPipelineMode(handle.get()) != 1) {
    return cannot_connect(handle.get(), "pipeline mode");
  }
  return handle.release();
}

}  // namespace entrepot::sql::postgres
