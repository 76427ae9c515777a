#include "json/reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace entrepot::json {
namespace {

std::string_view name_of(boost::json::kind kind) {
  switch (kind) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "a boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_:
      return "a number";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "a list";
    case boost::json::kind::object:
      return "a structure";
  }
  return "unknown";
}

Error wrong_type(std::string_view member, std::string_view wanted, const Value& got) {
  return {ErrorKind::kSerialization, fmt::format("'{}' must be {}, not {}", member, wanted, name_of(got.kind()))};
}

std::string_view text_of(const Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

/// Smithy counts the Unicode characters of a string. The parser has checked the UTF-8.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Smithy's phrase if `size` is out of bounds.
std::optional<std::string> length_problem(std::size_t size, Length length) {
  if (size < length.min) return fmt::format("Member must have length greater than or equal to {}", length.min);
  if (size > length.max) return fmt::format("Member must have length less than or equal to {}", length.max);
  return std::nullopt;
}

}  // namespace

std::string constraint_text(std::string_view member, std::string_view why) {
  return fmt::format("Invalid parameter at '{}' failed to satisfy constraint: '{}'", member, why);
}

std::string enum_constraint(std::initializer_list<std::string_view> words) {
  return fmt::format("Member must satisfy enum value set: [{}]", fmt::join(words, ", "));
}

const Value* Reader::find(std::string_view member) const {
  const Value* value = object_.if_contains({member.data(), member.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

const Value* Reader::require(std::string_view member) {
  const Value* value = find(member);
  if (value == nullptr) refuse(member, "Member must not be null");
  return value;
}

std::optional<std::string> Reader::as_string(std::string_view member, const Value& value, Length length) {
  if (!value.is_string()) {
    refuse(wrong_type(member, "a string", value));
    return std::nullopt;
  }
  const std::string_view text = text_of(value);
  if (auto problem = length_problem(characters(text), length)) {
    refuse(member, *problem);
    return std::nullopt;
  }
  return std::string(text);
}

std::string Reader::required_string(std::string_view member, Length length) {
  const Value* value = require(member);
  return value == nullptr ? std::string() : as_string(member, *value, length).value_or(std::string());
}

std::optional<std::string> Reader::optional_string(std::string_view member, Length length) {
  const Value* value = find(member);
  return value == nullptr ? std::nullopt : as_string(member, *value, length);
}

std::optional<std::int64_t> Reader::as_integer(std::string_view member, const Value& value) {
  if (value.is_int64()) return value.get_int64();
  if (!value.is_uint64()) {
    refuse(wrong_type(member, "an integer", value));
  } else if (value.get_uint64() > static_cast<std::uint64_t>(INT64_MAX)) {
    refuse({ErrorKind::kSerialization, fmt::format("'{}' is too large for a 64-bit integer", member)});
  } else {
    return static_cast<std::int64_t>(value.get_uint64());
  }
  return std::nullopt;
}

std::int64_t Reader::required_integer(std::string_view member) {
  const Value* value = require(member);
  return value == nullptr ? 0 : as_integer(member, *value).value_or(0);
}

std::optional<std::int64_t> Reader::optional_integer(std::string_view member) {
  const Value* value = find(member);
  return value == nullptr ? std::nullopt : as_integer(member, *value);
}

bool Reader::optional_bool(std::string_view member, bool fallback) {
  const Value* value = find(member);
  if (value == nullptr) return fallback;
  if (!value->is_bool()) {
    refuse(wrong_type(member, "a boolean", *value));
    return fallback;
  }
  return value->get_bool();
}

const Object* Reader::optional_object(std::string_view member) {
  const Value* value = find(member);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) refuse(wrong_type(member, "a structure", *value));
  return value->if_object();
}

const Array* Reader::as_array(std::string_view member, const Value& value, Length items) {
  if (!value.is_array()) {
    refuse(wrong_type(member, "a list", value));
    return nullptr;
  }
  if (auto problem = length_problem(value.get_array().size(), items)) {
    refuse(member, *problem);
    return nullptr;
  }
  return &value.get_array();
}

const Array* Reader::optional_array(std::string_view member, Length items) {
  const Value* value = find(member);
  return value == nullptr ? nullptr : as_array(member, *value, items);
}

const Array* Reader::required_array(std::string_view member, Length items) {
  const Value* value = require(member);
  return value == nullptr ? nullptr : as_array(member, *value, items);
}

std::vector<std::string> Reader::strings_of(std::string_view member, const Array& array) {
  std::vector<std::string> out;
  out.reserve(array.size());
  for (const Value& item : array) {
    if (!item.is_string()) {
      refuse(wrong_type(member, "a list of strings", item));
      return {};
    }
    out.emplace_back(text_of(item));
  }
  return out;
}

std::optional<std::vector<std::string>> Reader::optional_strings(std::string_view member, Length items) {
  const Array* array = optional_array(member, items);
  if (array == nullptr) return std::nullopt;
  return strings_of(member, *array);
}

std::vector<std::string> Reader::required_strings(std::string_view member, Length items) {
  const Array* array = required_array(member, items);
  if (array == nullptr) return {};
  return strings_of(member, *array);
}

void Reader::refuse(Error error) {
  if (!error_) error_ = std::move(error);
}

void Reader::refuse(std::string_view member, std::string_view why) {
  refuse(Error(ErrorKind::kInvalidParameter, constraint_text(member, why)));
}

Result<void> Reader::finish() {
  if (error_) return fail(std::move(*error_));
  return {};
}

}  // namespace entrepot::json
