#include "model/signing.h"

#include <algorithm>

#include "model/repository_settings.h"

namespace entrepot::model {

std::vector<std::string> profiles_for(const Signing& signing, std::string_view repository) {
  std::vector<std::string> out;
  for (const SigningRule& rule : signing.rules) {
    const bool matches = rule.filters.empty() || std::ranges::any_of(rule.filters, [&](const std::string& filter) {
                           return matches_wildcard(filter, repository);
                         });
    if (matches && std::ranges::find(out, rule.profile_arn) == out.end()) out.push_back(rule.profile_arn);
  }
  return out;
}

}  // namespace entrepot::model
