#pragma once
// What PostgreSQL's SQLSTATEs mean here.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"

namespace entrepot::sql::postgres {

/// What a failure means for the transaction.
enum class Next : std::uint8_t {
  kReport,          // tell the caller
  kRetry,           // it lost against another transaction: run it again
  kRetryElsewhere,  // the connection is of no use any more: run it again on another one
};

struct Failure {
  Error error;
  Next next = Next::kReport;
};
template <class T>
using Outcome = std::expected<T, Failure>;

/// `state`: five characters, or empty when the server did not answer. `detail` goes to the log.
Failure failure_of(std::string_view state, std::string detail);

/// The server closed the connection, or could not be reached.
Failure lost_connection(std::string detail);
/// A deadline passed; the connection is closed.
Failure too_late(std::string detail);

/// True when this answer to COMMIT leaves open what happened; the others are a clear no.
bool leaves_commit_open(std::string_view state);

}  // namespace entrepot::sql::postgres
