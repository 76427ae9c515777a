#pragma once
// A PostgreSQL server of a test program's own: in a temporary folder, on a free loopback port, gone with the program.
//
//   TEST_F(MyTest, DoesSomething) {
//     ENTREPOT_NEEDS_POSTGRES(server);             // skips by name, or fails when ENTREPOT_REQUIRE_ALL is set
//     const std::string conninfo = server->fresh_database();
//     auto database = sql::open_postgres({.conninfo = conninfo});
//
// The server is started once, by the first test that needs it, from the main thread (about 2 s); each test takes a
// fresh, empty database (about 20 ms). In CMake: target_link_libraries(<test> PRIVATE entrepot_postgres_server).
// Nothing needs to be dropped: the folder goes at the end. The server syncs nothing, and its default collation is a
// linguistic one, so that a column that forgot {TEXT} sorts otherwise than SQLite.

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace entrepot::tests {

class PostgresServer {
 public:
  /// Starts a server; `settings` are "name=value" of postgresql.conf. kNotImplemented when PostgreSQL is not installed.
  static Result<std::unique_ptr<PostgresServer>> start(std::vector<std::string> settings = {});
  /// The one that all tests of the program share; started at the first call.
  static const Result<std::unique_ptr<PostgresServer>>& shared();

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  /// Kills the server and removes its folder.
  ~PostgresServer();

  /// Makes an empty database and says how to reach it.
  std::string fresh_database();
  std::string conninfo(const std::string& database) const;
  int port() const { return port_; }
  /// Runs statements on a connection of its own; aborts the test program when one fails. The first column of the first
  /// row of the last one, or nothing.
  std::string run(const std::string& database, const std::string& statements) const;
  /// Ends the server at once, as a crash would, and starts it on the same folder and port.
  void crash_and_restart();

 private:
  PostgresServer(std::filesystem::path folder, std::vector<std::string> settings);
  Result<void> make_cluster() const;
  Result<void> launch();
  void kill_now();

  std::filesystem::path folder_;
  std::vector<std::string> settings_;
  int port_ = 0;
  pid_t pid_ = -1;
  int databases_ = 0;
};

/// True when what a machine lacks must fail a test instead of skipping it.
bool requires_all();

}  // namespace entrepot::tests

#define ENTREPOT_NEEDS_POSTGRES(server)                                                          \
  const auto& server##_started = ::entrepot::tests::PostgresServer::shared();                    \
  if (!server##_started) {                                                                       \
    if (::entrepot::tests::requires_all() ||                                                     \
        server##_started.error().kind() != ::entrepot::ErrorKind::kNotImplemented) {             \
      FAIL() << server##_started.error().message() << ": " << server##_started.error().detail(); \
    }                                                                                            \
    GTEST_SKIP() << server##_started.error().message();                                          \
  }                                                                                              \
  ::entrepot::tests::PostgresServer* const server = server##_started->get()
