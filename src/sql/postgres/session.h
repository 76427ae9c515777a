#pragma once
// How a connection begins: libpq's parameters, and the settings of the session.

#include <libpq-fe.h>

#include "base/result.h"
#include "sql/postgres/postgres_database.h"

namespace entrepot::sql::postgres {

/// Connects and prepares the session. Blocks, for as long as the hosts of conninfo and its timeouts allow.
Result<PGconn*> open_session(const PostgresOptions& options);

}  // namespace entrepot::sql::postgres
