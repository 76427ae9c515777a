#include "lifecycle/violations.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace entrepot::lifecycle {
namespace {

constexpr std::size_t kMaxQuoted = 256;

Error policy_error(std::string_view why) {
  return {ErrorKind::kInvalidParameter,
          json::constraint_text("LifecyclePolicyText", fmt::format("Lifecycle policy validation failure: {}", why))};
}

/// ["a", "b"]
std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (out.size() > kMaxQuoted) {
      out += ", ...";
      break;
    }
    if (!out.empty()) out += ", ";
    out += '"' + printable(name, kMaxQuoted) + '"';
  }
  return '[' + out + ']';
}

std::string_view type_of(const json::Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
      return "integer";
    case boost::json::kind::double_:
      return "number";
    case boost::json::kind::string:
      return "string";
    case boost::json::kind::array:
      return "array";
    case boost::json::kind::object:
      return "object";
  }
  return "unknown";
}

}  // namespace

void Violations::missing(const std::vector<std::string>& names) {
  if (!names.empty()) add(fmt::format("object has missing required properties ({})", quoted_list(names)));
}

void Violations::not_allowed(const std::vector<std::string>& names) {
  if (names.empty()) return;
  add(fmt::format("object instance has properties which are not allowed by the schema: ({})", quoted_list(names)));
}

void Violations::wrong_type(const json::Value& value, std::string_view wanted) {
  add(fmt::format("instance type ({}) does not match any allowed primitive type (allowed: [\"{}\"])", type_of(value),
                  wanted));
}

void Violations::not_in_enum(std::string_view value, const std::vector<std::string>& words) {
  add(fmt::format("instance value ({}) not found in enum :(possible values: {})", printable(value, kMaxQuoted),
                  quoted_list(words)));
}

void Violations::below_minimum(std::int64_t minimum, std::int64_t found) {
  add(fmt::format("numeric instance is lower than the required minimum (minimum: {}, found: {})", minimum, found));
}

void Violations::too_few_items(std::size_t minimum, std::size_t found) {
  add(fmt::format("array is too short: must have at least {} elements but instance has {} elements", minimum, found));
}

void Violations::too_many_items(std::size_t maximum, std::size_t found) {
  add(fmt::format("array is too long: must have at most {} elements but instance has {} elements", maximum, found));
}

void Violations::matches_no_schema(std::size_t schemas) {
  add(fmt::format("instance failed to match exactly one schema (matched 0 out of {})", schemas));
}

void Violations::add(std::string line) {
  if (lines_.size() < kMaxLines) {
    lines_.push_back(std::move(line));
  } else {
    ++left_out_;
  }
}

Error Violations::error() const {
  std::string text = fmt::format("{}", fmt::join(lines_, "\n"));
  if (left_out_ != 0) text += fmt::format("\nand {} more", left_out_);
  return policy_error(text);
}

Error unreadable() {
  return policy_error("Could not map policyString into LifecyclePolicy.");
}

}  // namespace entrepot::lifecycle
