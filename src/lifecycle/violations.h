#pragma once
// What is wrong with a lifecycle policy, in the words of the JSON schema validator that Amazon ECR uses. Private to the
// room.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/reader.h"

namespace entrepot::lifecycle {

class Violations {
 public:
  void missing(const std::vector<std::string>& names);      ///< none if empty
  void not_allowed(const std::vector<std::string>& names);  ///< none if empty
  void wrong_type(const json::Value& value, std::string_view wanted);
  void not_in_enum(std::string_view value, const std::vector<std::string>& words);
  void below_minimum(std::int64_t minimum, std::int64_t found);
  void too_few_items(std::size_t minimum, std::size_t found);
  void too_many_items(std::size_t maximum, std::size_t found);
  void matches_no_schema(std::size_t schemas);
  void add(std::string line);

  bool empty() const { return lines_.empty(); }
  Error error() const;

 private:
  static constexpr std::size_t kMaxLines = 50;  ///< of an answer; a text of 30 KB can hold thousands of violations
  std::vector<std::string> lines_;
  std::size_t left_out_ = 0;
};

/// The error of a text that is no policy at all.
Error unreadable();

}  // namespace entrepot::lifecycle
