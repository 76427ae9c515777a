#include "model/policy_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace entrepot::model {
namespace {

constexpr std::size_t kMaxNumber = 400;
constexpr int kMaxExponent = 9'999;
constexpr std::size_t kMaxAddress = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `text`.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const std::string_view digits(text.begin(), end);
  text.remove_prefix(digits.size());
  return digits;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes exactly `count` digits.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::ranges::all_of(text.substr(0, count), is_digit)) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + count, number);
  text.remove_prefix(count);
  return number;
}

std::optional<int> read_exponent(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 6 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number > kMaxExponent) return std::nullopt;
  return is_negative ? -number : number;
}

/// The time of day and the zone, in microseconds after midnight UTC of the day before them.
std::optional<std::int64_t> read_time(std::string_view text) {
  using namespace std::chrono;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  microseconds time = hours(*hour) + minutes(*minute);
  if (take(text, ':')) {
    const auto second = take_number(text, 2);
    if (!second || *second > 59) return std::nullopt;
    time += seconds(*second);
    if (take(text, '.')) {
      const std::string_view fraction = take_digits(text);
      if (fraction.empty() || fraction.size() > 9) return std::nullopt;
      std::int64_t micros = 0;
      for (std::size_t i = 0; i < 6; ++i) micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
      time += microseconds(micros);
    }
  }
  if (text.empty() || text == "Z" || text == "z") return time.count();
  const bool is_east = text.starts_with('+');
  if (!is_east && !text.starts_with('-')) return std::nullopt;
  text.remove_prefix(1);
  const auto zone_hour = take_number(text, 2);
  take(text, ':');
  const auto zone_minute = take_number(text, 2);
  if (!zone_hour || *zone_hour > 23 || !zone_minute || *zone_minute > 59 || !text.empty()) return std::nullopt;
  const microseconds zone = hours(*zone_hour) + minutes(*zone_minute);
  return (is_east ? time - zone : time + zone).count();
}

std::optional<std::int64_t> read_calendar(std::string_view text) {
  using namespace std::chrono;
  const auto year_number = take_number(text, 4);
  if (!year_number) return std::nullopt;
  int month_number = 1;
  int day_number = 1;
  bool has_day = false;
  if (take(text, '-')) {
    const auto number = take_number(text, 2);
    if (!number) return std::nullopt;
    month_number = *number;
    if (take(text, '-')) {
      const auto day_of_month = take_number(text, 2);
      if (!day_of_month) return std::nullopt;
      day_number = *day_of_month;
      has_day = true;
    }
  }
  const year_month_day date{year(*year_number), month(static_cast<unsigned>(month_number)),
                            day(static_cast<unsigned>(day_number))};
  if (!date.ok()) return std::nullopt;
  const auto midnight = duration_cast<microseconds>(sys_days(date).time_since_epoch()).count();
  if (text.empty()) return midnight;
  if (!has_day || (!take(text, 'T') && !take(text, 't'))) return std::nullopt;
  const auto time = read_time(text);
  if (!time) return std::nullopt;
  return midnight + *time;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (text.size() > kMaxNumber) return std::nullopt;
  Decimal out;
  out.is_negative_ = text.starts_with('-');
  if (out.is_negative_ || text.starts_with('+')) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  const std::string_view fraction = take(text, '.') ? take_digits(text) : std::string_view();
  if (whole.empty() && fraction.empty()) return std::nullopt;
  int exponent = 0;
  if (take(text, 'e') || take(text, 'E')) {
    const auto read = read_exponent(text);
    if (!read) return std::nullopt;
    exponent = *read;
    text = {};
  }
  if (!text.empty()) return std::nullopt;

  out.digits_.append(whole).append(fraction);
  out.point_ = static_cast<int>(whole.size()) + exponent;
  const std::size_t zeros = std::min(out.digits_.find_first_not_of('0'), out.digits_.size());
  out.digits_.erase(0, zeros);
  out.point_ -= static_cast<int>(zeros);
  out.digits_.erase(out.digits_.find_last_not_of('0') + 1);
  if (out.digits_.empty()) out = Decimal();
  return out;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const auto sign = [](const Decimal& of) { return of.digits_.empty() ? 0 : of.is_negative_ ? -1 : 1; };
  if (const auto by_sign = sign(*this) <=> sign(other); by_sign != 0) return by_sign;
  const Decimal& small = is_negative_ ? other : *this;
  const Decimal& large = is_negative_ ? *this : other;
  if (const auto by_size = small.point_ <=> large.point_; by_size != 0) return by_size;
  return small.digits_.compare(large.digits_) <=> 0;
}

std::optional<std::int64_t> parse_policy_date(std::string_view text) {
  if (text.size() > 40) return std::nullopt;
  constexpr std::size_t kYearDigits = 4;
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (text.size() == kYearDigits || !std::ranges::all_of(digits, is_digit)) return read_calendar(text);
  constexpr std::size_t kMaxDigits = 12;  // far beyond the year 9999, and its microseconds fit
  if (digits.empty() || digits.size() > kMaxDigits) return std::nullopt;
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds * 1'000'000;
}

std::optional<bool> parse_policy_bool(std::string_view text) {
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == b; });
  };
  if (is("true")) return true;
  if (is("false")) return false;
  return std::nullopt;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  if (text.size() > kMaxAddress) return std::nullopt;
  AddressRange out;
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  if (address.size() != std::string_view(address.c_str()).size()) return std::nullopt;
  out.is_v4_ = inet_pton(AF_INET, address.c_str(), out.bytes_.data()) == 1;
  if (!out.is_v4_ && inet_pton(AF_INET6, address.c_str(), out.bytes_.data()) != 1) return std::nullopt;
  out.prefix_ = out.is_v4_ ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view bits = text.substr(slash + 1);
    const bool has_form = !bits.empty() && bits.size() <= 3 && std::ranges::all_of(bits, is_digit) &&
                          (bits.size() == 1 || bits.front() != '0');
    unsigned prefix = 0;
    if (!has_form) return std::nullopt;
    std::from_chars(bits.data(), bits.data() + bits.size(), prefix);
    if (prefix > out.prefix_) return std::nullopt;
    out.prefix_ = prefix;
  }
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr unsigned kMappedBits = 96;
  if (!out.is_v4_ && out.prefix_ >= kMappedBits && std::equal(kMapped.begin(), kMapped.end(), out.bytes_.begin())) {
    std::copy(out.bytes_.begin() + kMapped.size(), out.bytes_.end(), out.bytes_.begin());
    std::fill(out.bytes_.begin() + 4, out.bytes_.end(), 0);
    out.is_v4_ = true;
    out.prefix_ -= kMappedBits;
  }
  for (unsigned bit = out.prefix_; bit < 128; ++bit)
    out.bytes_[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
  return out;
}

bool AddressRange::contains(const AddressRange& other) const {
  if (is_v4_ != other.is_v4_ || prefix_ > other.prefix_) return false;
  const unsigned whole = prefix_ / 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, other.bytes_.begin())) return false;
  const unsigned rest = prefix_ % 8;
  if (rest == 0) return true;
  return ((bytes_[whole] ^ other.bytes_[whole]) >> (8 - rest)) == 0;
}

}  // namespace entrepot::model
