// Writes rows into an SQLite database until it is killed; says each on standard output once it is acknowledged.
// sqlite_crash_test.cc starts it.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "sql/sqlite/sqlite_database.h"
#include "tests/contract/crowd.h"
#include "tests/contract/sql_contract_bodies.h"

namespace entrepot::sql::contract {
namespace {

async::Task<void> write_for_ever(Database& database, std::string prefix) {
  for (int i = 0;; ++i) {
    const std::string name = prefix + "-" + std::to_string(i);
    ENTREPOT_CO_CHECK_OK(co_await database.write([&](Transaction& t) { return insert_thing(t, name, i); }));
    const std::string line = name + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) co_return fail(ErrorKind::kInternal, "pipe");
  }
}

int run(const char* file, const std::string& round) {
  // Small limits, so that the kill also meets checkpoints.
  auto database =
      open_sqlite({.file = file, .checkpoint_bytes = 64_KiB, .idle_before_truncate = std::chrono::milliseconds(1)});
  if (!database) return 1;
  boost::asio::thread_pool threads(2);
  Crowd crowd(threads);
  for (int i = 0; i < 8; ++i) crowd.add(write_for_ever(**database, round + "-" + std::to_string(i)));
  crowd.wait();
  return 1;
}

}  // namespace
}  // namespace entrepot::sql::contract

int main(int argc, char** argv) {
  return argc == 3 ? entrepot::sql::contract::run(argv[1], argv[2]) : 2;
}
