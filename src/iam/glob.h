#pragma once
// Matching with * and ?.

#include <cstdint>
#include <string>
#include <string_view>

#include "iam/effort.h"

namespace entrepot::iam {

/// In a marked pattern these two bytes, which no UTF-8 text holds, are the wildcards. So `*` and `?` that come from a
/// variable, or from ${*}, are themselves.
inline constexpr char kAnyRun = '\xFE';  ///< *: any characters, or none
inline constexpr char kAnyOne = '\xFF';  ///< ?: one character, which may be several bytes

/// `text` as a marked pattern in which * and ? are wildcards.
std::string mark_wildcards(std::string_view text);
/// Whether the text could be taken for wildcards in a marked pattern; no UTF-8 text could.
bool holds_marks(std::string_view text) noexcept;

/// Whether a marked pattern matches all of `text`. Iterative: at worst the product of the lengths. False when the
/// effort is spent: the caller looks at it.
bool matches_glob(std::string_view marked, std::string_view text, Effort& effort) noexcept;

/// A marked pattern with the cheapest way to match it.
class Glob {
 public:
  explicit Glob(std::string marked);
  bool matches(std::string_view text, Effort& effort) const noexcept;
  bool matches_all() const noexcept { return shape_ == Shape::kAll; }
  /// Without wildcards.
  bool is_exact() const noexcept { return shape_ == Shape::kExact; }
  const std::string& marked() const noexcept { return marked_; }

 private:
  enum class Shape : std::uint8_t { kAll, kExact, kPrefix, kGeneral };
  std::string marked_;
  Shape shape_;
};

}  // namespace entrepot::iam
