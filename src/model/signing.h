#pragma once
// Which images are signed when they are pushed: ECR's managed signing.

#include <string>
#include <string_view>
#include <vector>

namespace entrepot::model {

struct SigningRule {
  std::string profile_arn;
  std::vector<std::string> filters;  ///< wildcards; none: every repository
  bool operator==(const SigningRule&) const = default;
};

struct Signing {
  std::vector<SigningRule> rules;
  bool operator==(const Signing&) const = default;
};

/// Each profile once that a rule names for this repository, in the order of the rules.
std::vector<std::string> profiles_for(const Signing& signing, std::string_view repository);

}  // namespace entrepot::model
