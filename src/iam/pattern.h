#pragma once
// Patterns of policies: text with wildcards and variables, and patterns of ARNs. Private to the room.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/ask.h"
#include "iam/glob.h"

namespace entrepot::iam {

/// How to read a pattern's text.
struct PatternRules {
  bool has_wildcards = true;  ///< * and ? stand for characters
  bool has_variables = true;  ///< ${..}: version 2012-10-17
  bool ignores_case = false;
};

class Pattern {
 public:
  Pattern(std::string_view text, PatternRules rules);
  /// A variable is replaced by the value of its key, or by its default; what is put in is literal, wildcards included.
  /// One that stands for nothing, or for several values, makes the pattern match nothing.
  bool matches(std::string_view text, Ask& ask) const;
  bool matches_all() const noexcept { return parts_.empty() && fixed_.matches_all(); }

 private:
  struct Part {
    std::string text;  ///< a marked pattern, or the key of a variable
    bool is_variable = false;
    std::optional<std::string> fallback;
  };
  void add_literal(std::string_view text);
  void add_variable(std::string_view inside);
  bool expand(Ask& ask, std::string& out) const;
  bool matches_text(std::string_view text, Ask& ask) const;

  PatternRules rules_;
  std::vector<Part> parts_;  ///< empty unless there are variables
  Glob fixed_;
};

/// Six fields, each of them a pattern: a wildcard never reaches over a colon, except in the last field. Fields that are
/// missing at the end match anything, as in AWS.
class ArnPattern {
 public:
  /// nullopt unless `text` is "*", begins with "arn:", or is one variable that stands for a whole ARN.
  static std::optional<ArnPattern> parse(std::string_view text, PatternRules rules);
  bool matches_all() const noexcept { return fields_.empty() && !whole_; }
  bool matches(const ArnFields& fields, std::string_view whole, Ask& ask) const;

 private:
  std::vector<Pattern> fields_;  ///< after "arn"; those that match all at the end are left out
  std::optional<Pattern> whole_;
};

/// The variable that begins at `at` of `text`: "${..}". Its length; 0 if none begins there.
std::size_t variable_size(std::string_view text, std::size_t at) noexcept;

}  // namespace entrepot::iam
