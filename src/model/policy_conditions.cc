#include "model/policy_conditions.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"

namespace entrepot::model {
namespace {

enum class Values : std::uint8_t { kText, kNumber, kDate, kBool, kAddress, kNull };

struct Operator {
  std::string_view name;
  Values values;
};
// IAM user guide, "IAM JSON policy elements: Condition operators".
constexpr std::array kOperators{
    Operator{"ArnEquals", Values::kText},
    Operator{"ArnLike", Values::kText},
    Operator{"ArnNotEquals", Values::kText},
    Operator{"ArnNotLike", Values::kText},
    Operator{"BinaryEquals", Values::kText},
    Operator{"Bool", Values::kBool},
    Operator{"DateEquals", Values::kDate},
    Operator{"DateGreaterThan", Values::kDate},
    Operator{"DateGreaterThanEquals", Values::kDate},
    Operator{"DateLessThan", Values::kDate},
    Operator{"DateLessThanEquals", Values::kDate},
    Operator{"DateNotEquals", Values::kDate},
    Operator{"IpAddress", Values::kAddress},
    Operator{"NotIpAddress", Values::kAddress},
    Operator{"Null", Values::kNull},
    Operator{"NumericEquals", Values::kNumber},
    Operator{"NumericGreaterThan", Values::kNumber},
    Operator{"NumericGreaterThanEquals", Values::kNumber},
    Operator{"NumericLessThan", Values::kNumber},
    Operator{"NumericLessThanEquals", Values::kNumber},
    Operator{"NumericNotEquals", Values::kNumber},
    Operator{"StringEquals", Values::kText},
    Operator{"StringEqualsIgnoreCase", Values::kText},
    Operator{"StringLike", Values::kText},
    Operator{"StringNotEquals", Values::kText},
    Operator{"StringNotEqualsIgnoreCase", Values::kText},
    Operator{"StringNotLike", Values::kText},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// Seconds since the epoch, or ISO 8601: 2026-01-31, 2026-01-31T10:00:00Z, with a fraction or an offset.
bool is_date(std::string_view text) {
  if (is_number(text)) return true;
  constexpr std::string_view kDay = "dddd-dd-dd";
  constexpr std::string_view kTime = "dddd-dd-ddTdd:dd";
  const auto has_shape = [&](std::string_view shape) {
    return text.size() >= shape.size() && std::ranges::equal(text.substr(0, shape.size()), shape, [](char c, char s) {
             return s == 'd' ? is_digit(c) : c == s;
           });
  };
  if (text.size() == kDay.size()) return has_shape(kDay);
  return text.size() <= 40 && has_shape(kTime) && std::ranges::all_of(text.substr(kTime.size()), [](char c) {
           return is_digit(c) || std::string_view(":.Z+-").contains(c);
         });
}

/// An address, or a range of them: 203.0.113.0/24, 2001:db8::/32.
bool is_address(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const bool is_v4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  if (!is_v4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return false;
  if (slash == std::string_view::npos) return true;
  const std::string_view bits = text.substr(slash + 1);
  unsigned length = 0;
  const auto read = std::from_chars(bits.data(), bits.data() + bits.size(), length);
  return read.ec == std::errc() && read.ptr == bits.data() + bits.size() && length <= (is_v4 ? 32U : 128U);
}

bool fits(Values values, std::string_view text) {
  // What a variable stands for is known when a request comes.
  if (text.contains("${")) return true;
  switch (values) {
    case Values::kText:
      return true;
    case Values::kNumber:
      return is_number(text);
    case Values::kDate:
      return is_date(text);
    case Values::kBool:
    case Values::kNull:
      return text == "true" || text == "false";
    case Values::kAddress:
      return is_address(text);
  }
  return false;
}

const Operator* find_operator(std::string_view name) {
  for (const std::string_view set : {"ForAllValues:", "ForAnyValue:"}) {
    if (name.starts_with(set)) {
      name.remove_prefix(set.size());
      break;
    }
  }
  constexpr std::string_view kIfExists = "IfExists";
  if (name.ends_with(kIfExists) && name != "NullIfExists") name.remove_suffix(kIfExists.size());
  const auto found = std::ranges::find(kOperators, name, &Operator::name);
  return found == kOperators.end() ? nullptr : &*found;
}

/// "aws:SourceArn", "aws:PrincipalTag/team".
bool is_key(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         std::ranges::all_of(text.substr(0, colon), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' ||
                  c == '/';
         });
}

}  // namespace

std::optional<std::string> problem_of(const PolicyCondition& condition) {
  const Operator* op = find_operator(condition.op);
  if (op == nullptr) return fmt::format("there is no condition operator '{}'", printable(condition.op, 64));
  if (!is_key(condition.key)) return fmt::format("'{}' is no condition key", printable(condition.key, 64));
  for (const std::string& value : condition.values.words) {
    if (!fits(op->values, value)) {
      return fmt::format("'{}' is no value for {}", printable(value, 64), condition.op);
    }
  }
  return std::nullopt;
}

}  // namespace entrepot::model
