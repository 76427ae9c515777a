#pragma once
// What a request tells the conditions of policies about itself.

#include <string>
#include <string_view>
#include <vector>

namespace entrepot::iam {

/// Asked only for the keys that policies name, and for each of them once a decision: values that cost something to find
/// cost nothing as long as nobody's policy wants them.
class ConditionKeys {
 public:
  virtual ~ConditionKeys() = default;
  /// `key` in lower case, tag names too: "aws:sourceip", "aws:resourcetag/team". False: the request has no such key.
  /// Else its values are appended: one, or any number if the key has many values ("aws:tagkeys").
  virtual bool find(std::string_view key, std::vector<std::string>& values) const = 0;
};

}  // namespace entrepot::iam
