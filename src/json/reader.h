#pragma once
// JSON from outside, with limits, and typed reading of AWS request members.

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entrepot::json {

using Object = boost::json::object;
using Array = boost::json::array;
using Value = boost::json::value;

struct ParseLimits {
  std::size_t max_depth = 32;
  std::size_t max_values = 500'000;  ///< members and items, at all levels: bounds the memory behind a short text
};
/// kSerialization, saying where, for anything but one complete JSON text inside the limits (duplicate keys, texts that
/// are not UTF-8 and numbers beyond a double's range included).
Result<Value> parse(std::string_view text, ParseLimits limits = {});

/// Inclusive bounds of a string's characters or an array's items.
struct Length {
  std::size_t min = 0;
  std::size_t max = SIZE_MAX;
};

/// Reads members of an AWS JSON request. The first problem is kept and comes out of finish(); reading goes on with
/// defaults. Wrong JSON types are kSerialization; a missing required member, and lengths out of bounds, are
/// kInvalidParameter with ECR's form: "Invalid parameter at '<member>' failed to satisfy constraint: '<why>'". A JSON
/// null counts as absent. Unknown members are ignored, as AWS does.
class Reader {
 public:
  explicit Reader(const Object& object) : object_(object) {}

  std::string required_string(std::string_view member, Length length = {});
  std::optional<std::string> optional_string(std::string_view member, Length length = {});
  std::int64_t required_integer(std::string_view member);
  std::optional<std::int64_t> optional_integer(std::string_view member);
  bool optional_bool(std::string_view member, bool fallback);
  /// Null if absent.
  const Object* optional_object(std::string_view member);
  const Array* optional_array(std::string_view member, Length items = {});
  const Array* required_array(std::string_view member, Length items = {});
  std::optional<std::vector<std::string>> optional_strings(std::string_view member, Length items = {});
  std::vector<std::string> required_strings(std::string_view member, Length items = {});
  /// Keeps `error` if it is the first.
  void refuse(Error error);
  /// refuse() with "Invalid parameter at '<member>' failed to satisfy constraint: '<why>'".
  void refuse(std::string_view member, std::string_view why);

  bool ok() const { return !error_; }
  Result<void> finish();

 private:
  const Value* find(std::string_view member) const;
  const Value* require(std::string_view member);
  std::optional<std::string> as_string(std::string_view member, const Value& value, Length length);
  std::optional<std::int64_t> as_integer(std::string_view member, const Value& value);
  const Array* as_array(std::string_view member, const Value& value, Length items);
  std::vector<std::string> strings_of(std::string_view member, const Array& array);

  const Object& object_;
  std::optional<Error> error_;
};

/// The text "Invalid parameter at '<member>' failed to satisfy constraint: '<why>'".
std::string constraint_text(std::string_view member, std::string_view why);
/// Smithy's phrase for refuse(): "Member must satisfy enum value set: [A, B]".
std::string enum_constraint(std::initializer_list<std::string_view> words);

}  // namespace entrepot::json
