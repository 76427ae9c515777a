#include "tests/support/postgres_server.h"

#include <gtest/gtest.h>

namespace entrepot::tests {
namespace {

TEST(PostgresServer, GivesEachTestAnEmptyDatabase) {
  ENTREPOT_NEEDS_POSTGRES(server);
  EXPECT_NE(server->fresh_database(), server->fresh_database());
  server->run("test_1", "CREATE TABLE t (a int)");
  EXPECT_EQ(server->run("test_2", "SELECT count(*) FROM pg_tables WHERE tablename = 't'"), "0");
}

TEST(PostgresServer, SortsLinguisticallyUnlessTold) {
  ENTREPOT_NEEDS_POSTGRES(server);
  EXPECT_EQ(server->run("postgres", "SELECT 'a' < 'B'"), "t");
  EXPECT_EQ(server->run("postgres", "SELECT 'a' COLLATE \"C\" < 'B'"), "f");
}

TEST(PostgresServer, ComesBackAfterACrash) {
  ENTREPOT_NEEDS_POSTGRES(server);
  server->fresh_database();
  const int port = server->port();
  server->crash_and_restart();
  EXPECT_EQ(server->port(), port);
  EXPECT_EQ(server->run("postgres", "SELECT 1"), "1");
}

}  // namespace
}  // namespace entrepot::tests
