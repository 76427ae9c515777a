#include "api/aws/json_text.h"

#include <gtest/gtest.h>

#include <chrono>

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

TEST(JsonText, KeepsTheOrderOfMembers) {
  const json::Value value = {{"z", 1}, {"a", {true, nullptr, "x\"\n"}}, {"o", json::Object()}, {"l", json::Array()}};
  EXPECT_EQ(to_text(value), R"({"z":1,"a":[true,null,"x\"\n"],"o":{},"l":[]})");
}

}  // namespace
}  // namespace entrepot::api::aws
