#include "api/aws/json_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace entrepot::api::aws {
namespace {

TEST(JsonText, WritesTimesInPlainDecimals) {
  const auto at = [](std::int64_t micros) { return to_text(timestamp(SysTime(std::chrono::microseconds(micros)))); };
  EXPECT_EQ(at(1'700'000'000'123'456), "1700000000.123456");
  EXPECT_EQ(at(1'700'000'000'250'000), "1700000000.25");
  EXPECT_EQ(at(1'700'000'000'000'000), "1700000000.0");
  EXPECT_EQ(at(0), "0.0");
  EXPECT_EQ(at(9'007'199'254'740'991), "9007199254.740992") << "the last digit is beyond a double by the year 2255";
}

TEST(JsonText, LosesNoMicrosecondInThisCentury) {
  const auto at = [](std::int64_t micros) { return to_text(timestamp(SysTime(std::chrono::microseconds(micros)))); };
  constexpr std::int64_t kSecond = 1'000'000;
  for (std::int64_t second :
       {0ll, 1ll, 1'700'000'000ll, 1'764'000'000ll, 2'499'999'999ll, 2'500'000'000ll, 4'102'444'800ll}) {
    for (std::int64_t micros = 1; micros < kSecond; micros += 997) {
      std::string expected = fmt::format("{}.{:06}", second, micros);
      expected.erase(expected.find_last_not_of('0') + 1);
      ASSERT_EQ(at(second * kSecond + micros), expected);
    }
  }
}

TEST(JsonText, WritesOtherNumbersInPlainDecimals) {
  EXPECT_EQ(to_text(json::Value(-1.5)), "-1.5");
  EXPECT_EQ(to_text(json::Value(1e20)), "100000000000000000000.0");
  EXPECT_EQ(to_text(json::Value(1e-9)), "0.0");
}

TEST(JsonText, KeepsTheOrderOfMembers) {
  const json::Value value = {{"z", 1}, {"a", {true, nullptr, "x\"\n"}}, {"o", json::Object()}, {"l", json::Array()}};
  EXPECT_EQ(to_text(value), R"({"z":1,"a":[true,null,"x\"\n"],"o":{},"l":[]})");
}

TEST(JsonText, WritesAListThatOutlivesItsMaker) {
  std::optional<json::Object> answer;
  {
    const auto storage = list_storage();
    json::Array list(storage);
    for (int i = 0; i < 1000; ++i)
      list.push_back(json::Value(std::string(100, static_cast<char>('a' + i % 26)), storage));
    json::Object made(storage);
    made["list"] = std::move(list);
    answer.emplace(std::move(made));
  }
  const std::string text = to_text(*answer);
  EXPECT_EQ(text.substr(0, 12), R"({"list":["aa)");
  EXPECT_EQ(boost::json::parse(text).at("list").as_array().size(), 1000u);
}

TEST(JsonText, EscapesWhatJsonCannotHold) {
  EXPECT_EQ(to_text(json::Value("quote \" backslash \\ tab \t nul " + std::string(1, '\0'))),
            R"("quote \" backslash \\ tab \t nul \u0000")");
  EXPECT_EQ(to_text(json::Object{{"a\"b", "c"}}), R"({"a\"b":"c"})") << "names too";
  EXPECT_EQ(to_text(json::Value("größe \x7f")), "\"größe \x7f\"") << "nothing else";
  EXPECT_EQ(to_text(json::Value("")), R"("")");
}

TEST(JsonText, WritesWhatAReaderReadsBack) {
  std::string every;
  for (int c = 0; c < 0x80; ++c) every += static_cast<char>(c);
  EXPECT_EQ(boost::json::parse(to_text(json::Value(every))), json::Value(every));
  EXPECT_EQ(to_text(json::Array{-5, 18'446'744'073'709'551'615u}), "[-5,18446744073709551615]");
}

}  // namespace
}  // namespace entrepot::api::aws
