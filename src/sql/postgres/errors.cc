#include "sql/postgres/errors.h"

#include <utility>

#include "sql/database.h"

namespace entrepot::sql::postgres {
namespace {

Failure made(ErrorKind kind, std::string_view message, std::string detail, Next next = Next::kReport) {
  return {.error = Error(kind, std::string(message)).because(std::move(detail)), .next = next};
}

}  // namespace

Failure lost_connection(std::string detail) {
  return made(ErrorKind::kUnavailable, "the metadata store cannot be reached; try again", std::move(detail),
              Next::kRetryElsewhere);
}

Failure too_late(std::string detail) {
  return made(ErrorKind::kTimeout, "the metadata store did not answer in time; try again", std::move(detail));
}

Failure failure_of(std::string_view state, std::string detail) {
  detail = std::string(state) + " " + detail;
  const std::string_view group = state.substr(0, 2);
  if (state == "40001" || state == "40P01") {  // serialization failure, deadlock
    return made(ErrorKind::kConflict, "the change met another one; try again", std::move(detail), Next::kRetry);
  }
  if (group == "23" || state == "40002") return {.error = constraint_error(std::move(detail)), .next = Next::kReport};
  // 57P0x: the server stops or starts. 25P03: it ended an idle transaction. 26000: a prepared statement is gone, behind
  // a pooler.
  if (state.empty() || group == "08" || state.starts_with("57P") || state == "25P03" || state == "26000") {
    return lost_connection(std::move(detail));
  }
  if (state == "57014" || state == "55P03") return too_late(std::move(detail));
  if (state == "53100") {
    return made(ErrorKind::kStorageFull, "the disk of the metadata store is full", std::move(detail));
  }
  if (group == "53") return made(ErrorKind::kOverloaded, "the metadata store is busy; try again", std::move(detail));
  if (state == "22021" || state == "22P05") {
    return made(ErrorKind::kInvalidParameter, "a text is not valid UTF-8", std::move(detail));
  }
  if (state == "XX001" || state == "XX002") {
    return made(ErrorKind::kCorrupt, "the metadata store is damaged", std::move(detail));
  }
  if (group == "58") return made(ErrorKind::kUnavailable, "the metadata store failed", std::move(detail));
  return made(ErrorKind::kInternal, "the metadata store refused a statement", std::move(detail));
}

bool leaves_commit_open(std::string_view state) {
  // 40003 and 08007 say so themselves; the server that stops (57P0x) may have written the commit before.
  return state.empty() || state == "40003" || state.starts_with("08") || state.starts_with("57P");
}

}  // namespace entrepot::sql::postgres
