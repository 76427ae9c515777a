#pragma once
// PostgreSQL, or what speaks its protocol: the metadata store of many nodes. Writes are SERIALIZABLE and run again on a
// conflict; reads are a REPEATABLE READ snapshot. A commit without a clear answer is never reported as success.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "sql/database.h"

namespace entrepot::sql {

struct PostgresOptions {
  /// libpq's connection string or URI. Several hosts: "host=a,b target_session_attrs=read-write".
  std::string conninfo;
  std::size_t connections = 8;
  /// Transactions that may wait for a connection; beyond it, and after acquire_limit, kOverloaded.
  std::size_t max_waiting = 1024;
  std::chrono::milliseconds acquire_limit{10'000};
  /// For each host of conninfo, in whole seconds, unless conninfo says connect_timeout itself.
  std::chrono::seconds connect_limit{5};
  /// After these the connection is abandoned (never cancelled: a cancelled COMMIT looks like a success).
  std::chrono::milliseconds statement_limit{30'000};
  std::chrono::milliseconds commit_limit{30'000};
  std::chrono::milliseconds migration_limit{600'000};
  /// How often a transaction is tried when it conflicts with others or loses its connection.
  std::size_t max_attempts = 20;
};

/// kInvalidParameter for a connection string that libpq cannot read. Opens one connection to see that the server is
/// there (kUnavailable if not); the others follow when they are needed.
/// Blocks. Sockets are waited for on each caller's own executor, which must be running; no context of its own is
/// needed.
Result<std::unique_ptr<Database>> open_postgres(PostgresOptions options);

}  // namespace entrepot::sql
