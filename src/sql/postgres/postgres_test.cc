#include <gtest/gtest.h>

#include "sql/postgres/conninfo.h"
#include "sql/postgres/errors.h"
#include "sql/postgres/postgres_database.h"
#include "sql/postgres/values.h"

namespace entrepot::sql::postgres {
namespace {

std::vector<std::uint8_t> numeric(std::vector<std::int16_t> shorts) {
  std::vector<std::uint8_t> bytes;
  for (const std::int16_t s : shorts) {
    bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint16_t>(s) >> 8));
    bytes.push_back(static_cast<std::uint8_t>(s));
  }
  return bytes;
}

TEST(Decode, ReadsNumericsThatAreWhole) {
  EXPECT_EQ(decode(kNumeric, numeric({0, 0, 0, 0})).value(), Value(std::int64_t{0}));
  EXPECT_EQ(decode(kNumeric, numeric({1, 0, 0, 0, 42})).value(), Value(std::int64_t{42}));
  EXPECT_EQ(decode(kNumeric, numeric({1, 2, 0, 0, 70})).value(), Value(std::int64_t{7'000'000'000}));
  EXPECT_EQ(decode(kNumeric, numeric({2, 1, 0x4000, 0, 1, 2})).value(), Value(std::int64_t{-10002}));
  EXPECT_EQ(decode(kNumeric, numeric({5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808})).value(),
            Value(std::numeric_limits<std::int64_t>::min()));
}

TEST(Decode, RefusesNumericsThatDoNotFit) {
  EXPECT_FALSE(decode(kNumeric, numeric({5, 4, 0, 0, 922, 3372, 368, 5477, 5808}))) << "2^63";
  EXPECT_FALSE(decode(kNumeric, numeric({2, 0, 0, 1, 1, 5000}))) << "1.5";
  EXPECT_FALSE(decode(kNumeric, numeric({0, 0, static_cast<std::int16_t>(0xC000), 0}))) << "NaN";
  EXPECT_FALSE(decode(kNumeric, numeric({1, 0, 0, 0}))) << "a digit is missing";
  EXPECT_FALSE(decode(kNumeric, numeric({1, 30000, 0, 0, 1}))) << "an absurd weight";
}

TEST(Decode, RefusesATypeThatThePortDoesNotHave) {
  EXPECT_EQ(decode(701, std::vector<std::uint8_t>(8)).error().kind(), ErrorKind::kInternal);
}

TEST(EncodedParams, TellsEmptyFromNull) {
  const Params parameters = params("", Blob{}, Null{}, -2);
  const EncodedParams encoded(parameters);
  EXPECT_NE(encoded.values()[0], nullptr);
  EXPECT_NE(encoded.values()[1], nullptr);
  EXPECT_EQ(encoded.values()[2], nullptr);
  EXPECT_EQ(std::string(encoded.values()[3], 8), "\xff\xff\xff\xff\xff\xff\xff\xfe");
  EXPECT_EQ(types_of(parameters), (std::vector<Oid>{kText, kBytea, 0, kInt8}));
}

TEST(CountParameters, SkipsQuotedText) {
  EXPECT_EQ(count_parameters("SELECT $1, '$7', $2::bigint, \"$9\""), 2u);
  EXPECT_EQ(count_parameters("SELECT 1"), 0u);
  EXPECT_EQ(count_parameters("SELECT $12 + $3"), 12u);
}

TEST(Failures, AreSortedByTheirState) {
  EXPECT_EQ(failure_of("40001", "x").next, Next::kRetry);
  EXPECT_FALSE(is_constraint(failure_of("40001", "violates a constraint").error));
  EXPECT_TRUE(is_constraint(failure_of("23505", "x").error));
  EXPECT_EQ(failure_of("57P01", "x").next, Next::kRetryElsewhere);
  EXPECT_EQ(failure_of("53100", "x").error.kind(), ErrorKind::kStorageFull);
  EXPECT_EQ(failure_of("57014", "x").error.kind(), ErrorKind::kTimeout);
  EXPECT_EQ(failure_of("42601", "syntax").error.kind(), ErrorKind::kInternal);
}

TEST(Failures, LeaveACommitOpenOnlyWhenNobodyKnows) {
  EXPECT_TRUE(leaves_commit_open(""));
  EXPECT_TRUE(leaves_commit_open("08006"));
  EXPECT_TRUE(leaves_commit_open("57P01"));
  EXPECT_FALSE(leaves_commit_open("40001"));
  EXPECT_FALSE(leaves_commit_open("23503"));
}

TEST(CheckConninfo, TakesWhatLibpqTakes) {
  for (const char* good : {"", "host=db password='hun ter2'", "postgres://e:hunter2@a:1,b:2/r?sslmode=require",
                           "postgresql:///r?host=%2Fvar%2Frun", "host=/run port=5433"}) {
    EXPECT_TRUE(check_conninfo(good)) << good;
  }
}

TEST(CheckConninfo, WhatItRefusesIsNotQuoted) {
  for (const std::string& bad : {std::string("hunter2"), std::string("password hunter2"), std::string("hunter2=x"),
                                 std::string("password='hunter2"), std::string("postgres://e:%zzhunter2@db"),
                                 std::string("postgres://e:x@hunter2@db"), std::string("postgres://e:hunter2/x@db"),
                                 std::string("postgres://db/hunter2@db"), std::string("postgres://db/r?hunter2"),
                                 std::string("postgres://db/r?hunter2=1"), std::string("postgres://db/r?a=%zhunter2"),
                                 std::string("postgres://[hunter2"), std::string("password=hunter2\0", 17)}) {
    const auto checked = check_conninfo(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().kind(), ErrorKind::kInvalidParameter);
    EXPECT_TRUE(checked.error().message().starts_with("the PostgreSQL connection string cannot be read: "));
    for (const std::string_view text : {checked.error().message(), checked.error().detail()}) {
      EXPECT_EQ(text.find("hunter2"), std::string_view::npos) << bad << ": " << text;
    }
    EXPECT_FALSE(open_postgres({.conninfo = bad})) << bad;
  }
}

TEST(OpenPostgres, AServerThatIsAwayIsNamedWithoutThePassword) {
  const auto opened = open_postgres({.conninfo = "host=127.0.0.1 port=1 user=e password=hunter2"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::kUnavailable);
  EXPECT_NE(opened.error().detail().find("port 1"), std::string_view::npos) << opened.error().detail();
  EXPECT_EQ(opened.error().detail().find("hunter2"), std::string_view::npos) << opened.error().detail();
}

}  // namespace
}  // namespace entrepot::sql::postgres
