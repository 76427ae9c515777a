#include "tests/contract/sql_contract.h"

#include "tests/contract/sql_contract_bodies.h"
#include "tests/support/postgres_server.h"

namespace entrepot::sql::contract {

std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}
void PrintTo(const Engine& engine, std::ostream* out) {
  *out << engine.name;
}

const std::vector<std::vector<std::string>>& versions() {
  static const std::vector<std::vector<std::string>> all{
      {"CREATE TABLE parent (id {ID}, name {TEXT} NOT NULL UNIQUE)",
       "CREATE TABLE child (id {ID}, parent_id {INT} NOT NULL REFERENCES parent (id) ON DELETE RESTRICT, name {TEXT})",
       "CREATE TABLE thing (name {TEXT} PRIMARY KEY, number {INT}, bytes {BLOB}, note {TEXT})"},
      {"CREATE TABLE later (a {INT} PRIMARY KEY, b {TEXT} NOT NULL DEFAULT '{}')"}};
  return all;
}

void SqlContract::SetUp() {
  auto place = GetParam().make();
  if (!place && place.error().kind() == ErrorKind::kNotImplemented) {
    if (tests::requires_all()) FAIL() << place.error().message();
    GTEST_SKIP() << place.error().message();
  }
  place_ = must(std::move(place));
  database_ = must(place_->open());
  must(async::run_blocking(database_->migrate(versions())));
}

void SqlContract::reopen() {
  database_->close();
  database_.reset();
  database_ = must(place_->open());
}

Result<Rows> SqlContract::query(Statement statement, Params parameters) {
  return write([&](Transaction& t) { return query_once(t, statement, parameters); });
}
Result<std::int64_t> SqlContract::execute(Statement statement, Params parameters) {
  return write([&](Transaction& t) { return execute_once(t, statement, parameters); });
}
std::int64_t SqlContract::number(Statement statement, Params parameters) {
  return must(read([&](Transaction& t) { return query_once(t, statement, parameters); })).at(0).integer(0);
}

}  // namespace entrepot::sql::contract
