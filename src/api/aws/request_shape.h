#pragma once
// What an API model asks of a request, and the check of a request against it: types, required members, lengths, ranges,
// patterns and enumerations, in the words that Smithy services use. Unknown members are ignored, as AWS does.

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "json/reader.h"

namespace re2 {
class RE2;
}

namespace entrepot::api::aws {

/// A regular expression of a model. It must match a whole text, anchored or not, as AWS's services take it. Compiled
/// once, at its first use; linear in the text. Static storage only: what it compiled lives as long as the process.
class Pattern {
 public:
  /// How a text that does not match is refused.
  enum class Words : std::uint8_t {
    kSmithy,  ///< "Member must satisfy regular expression pattern: <pattern>"
    kEcr,     ///< "must satisfy regular expression '<pattern>'"
  };
  constexpr Pattern(std::string_view text, Words words) : text_(text), words_(words) {}
  bool matches(std::string_view text) const;
  std::string refusal() const;
  Words words() const { return words_; }

 private:
  std::string_view text_;
  Words words_;
  mutable std::atomic<const re2::RE2*> compiled_{nullptr};
};

enum class ShapeKind : std::uint8_t { kString, kInteger, kBoolean, kBlob, kList, kStructure };

struct Member;

/// One type of a model. Static storage.
struct Shape {
  ShapeKind kind;
  /// Inclusive: characters of a string, bytes behind the base64 of a blob, items of a list, the value of an integer.
  std::int64_t min = INT64_MIN;
  std::int64_t max = INT64_MAX;
  const Pattern* pattern = nullptr;           ///< of a string
  std::span<const std::string_view> words{};  ///< of an enumeration; empty: any text
  const Shape* item = nullptr;                ///< of a list
  std::span<const Member> members{};          ///< of a structure
};

struct Member {
  enum Presence : bool { kOptional = false, kRequired = true };
  std::string_view name;
  const Shape* shape;
  Presence presence = kOptional;
};

inline constexpr Shape kAnyString{.kind = ShapeKind::kString};
inline constexpr Shape kAnyInteger{.kind = ShapeKind::kInteger};
inline constexpr Shape kAnyBoolean{.kind = ShapeKind::kBoolean};
inline constexpr Shape kAnyBlob{.kind = ShapeKind::kBlob};
inline constexpr Shape kAnyStructure{.kind = ShapeKind::kStructure};

/// The input of an operation.
struct RequestShape {
  std::string_view operation;
  const Shape* shape;
};

/// kSerialization for a value of a wrong type, wherever it stands: AWS reads the whole request before it looks at it.
/// Then kInvalidParameter for the first constraint that is not kept, in the order of the model:
/// "Invalid parameter at 'tags.2.member.key' failed to satisfy constraint: 'Member must not be null'". What items of a
/// list of simple values break is said at the list: "'Member must satisfy constraint: [..]'". A null counts as absent.
Result<void> check_request(const Shape& request, const json::Object& members);

}  // namespace entrepot::api::aws
