#include "iam/pattern.h"

#include <algorithm>

namespace entrepot::iam {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::size_t variable_size(std::string_view text, std::size_t at) noexcept {
  if (!text.substr(at).starts_with("${")) return 0;
  // A default may hold braces: it ends with its quotation mark.
  bool is_quoted = false;
  for (std::size_t i = at + 2; i < text.size(); ++i) {
    if (text[i] == '\'') is_quoted = !is_quoted;
    if (text[i] == '}' && !is_quoted) return i + 1 - at;
  }
  return 0;
}

Pattern::Pattern(std::string_view text, PatternRules rules) : rules_(rules), fixed_(std::string()) {
  std::string lowered;
  if (rules.ignores_case) {
    lowered = lower_case(text);
    text = lowered;
  }
  std::size_t begin = 0;
  std::size_t at = 0;
  while (rules.has_variables && at < text.size()) {
    const std::size_t size = variable_size(text, at);
    if (size == 0) {
      ++at;
      continue;
    }
    add_literal(text.substr(begin, at - begin));
    add_variable(text.substr(at + 2, size - 3));
    at += size;
    begin = at;
  }
  add_literal(text.substr(begin));
  if (std::ranges::any_of(parts_, &Part::is_variable)) return;
  std::string marked;
  for (const Part& part : parts_) marked += part.text;
  fixed_ = Glob(std::move(marked));
  parts_.clear();
}

void Pattern::add_literal(std::string_view text) {
  if (text.empty()) return;
  parts_.push_back({.text = rules_.has_wildcards ? mark_wildcards(text) : std::string(text)});
}

void Pattern::add_variable(std::string_view inside) {
  // ${*}, ${?} and ${$} are these characters themselves.
  if (inside == "*" || inside == "?" || inside == "$") {
    parts_.push_back({.text = std::string(inside)});
    return;
  }
  Part part{.text = {}, .is_variable = true, .fallback = {}};
  const auto comma = inside.find(',');
  part.text = lower_case(trim(inside.substr(0, comma)));
  if (comma != std::string_view::npos) {
    const std::string_view fallback = trim(inside.substr(comma + 1));
    if (fallback.size() >= 2 && fallback.starts_with('\'') && fallback.ends_with('\'')) {
      part.fallback = std::string(fallback.substr(1, fallback.size() - 2));
    }
  }
  parts_.push_back(std::move(part));
}

bool Pattern::expand(Ask& ask, std::string& out) const {
  for (const Part& part : parts_) {
    if (!part.is_variable) {
      out += part.text;
      continue;
    }
    const auto values = ask.values(part.text);
    if (!values && part.fallback) {
      out += *part.fallback;
      continue;
    }
    if (!values || values->size() != 1 || holds_marks(values->front())) return false;
    if (rules_.ignores_case) {
      out += lower_case(values->front());
    } else {
      out += values->front();
    }
    ask.effort().spend(values->front().size() / 16);
  }
  return true;
}

bool Pattern::matches_text(std::string_view text, Ask& ask) const {
  if (parts_.empty()) return fixed_.matches(text, ask.effort());
  std::string& marked = ask.scratch();
  if (expand(ask, marked)) return matches_glob(marked, text, ask.effort());
  ask.note_incomparable();
  return false;
}

bool Pattern::matches(std::string_view text, Ask& ask) const {
  if (!rules_.ignores_case) return matches_text(text, ask);
  ask.effort().spend(text.size() / 16);
  const LowerCase lowered(text);
  return matches_text(lowered.text(), ask);
}

std::optional<ArnPattern> ArnPattern::parse(std::string_view text, PatternRules rules) {
  ArnPattern out;
  if (text == "*" && rules.has_wildcards) return out;
  if (rules.has_variables && variable_size(text, 0) == text.size() && !text.empty()) {
    out.whole_.emplace(text, rules);
    return out;
  }
  constexpr std::string_view kPrefix = "arn:";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  constexpr std::size_t kFields = std::tuple_size_v<ArnFields> - 1;
  std::size_t begin = kPrefix.size();
  for (std::size_t at = begin; at < text.size() && out.fields_.size() + 1 < kFields;) {
    const std::size_t size = rules.has_variables ? variable_size(text, at) : 0;
    if (size == 0 && text[at] == ':') {
      out.fields_.emplace_back(text.substr(begin, at - begin), rules);
      begin = at + 1;
    }
    at += std::max<std::size_t>(size, 1);
  }
  out.fields_.emplace_back(text.substr(begin), rules);
  while (!out.fields_.empty() && out.fields_.back().matches_all()) out.fields_.pop_back();
  if (out.fields_.empty()) out.fields_.emplace_back("*", PatternRules{});  // "arn:*" still asks for an ARN
  return out;
}

bool ArnPattern::matches(const ArnFields& fields, std::string_view whole, Ask& ask) const {
  if (whole_) return whole_->matches(whole, ask);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!fields_[i].matches(fields[i + 1], ask)) return false;
  }
  return true;
}

}  // namespace entrepot::iam
