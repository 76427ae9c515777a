#include "api/iam/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "base/encoding.h"

namespace entrepot::api::iam_service {
namespace {

/// "userName" of "UserName".
std::string member_name(std::string_view name) {
  std::string out(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

/// AWS's own tags, in any case.
bool is_reserved(std::string_view key) {
  return key.size() >= 4 && meta::fold_name(key.substr(0, 4)) == "aws:";
}

}  // namespace

std::optional<std::string_view> Fields::find(const std::string& name) const {
  const auto at = parameters_.find(name);
  return at == parameters_.end() ? std::nullopt : std::optional<std::string_view>(at->second);
}

void Fields::violated(std::string_view name, std::optional<std::string_view> value, std::string_view constraint) {
  const std::string shown = value ? fmt::format("'{}'", printable(*value, 1'024)) : "null";
  violations_.push_back(
      fmt::format("Value {} at '{}' failed to satisfy constraint: {}", shown, member_name(name), constraint));
}

void Fields::check(std::string_view name, std::string_view value, const Rule& rule) {
  if (!rule.words.empty() && std::ranges::find(rule.words, value) == rule.words.end()) {
    violated(name, value, fmt::format("Member must satisfy enum value set: [{}]", fmt::join(rule.words, ", ")));
    return;
  }
  const std::int64_t length = characters(value);
  if (length > rule.max)
    violated(name, value, fmt::format("Member must have length less than or equal to {}", rule.max));
  if (length < rule.min)
    violated(name, value, fmt::format("Member must have length greater than or equal to {}", rule.min));
  if (length > rule.max || rule.pattern == nullptr || value.empty() || rule.pattern->matches(value)) return;
  if (rule.says.empty()) {
    violated(name, value, rule.pattern->refusal());
  } else if (!invalid_) {
    invalid_ = Error(ErrorKind::kValidation,
                     fmt::format("The specified value for {} is invalid. {}", member_name(name), rule.says));
  }
}

std::string Fields::required(std::string_view name, const Rule& rule) {
  auto value = optional(name, rule);
  if (!value) violated(name, std::nullopt, "Member must not be null");
  return std::move(value).value_or("");
}

std::optional<std::string> Fields::optional(std::string_view name, const Rule& rule) {
  const auto value = find(std::string(name));
  if (!value) return std::nullopt;
  check(name, *value, rule);
  return std::string(*value);
}

std::optional<std::int64_t> Fields::number(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto text = find(std::string(name));
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), value);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size()) {
    invalid_ = Error(ErrorKind::kSerialization, fmt::format("The parameter '{}' is no integer", name));
    return std::nullopt;
  }
  if (value > max) violated(name, text, fmt::format("Member must have value less than or equal to {}", max));
  if (value < min) violated(name, text, fmt::format("Member must have value greater than or equal to {}", min));
  return value;
}

std::optional<bool> Fields::boolean(std::string_view name) {
  const auto text = find(std::string(name));
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "false") return *text == "true";
  invalid_ = Error(ErrorKind::kSerialization, fmt::format("The parameter '{}' is neither true nor false", name));
  return std::nullopt;
}

std::vector<std::string> Fields::list(std::string_view name, const Rule& item, std::size_t max) {
  std::vector<std::string> out;
  for (std::size_t i = 1;; ++i) {
    const auto value = find(fmt::format("{}.member.{}", name, i));
    if (!value) return out;
    check(fmt::format("{}.{}.member", member_name(name), i), *value, item);
    out.emplace_back(*value);
    if (out.size() > max) {
      violated(name, fmt::format("[{} items]", out.size()),
               fmt::format("Member must have length less than or equal to {}", max));
      return out;
    }
  }
}

identity::Tags Fields::tags() {
  constexpr std::size_t kMax = 50;
  identity::Tags out;
  for (std::size_t i = 1; out.size() <= kMax; ++i) {
    const auto key = find(fmt::format("Tags.member.{}.Key", i));
    const auto value = find(fmt::format("Tags.member.{}.Value", i));
    if (!key && !value) return out;
    const auto part = [&](std::string_view name, std::optional<std::string_view> text, const Rule& rule) {
      const std::string path = fmt::format("tags.{}.member.{}", i, name);
      if (text) {
        check(path, *text, rule);
      } else {
        violated(path, std::nullopt, "Member must not be null");
      }
      return std::string(text.value_or(""));
    };
    out.emplace_back(part("key", key, kTagKey), part("value", value, kTagValue));
    if (is_reserved(out.back().first) && !invalid_) {
      invalid_ = Error(ErrorKind::kInvalidInput, "Tag keys starting with 'aws:' are reserved for system use");
    }
  }
  violated("tags", fmt::format("[{} items]", out.size()),
           fmt::format("Member must have length less than or equal to {}", kMax));
  return out;
}

PageFields Fields::page() {
  PageFields page;
  page.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(number("MaxItems", 1, 1'000).value_or(100), 1, 1'000));
  page.marker = optional("Marker", kMarker);
  page.path_prefix = optional("PathPrefix", kPathPrefix).value_or("/");
  return page;
}

std::optional<Error> Fields::failure() {
  if (!violations_.empty()) {
    return Error(ErrorKind::kValidation, fmt::format("{} validation error{} detected: {}", violations_.size(),
                                                     violations_.size() == 1 ? "" : "s", fmt::join(violations_, "; ")));
  }
  return std::move(invalid_);
}

}  // namespace entrepot::api::iam_service
