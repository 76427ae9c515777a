#include "sql/postgres/values.h"

#include <fmt/format.h>

#include <cctype>
#include <limits>

namespace entrepot::sql::postgres {
namespace {

std::int64_t big_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
  return static_cast<std::int64_t>(value);
}

std::unexpected<Error> unknown_type(Oid type) {
  return fail(Error(ErrorKind::kInternal, "a column has an unknown type").because(fmt::format("type {}", type)));
}

/// sum() of 64-bit numbers is NUMERIC. Format: four 16-bit numbers (count of digits, weight of the first, sign, scale),
/// then the digits to base 10000.
Result<Value> decode_numeric(std::span<const std::uint8_t> bytes) {
  const auto short_at = [&](std::size_t i) { return static_cast<int>(big_endian(bytes.subspan(2 * i, 2))); };
  if (bytes.size() < 8) return unknown_type(kNumeric);
  const int digits = short_at(0);
  const int weight = short_at(1);
  const int sign = short_at(2);
  if (digits < 0 || bytes.size() != 8 + 2 * static_cast<std::size_t>(digits) || weight > 5 ||
      (sign != 0 && sign != 0x4000)) {
    return unknown_type(kNumeric);
  }
  __extension__ using Wide = __int128;  // six digits to base 10000 fit
  Wide value = 0;
  for (int i = 0; i <= std::max(weight, digits - 1); ++i) {
    const int digit = i < digits ? short_at(4 + static_cast<std::size_t>(i)) : 0;
    if (i > weight && digit != 0) return unknown_type(kNumeric);  // a fraction
    if (i <= weight) value = value * 10000 + digit;
  }
  if (sign != 0) value = -value;
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max()) {
    return unknown_type(kNumeric);
  }
  return Value(static_cast<std::int64_t>(value));
}

}  // namespace

EncodedParams::EncodedParams(const Params& parameters) {
  integers_.reserve(parameters.size());  // values_ points into it
  for (const Value& value : parameters) {
    const char* data = nullptr;
    std::size_t size = 0;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      std::array<char, 8>& bytes = integers_.emplace_back();
      for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(static_cast<std::uint64_t>(*number) >> (56 - 8 * i));
      data = bytes.data();
      size = bytes.size();
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      data = text->data();
      size = text->size();
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      data = blob->empty() ? "" : reinterpret_cast<const char*>(blob->data());  // a null pointer would be NULL
      size = blob->size();
    }
    values_.push_back(data);
    lengths_.push_back(static_cast<int>(size));
    formats_.push_back(1);
  }
}

std::vector<Oid> types_of(const Params& parameters) {
  std::vector<Oid> types;
  types.reserve(parameters.size());
  for (const Value& value : parameters) {
    constexpr std::array<Oid, 4> kTypes{0, kInt8, kText, kBytea};  // in the order of Value's alternatives
    types.push_back(kTypes[value.index()]);
  }
  return types;
}

Result<Value> decode(Oid type, std::span<const std::uint8_t> bytes) {
  switch (type) {
    case kBool:
      return Value(std::int64_t{!bytes.empty() && bytes[0] != 0});
    case kInt2:
    case kInt4:
    case kInt8:
      if (bytes.empty() || bytes.size() > 8) return unknown_type(type);
      return Value(big_endian(bytes));
    case kNumeric:
      return decode_numeric(bytes);
    case kBytea:
      return Value(Blob(bytes.begin(), bytes.end()));
    case kText:
    case kVarchar:
    case kBpchar:
    case kName:
    case kChar:
    case kUnknown:
      return Value(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    default:
      return unknown_type(type);
  }
}

std::size_t count_parameters(std::string_view statement) {
  std::size_t highest = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '$') {
      std::size_t number = 0;
      while (i + 1 < statement.size() && std::isdigit(static_cast<unsigned char>(statement[i + 1])) != 0 &&
             number < 100000) {
        number = number * 10 + static_cast<std::size_t>(statement[++i] - '0');
      }
      highest = std::max(highest, number);
    }
  }
  return highest;
}

}  // namespace entrepot::sql::postgres
