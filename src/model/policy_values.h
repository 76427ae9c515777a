#pragma once
// The values of conditions that are not mere text: numbers, dates, ranges of addresses.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entrepot::model {

/// A decimal number of any length, compared without rounding.
class Decimal {
 public:
  /// `[+-]digits[.digits][e[+-]digits]`, at most 400 characters, exponent within +-9999; nullopt for anything else.
  static std::optional<Decimal> parse(std::string_view text);
  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const = default;

 private:
  bool is_negative_ = false;
  int point_ = 0;       ///< value = 0.digits * 10^point
  std::string digits_;  ///< without zeros at either end; empty: zero
};

/// Microseconds since the epoch. ISO 8601 (W3C's profile: "2026", "2026-01", "2026-01-31", "2026-01-31T10:00Z",
/// "..T10:00:00.5+02:00"; UTC if no zone is told) or whole seconds since the epoch. nullopt for anything else, also for
/// days that no calendar has.
std::optional<std::int64_t> parse_policy_date(std::string_view text);

/// "true" or "false", in any case.
std::optional<bool> parse_policy_bool(std::string_view text);

/// 203.0.113.7, 203.0.113.0/24, 2001:db8::/32. IPv6 addresses that stand for IPv4 ones (::ffff:203.0.113.7) are those.
class AddressRange {
 public:
  static std::optional<AddressRange> parse(std::string_view text);
  /// Whether all of `other` lies in this range; never across IPv4 and IPv6.
  bool contains(const AddressRange& other) const;
  bool operator==(const AddressRange&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};  ///< IPv4 in the first four; zero after the prefix
  unsigned prefix_ = 0;
  bool is_v4_ = false;
};

}  // namespace entrepot::model
