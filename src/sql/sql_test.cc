#include <gtest/gtest.h>

#include "sql/database.h"
#include "sql/migration.h"

namespace entrepot::sql {
namespace {

constexpr ColumnTypes kTypes{.id = "I", .text = "T", .integer = "N", .blob = "B"};

TEST(ColumnTypes, AreReplacedEverywhere) {
  EXPECT_EQ(with_column_types("CREATE TABLE t (a {ID}, b {TEXT}, c {INT}, d {BLOB})", kTypes).value(),
            "CREATE TABLE t (a I, b T, c N, d B)");
  EXPECT_EQ(with_column_types("no types", kTypes).value(), "no types");
  EXPECT_EQ(with_column_types("d {TEXT} DEFAULT '{}', e {INT", kTypes).value(), "d T DEFAULT '{}', e {INT");
}

TEST(ColumnTypes, RefuseAWordTheyDoNotKnow) {
  EXPECT_EQ(with_column_types("CREATE TABLE t (a {JSON})", kTypes).error().kind(), ErrorKind::kInternal);
}

TEST(Params, TakeTheTypesThatCallersHave) {
  const Params bound = params(7, "text", std::string_view("view"), Blob{1, 0}, std::optional<std::int64_t>(), true);
  EXPECT_EQ(bound[0], Value(std::int64_t{7}));
  EXPECT_EQ(bound[1], Value(std::string("text")));
  EXPECT_EQ(bound[2], Value(std::string("view")));
  EXPECT_EQ(bound[3], Value(Blob{1, 0}));
  EXPECT_EQ(bound[4], Value(Null{}));
  EXPECT_EQ(bound[5], Value(std::int64_t{1}));
}

TEST(ConstraintError, IsToldFromOtherConflicts) {
  EXPECT_TRUE(is_constraint(constraint_error("UNIQUE t.name")));
  EXPECT_FALSE(is_constraint(Error(ErrorKind::kConflict, "run it again").because("serialization failure")));
  EXPECT_TRUE(is_constraint(constraint_error("x").within("put image").because("more")));
  EXPECT_FALSE(is_constraint(Error(ErrorKind::kConflict, "run it again").because("40001 violates a constraint; x")));
  EXPECT_FALSE(is_constraint(Error(ErrorKind::kInternal, "x").because("constraint")));
}

TEST(OutcomeUnknown, IsToldFromOtherFailures) {
  EXPECT_TRUE(
      is_outcome_unknown(Error(ErrorKind::kUnavailable, "x").because(std::string(kOutcomeUnknown)).because("y")));
  EXPECT_FALSE(is_outcome_unknown(Error(ErrorKind::kUnavailable, "outcome unknown").because("y")));
}

}  // namespace
}  // namespace entrepot::sql
