#include "iam/ask.h"

#include <algorithm>

namespace entrepot::iam {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<ArnFields> split_fields(std::string_view text) noexcept {
  ArnFields fields;
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    fields[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  fields.back() = text;
  if (fields.front() != "arn") return std::nullopt;
  return fields;
}

LowerCase::LowerCase(std::string_view text) {
  char* to = room_.data();
  if (text.size() > room_.size()) {
    long_text_.resize(text.size());
    to = long_text_.data();
  }
  std::ranges::transform(text, to, lower);
  text_ = {to, text.size()};
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

Ask::Ask(std::string_view action, std::string_view resource, const ConditionKeys& keys, const Asker& asker)
    : action_(action), resource_(resource), resource_fields_(split_fields(resource)), keys_(keys), asker_(asker) {
  const std::string_view text = action_.text();
  const auto colon = text.find(':');
  service_ = text.substr(0, colon);
  name_ = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
}

std::optional<std::span<const std::string>> Ask::values(std::string_view key) {
  effort_.spend(1);
  auto at = std::ranges::find(found_, key, &Found::key);
  if (at == found_.end()) {
    Found found{.key = key, .is_present = false, .values = {}};
    found.is_present = keys_.find(key, found.values);
    effort_.spend(found.values.size());
    at = found_.insert(found_.end(), std::move(found));
  }
  if (!at->is_present) return std::nullopt;
  return std::span<const std::string>(at->values);  // survives a move of `found_`: its items' memory stays
}

}  // namespace entrepot::iam
