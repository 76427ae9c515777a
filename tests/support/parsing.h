#pragma once
// Reading JSON texts in tests of parsers: rows of (text, what is wrong with it).

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "json/reader.h"

namespace entrepot::testing {

/// The object that `text` is; fails the test if it is none.
inline json::Object object(std::string_view text) {
  Result<json::Value> value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value && value->is_object() ? value->get_object() : json::Object();
}

/// The refusal of `result`: "kInvalidParameter: message"; "accepted" if there is none.
template <class T>
std::string refusal(const Result<T>& result) {
  if (result) return "accepted";
  return std::string(to_string(result.error().kind())) + ": " + std::string(result.error().message());
}

/// "kInvalidParameter: Invalid parameter at '<member>' failed to satisfy constraint: '<why>'".
inline std::string invalid(std::string_view member, std::string_view why) {
  return "kInvalidParameter: " + json::constraint_text(member, why);
}

}  // namespace entrepot::testing
