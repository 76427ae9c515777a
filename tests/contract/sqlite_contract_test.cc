#include "sql/sqlite/sqlite_database.h"
#include "tests/contract/sql_contract.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::sql::contract {
namespace {

class InMemory final : public Place {
 public:
  Result<std::unique_ptr<Database>> open() override { return open_sqlite({.file = {}}); }
  bool keeps_data() const override { return false; }
};

class InAFile final : public Place {
 public:
  Result<std::unique_ptr<Database>> open() override { return open_sqlite({.file = folder_.path() / "metadata.db"}); }

 private:
  tests::TemporaryFolder folder_;
};

Engine in_memory() {
  return {.name = "InMemory", .make = [] { return std::make_unique<InMemory>(); }};
}
Engine in_a_file() {
  return {.name = "InAFile", .make = [] { return std::make_unique<InAFile>(); }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SqlContract, testing::Values(in_memory(), in_a_file()), engine_name);

}  // namespace
}  // namespace entrepot::sql::contract
