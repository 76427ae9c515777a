#pragma once
// What the form of a policy does not say: which parts of a rule go together, and which rules stand beside each other.
// Private to the room.

#include <span>

#include "lifecycle/policy.h"
#include "lifecycle/violations.h"

namespace entrepot::lifecycle {

/// A rule as it was written: an empty list is not an absent one.
struct ParsedRule {
  Rule rule;
  bool has_patterns = false;
  bool has_prefixes = false;
};

void check_rules(std::span<const ParsedRule> rules, Violations& out);

}  // namespace entrepot::lifecycle
