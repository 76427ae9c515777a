#include "iam/glob.h"

#include <algorithm>

namespace entrepot::iam {
namespace {

/// The bytes of the UTF-8 character at `at`; 1 for bytes that begin none.
std::size_t character_size(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end - at;
}

}  // namespace

std::string mark_wildcards(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '?') {
      out += kAnyOne;
    } else if (c != '*') {
      out += c;
    } else if (!out.ends_with(kAnyRun)) {  // "**" is "*"
      out += kAnyRun;
    }
  }
  return out;
}

bool holds_marks(std::string_view text) noexcept {
  return std::ranges::any_of(text, [](char c) { return c == kAnyRun || c == kAnyOne; });
}

bool matches_glob(std::string_view marked, std::string_view text, Effort& effort) noexcept {
  if (effort.is_spent()) return false;
  std::size_t at = 0;    // in the text
  std::size_t want = 0;  // in the pattern
  std::size_t steps = 1;
  std::size_t resume_want = std::string_view::npos;  // behind the last *
  std::size_t resume_at = 0;                         // what that * has not taken yet
  while (at < text.size()) {
    if (want < marked.size() && marked[want] == kAnyRun) {
      resume_want = ++want;
      resume_at = at;
      if (want == marked.size()) break;  // the rest is its
    } else if (want < marked.size() && marked[want] == kAnyOne) {
      at += character_size(text, at);
      ++want;
    } else if (want < marked.size() && marked[want] == text[at]) {
      ++at;
      ++want;
    } else if (resume_want != std::string_view::npos) {
      // Only the last * needs another try: whatever an earlier one took, this one can take the rest.
      at = ++resume_at;
      want = resume_want;
    } else {
      effort.spend(steps);
      return false;
    }
    ++steps;
    if (steps > static_cast<std::size_t>(Effort::kSteps)) {
      effort.spend(steps);
      return false;
    }
  }
  effort.spend(steps);
  while (want < marked.size() && marked[want] == kAnyRun) ++want;
  return want == marked.size();
}

Glob::Glob(std::string marked) : marked_(std::move(marked)) {
  if (marked_.size() == 1 && marked_[0] == kAnyRun) {
    shape_ = Shape::kAll;
  } else if (!holds_marks(marked_)) {
    shape_ = Shape::kExact;
  } else if (marked_.ends_with(kAnyRun) && !holds_marks(std::string_view(marked_).substr(0, marked_.size() - 1))) {
    shape_ = Shape::kPrefix;
  } else {
    shape_ = Shape::kGeneral;
  }
}

bool Glob::matches(std::string_view text, Effort& effort) const noexcept {
  switch (shape_) {
    case Shape::kAll:
      return true;
    case Shape::kExact:
      effort.spend(1);
      return text == marked_;
    case Shape::kPrefix:
      effort.spend(1);
      return text.starts_with(std::string_view(marked_).substr(0, marked_.size() - 1));
    case Shape::kGeneral:
      return matches_glob(marked_, text, effort);
  }
  return false;
}

}  // namespace entrepot::iam
