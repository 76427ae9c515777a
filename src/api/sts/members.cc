#include "api/sts/members.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/encoding.h"

namespace entrepot::api::sts {
namespace {

constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kShown = 256;

bool is_word(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_name(unsigned char c) {
  return is_word(c) || std::string_view("+=,.@-").contains(static_cast<char>(c));
}
bool is_external_id(unsigned char c) {
  return is_name(c) || c == ':' || c == '/';
}
bool is_printable(unsigned char c) {
  return c == 9 || c == 10 || c == 13 || c >= 0x20;
}
bool is_tag(unsigned char c) {
  // Letters and spaces of other scripts too, which are above ASCII here.
  return is_name(c) || c == ' ' || c == ':' || c == '/' || c >= 0x80;
}

const TextRule kTagKey{1, 128, is_tag, R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)"};
const TextRule kTagValue{0, 256, is_tag, R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string wire_name(std::string_view name) {
  std::string out(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

}  // namespace

const TextRule kArn{20, 2'048, is_printable,
                    R"([\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+)"};
const TextRule kRoleSessionName{2, 64, is_name, R"([\w+=,.@-]*)"};
const TextRule kSourceIdentity{2, 64, is_name, R"([\w+=,.@-]*)"};
const TextRule kExternalId{2, 1'224, is_external_id, R"([\w+=,.@:\/-]*)"};
const TextRule kPolicyText{1, 2'048, is_printable, R"([\u0009\u000A\u000D\u0020-\u00FF]+)"};

const std::string* Members::find(std::string_view name) const {
  const auto at = parameters_.find(name);
  return at == parameters_.end() ? nullptr : &at->second;
}

bool Members::has(std::string_view name) const {
  return find(name) != nullptr;
}

bool Members::has_list(std::string_view name) const {
  const std::string start = fmt::format("{}.", name);
  const auto at = parameters_.lower_bound(start);
  return at != parameters_.end() && at->first.starts_with(start);
}

void Members::refuse(std::string_view value, std::string_view name, std::string_view constraint) {
  problems_.push_back(
      fmt::format("Value {} at '{}' failed to satisfy constraint: {}", value, wire_name(name), constraint));
}

void Members::check(std::string_view name, const std::string& value, const TextRule& rule) {
  const std::string shown = fmt::format("'{}'", printable(value, kShown));
  const std::size_t length = characters(value);
  if (length < rule.min)
    refuse(shown, name, fmt::format("Member must have length greater than or equal to {}", rule.min));
  if (length > rule.max) refuse(shown, name, fmt::format("Member must have length less than or equal to {}", rule.max));
  const auto is_allowed = [&](char c) { return rule.allows(static_cast<unsigned char>(c)); };
  if (rule.allows != nullptr && !std::ranges::all_of(value, is_allowed)) {
    refuse(shown, name, fmt::format("Member must satisfy regular expression pattern: {}", rule.pattern));
  }
}

std::string Members::required(std::string_view name, const TextRule& rule) {
  if (!has(name)) refuse("null", name, "Member must not be null");
  return optional(name, rule).value_or("");
}

std::optional<std::string> Members::optional(std::string_view name, const TextRule& rule) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  check(name, *value, rule);
  return *value;
}

std::string Members::required_secret(std::string_view name, std::size_t min, std::size_t max) {
  const std::string* value = find(name);
  if (value == nullptr) refuse("null", name, "Member must not be null");
  if (value == nullptr) return {};
  if (value->size() < min)
    refuse("'***'", name, fmt::format("Member must have length greater than or equal to {}", min));
  if (value->size() > max) refuse("'***'", name, fmt::format("Member must have length less than or equal to {}", max));
  return *value;
}

std::optional<std::int64_t> Members::optional_integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  const std::string shown = fmt::format("'{}'", printable(*value, kShown));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error != std::errc() || end != value->data() + value->size()) {
    refuse(shown, name, "Member must be a number");
    return std::nullopt;
  }
  if (number < min) refuse(shown, name, fmt::format("Member must have value greater than or equal to {}", min));
  if (number > max) refuse(shown, name, fmt::format("Member must have value less than or equal to {}", max));
  return number;
}

std::vector<std::string> Members::list(std::string_view name, std::string_view suffix, std::size_t most) {
  std::vector<std::string> out;
  while (const std::string* value = find(fmt::format("{}.member.{}{}", name, out.size() + 1, suffix))) {
    if (out.size() == most) {
      refuse("'[..]'", name, fmt::format("Member must have length less than or equal to {}", most));
      break;
    }
    out.push_back(*value);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> Members::tags(std::string_view name) {
  const std::vector<std::string> keys = list(name, ".Key", kMaxTags);
  const std::vector<std::string> values = list(name, ".Value", kMaxTags);
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    check(fmt::format("{}.{}.member.key", name, i + 1), keys[i], kTagKey);
    if (i >= values.size()) {
      refuse("null", fmt::format("{}.{}.member.value", name, i + 1), "Member must not be null");
      break;
    }
    check(fmt::format("{}.{}.member.value", name, i + 1), values[i], kTagValue);
    out.emplace_back(keys[i], values[i]);
  }
  return out;
}

Result<void> Members::finish() const {
  if (problems_.empty()) return {};
  return fail(ErrorKind::kValidation, fmt::format("{} validation error{} detected: {}", problems_.size(),
                                                  problems_.size() == 1 ? "" : "s", fmt::join(problems_, "; ")));
}

}  // namespace entrepot::api::sts
