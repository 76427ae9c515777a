#include "model/policy_values.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

std::strong_ordering compare(std::string_view a, std::string_view b) {
  const auto left = Decimal::parse(a);
  const auto right = Decimal::parse(b);
  EXPECT_TRUE(left && right) << a << " " << b;
  return left && right ? *left <=> *right : std::strong_ordering::equal;
}

TEST(Decimal, IsComparedByItsValueAndNotByItsText) {
  for (const auto& [a, b] : {std::pair{"1", "1.0"},
                             {"0", "-0.00"},
                             {"007", "+7"},
                             {".5", "0.50"},
                             {"1e3", "1000"},
                             {"12.5E-1", "1.25"},
                             {"0e9", "0"}}) {
    EXPECT_EQ(compare(a, b), std::strong_ordering::equal) << a << " " << b;
  }
  for (const auto& [a, b] : {std::pair{"2", "10"},
                             {"-10", "-2"},
                             {"-1", "0"},
                             {"0", "0.001"},
                             {"9.99", "10"},
                             {"1e-400", "1e-399"},
                             {"-1e400", "1e-400"},
                             {"1.5", "1.50001"}}) {
    EXPECT_EQ(compare(a, b), std::strong_ordering::less) << a << " " << b;
    EXPECT_EQ(compare(b, a), std::strong_ordering::greater) << a << " " << b;
  }
}

TEST(Decimal, IsNotRounded) {
  EXPECT_EQ(compare("9223372036854775807", "9223372036854775808"), std::strong_ordering::less);
  EXPECT_EQ(compare("0.1000000000000000000001", "0.1"), std::strong_ordering::greater);
}

TEST(Decimal, IsNothingElse) {
  for (const char* text :
       {"", "-", ".", "NaN", "inf", "0x10", "1 ", " 1", "1,5", "1e", "1e99999", "1e+", "--1", "1.2.3"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
  EXPECT_TRUE(Decimal::parse(std::string(400, '9')));
  EXPECT_FALSE(Decimal::parse(std::string(401, '9')));
}

TEST(PolicyDate, IsACalendarDayATimeOrSeconds) {
  constexpr std::int64_t kSecond = 1'000'000;
  EXPECT_EQ(parse_policy_date("1970-01-01"), 0);
  EXPECT_EQ(parse_policy_date("2026-01-31T10:00:00Z"), 1'769'853'600 * kSecond);
  EXPECT_EQ(parse_policy_date("2026-01-31T12:00:00+02:00"), 1'769'853'600 * kSecond);
  EXPECT_EQ(parse_policy_date("2026-01-31T10:00Z"), 1'769'853'600 * kSecond);
  EXPECT_EQ(parse_policy_date("2026-01-31T10:00:00.25Z"), 1'769'853'600 * kSecond + 250'000);
  EXPECT_EQ(parse_policy_date("2026"), parse_policy_date("2026-01-01T00:00:00"));
  EXPECT_EQ(parse_policy_date("2026-02"), parse_policy_date("2026-02-01"));
  EXPECT_EQ(parse_policy_date("1769853600"), 1'769'853'600 * kSecond);
  EXPECT_EQ(parse_policy_date("-1"), -kSecond);
}

TEST(PolicyDate, IsNoDayThatNoCalendarHas) {
  for (const char* text :
       {"", "soon", "2026-13-01", "2026-02-30", "9999-99", "2026-01-31T24:00:00Z", "2026-01-31T10", "2026-01-31T10:60Z",
        "2026-01-31 10:00:00Z", "2026-01-31T10:00:00.Z", "2026-01-31T10:00:00+2", "2026-01T10:00Z",
        "9223372036854775808", "12345.5", "2026-01-31T10:00:00ZZ"}) {
    EXPECT_FALSE(parse_policy_date(text)) << text;
  }
}

TEST(PolicyBool, IsOneOfTwoWords) {
  EXPECT_EQ(parse_policy_bool("true"), true);
  EXPECT_EQ(parse_policy_bool("False"), false);
  for (const char* text : {"", "yes", "1", "truee", "tru"}) EXPECT_FALSE(parse_policy_bool(text)) << text;
}

bool lies_in(std::string_view address, std::string_view range) {
  const auto inner = AddressRange::parse(address);
  const auto outer = AddressRange::parse(range);
  EXPECT_TRUE(inner && outer) << address << " " << range;
  return inner && outer && outer->contains(*inner);
}

TEST(AddressRange, HoldsTheAddressesOfItsPrefix) {
  EXPECT_TRUE(lies_in("203.0.113.7", "203.0.113.0/24"));
  EXPECT_TRUE(lies_in("203.0.113.7", "203.0.113.7"));
  EXPECT_TRUE(lies_in("203.0.113.7", "0.0.0.0/0"));
  EXPECT_TRUE(lies_in("203.0.113.191", "203.0.113.128/26"));
  EXPECT_TRUE(lies_in("203.0.113.7", "203.0.113.99/24"));
  EXPECT_TRUE(lies_in("2001:db8::1", "2001:db8::/32"));
  EXPECT_FALSE(lies_in("203.0.113.192", "203.0.113.128/26"));
  EXPECT_FALSE(lies_in("203.0.114.7", "203.0.113.0/24"));
  EXPECT_FALSE(lies_in("2001:db9::1", "2001:db8::/32"));
  EXPECT_FALSE(lies_in("203.0.113.0/23", "203.0.113.0/24"));
}

TEST(AddressRange, TakesAnIpv6AddressThatStandsForAnIpv4OneAsThat) {
  EXPECT_TRUE(lies_in("::ffff:203.0.113.7", "203.0.113.0/24"));
  EXPECT_TRUE(lies_in("203.0.113.7", "::ffff:203.0.113.0/120"));
  EXPECT_FALSE(lies_in("203.0.113.7", "::/0"));
  EXPECT_FALSE(lies_in("::1", "0.0.0.0/0"));
}

TEST(AddressRange, IsNothingElse) {
  for (const char* text : {"", "host", "203.0.113", "203.0.113.0/33", "203.0.113.0/", "0.0.0.0/00", "203.0.113.0/-1",
                           "203.0.113.0/2 ", "203.0.113.0/24/24", "01.2.3.4", "::1/129", "1.2.3.4:80", "[::1]"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
  EXPECT_FALSE(AddressRange::parse(std::string_view("1.2.3.4\0x", 9)));
}

}  // namespace
}  // namespace entrepot::model
