// Values: what goes in comes out, and is compared the same way everywhere.

#include <limits>

#include "tests/contract/sql_contract.h"
#include "tests/contract/sql_contract_bodies.h"

namespace entrepot::sql::contract {
namespace {

constexpr Statement kInsertThing{"INSERT INTO thing (name, number, bytes, note) VALUES ($1, $2, $3, $4)"};
constexpr Statement kSelectThing{"SELECT name, number, bytes, note FROM thing WHERE name = $1"};

TEST_P(SqlContract, KeepsNullsApartFromEmptyValues) {
  must(execute(kInsertThing, params("null", Null{}, Null{}, Null{})));
  must(execute(kInsertThing, params("empty", 0, Blob{}, "")));

  const Rows null = must(query(kSelectThing, params("null")));
  const Rows empty = must(query(kSelectThing, params("empty")));

  for (const std::size_t column : {1, 2, 3}) {
    EXPECT_TRUE(null.at(0).is_null(column)) << column;
    EXPECT_FALSE(empty.at(0).is_null(column)) << column;
  }
  EXPECT_EQ(null[0].maybe_integer(1), std::nullopt);
  EXPECT_EQ(empty[0].blob(2), Blob{});
  EXPECT_EQ(empty[0].text(3), "");
}

TEST_P(SqlContract, TakesANullAndAValueInTheSameStatement) {
  must(execute(kInsertThing, params("t", Null{}, Null{}, Null{})));
  constexpr Statement kUpdate{"UPDATE thing SET number = $2, bytes = $3, note = $4 WHERE name = $1"};
  EXPECT_EQ(must(execute(kUpdate, params("t", 7, Blob{1}, "n"))), 1);
  EXPECT_EQ(must(execute(kUpdate, params("t", Null{}, Null{}, Null{}))), 1);
  EXPECT_EQ(must(execute(kUpdate, params("t", 8, Null{}, "n"))), 1);
  const Rows rows = must(query(kSelectThing, params("t")));
  EXPECT_EQ(rows.at(0).integer(1), 8);
  EXPECT_TRUE(rows[0].is_null(2));
}

TEST_P(SqlContract, TakesParametersWithATypeWherePostgresqlCannotInferIt) {
  constexpr Statement kOptional{"SELECT count(*) FROM thing WHERE $1::bigint IS NULL OR number = $1::bigint"};
  must(execute(kInsertThing, params("a", 1, Null{}, Null{})));
  must(execute(kInsertThing, params("b", 2, Null{}, Null{})));
  EXPECT_EQ(number(kOptional, params(Null{})), 2);
  EXPECT_EQ(number(kOptional, params(2)), 1);
  constexpr Statement kCopy{"INSERT INTO thing (name, number) SELECT $1, $2::bigint FROM thing WHERE name = 'a'"};
  EXPECT_EQ(must(execute(kCopy, params("c", Null{}))), 1);
}

TEST_P(SqlContract, TakesParametersInAnyOrderAndTwice) {
  const Rows rows = must(query({"SELECT $2, $1, $2"}, params("one", "two")));
  EXPECT_EQ(rows.at(0).text(0), "two");
  EXPECT_EQ(rows[0].text(1), "one");
  EXPECT_EQ(rows[0].text(2), "two");
}

TEST_P(SqlContract, RefusesTheWrongNumberOfParameters) {
  EXPECT_FALSE(query({"SELECT $1"}, {}));
  EXPECT_FALSE(query({"SELECT 1 WHERE $1 = 1"}, params(1, 2)));
}

TEST_P(SqlContract, KeepsZeroBytesInBlobs) {
  const Blob bytes{0, 1, 0, 255, '\'', '\\', 0};
  must(execute(kInsertThing, params("b", Null{}, bytes, Null{})));
  EXPECT_EQ(must(query(kSelectThing, params("b"))).at(0).blob(2), bytes);
  EXPECT_EQ(number({"SELECT count(*) FROM thing WHERE bytes = $1"}, params(bytes)), 1);
}

TEST_P(SqlContract, RefusesAZeroByteInText) {
  const auto inserted = execute(kInsertThing, params(std::string("a\0b", 3), Null{}, Null{}, Null{}));
  ASSERT_FALSE(inserted);
  EXPECT_EQ(inserted.error().kind(), ErrorKind::kInvalidParameter);
}

TEST_P(SqlContract, RefusesAValueOfTheWrongType) {
  const auto inserted = execute(kInsertThing, params("a", "not a number", Null{}, Null{}));
  ASSERT_FALSE(inserted);
  EXPECT_FALSE(is_constraint(inserted.error()));
}

TEST_P(SqlContract, KeepsAllSixtyFourBits) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t n : {Limits::min(), std::int64_t{-1}, std::int64_t{1} << 53, Limits::max()}) {
    const Rows rows = must(query(
        {"INSERT INTO thing (name, number) VALUES ('n', $1) ON CONFLICT (name) DO UPDATE SET number = excluded.number "
         "RETURNING number"},
        params(n)));
    EXPECT_EQ(rows.at(0).integer(0), n);
  }
}

TEST_P(SqlContract, ComputesIntegers) {
  must(execute(kInsertThing, params("a", 3000000000, Null{}, Null{})));
  must(execute(kInsertThing, params("b", 4000000000, Null{}, "x")));
  const Rows rows = must(
      query({"SELECT count(*), sum(number), max(number), coalesce(sum(length(note)), 0), 1, sum(number) - 8000000000, "
             "'word' FROM thing"}));
  EXPECT_EQ(rows.at(0).integer(0), 2);
  EXPECT_EQ(rows[0].integer(1), 7000000000);
  EXPECT_EQ(rows[0].integer(2), 4000000000);
  EXPECT_EQ(rows[0].integer(3), 1);
  EXPECT_EQ(rows[0].integer(4), 1);
  EXPECT_EQ(rows[0].integer(5), -1000000000);
  EXPECT_EQ(rows[0].text(6), "word");
  EXPECT_TRUE(must(query({"SELECT sum(number) FROM thing WHERE name = 'none'"})).at(0).is_null(0));
}

TEST_P(SqlContract, AnswersComparisonsAsZeroAndOne) {
  const Rows rows = must(query({"SELECT 1 < 2, 2 < 1, EXISTS (SELECT 1 FROM thing)"}));
  EXPECT_EQ(rows.at(0).integer(0), 1);
  EXPECT_EQ(rows[0].integer(1), 0);
  EXPECT_EQ(rows[0].integer(2), 0);
}

TEST_P(SqlContract, OrdersTextByItsBytes) {
  for (const char* name : {"b", "B", "a/b", "a-b", "a", "ä", "A", "_", "10", "9", "€", "𝄞"}) {
    must(execute(kInsertThing, params(name, Null{}, Null{}, Null{})));
  }
  std::vector<std::string> got;
  for (std::string after;;) {  // in pages, as listings do
    const Rows page = must(query({"SELECT name FROM thing WHERE name > $1 ORDER BY name LIMIT $2"}, params(after, 5)));
    if (page.empty()) break;
    for (const Row& row : page) got.push_back(row.text(0));
    after = got.back();
  }
  EXPECT_EQ(got, (std::vector<std::string>{"10", "9", "A", "B", "_", "a", "a-b", "a/b", "b", "ä", "€", "𝄞"}));
}

TEST_P(SqlContract, MatchesPatternsWithTheirCase) {
  must(execute(kInsertThing, params("Team/a_b", Null{}, Null{}, Null{})));
  EXPECT_EQ(number({"SELECT count(*) FROM thing WHERE name LIKE $1 ESCAPE '\\'"}, params("Team/a\\_%")), 1);
  EXPECT_EQ(number({"SELECT count(*) FROM thing WHERE name LIKE $1 ESCAPE '\\'"}, params("team/%")), 0);
}

TEST_P(SqlContract, KeepsLargeValues) {
  Blob bytes(5 << 20);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8));
  const std::string note(5 << 20, 'n');
  must(execute(kInsertThing, params("large", Null{}, bytes, note)));
  const Rows rows = must(query(kSelectThing, params("large")));
  EXPECT_TRUE(rows.at(0).blob(2) == bytes);
  EXPECT_TRUE(rows[0].text(3) == note);
}

TEST_P(SqlContract, ReturnsManyRows) {
  must(
      execute({"INSERT INTO thing (name, number) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
               "i < 20000) SELECT 'row-' || i, i FROM n"}));
  const Rows rows = must(query({"SELECT number, name FROM thing ORDER BY number"}));
  ASSERT_EQ(rows.size(), 20000u);
  EXPECT_EQ(rows.back().integer(0), 20000);
  EXPECT_EQ(rows.back().text(1), "row-20000");
}

}  // namespace
}  // namespace entrepot::sql::contract
