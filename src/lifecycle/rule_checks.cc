#include "lifecycle/rule_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/encoding.h"

namespace entrepot::lifecycle {
namespace {

constexpr std::ptrdiff_t kMaxWildcards = 4;

void check_tags(const ParsedRule& parsed, Violations& out) {
  const Rule& rule = parsed.rule;
  if (rule.tag_status == TagStatus::kTagged) {
    if (parsed.has_patterns && parsed.has_prefixes) {
      out.add("Must not specify both tagPrefixList and tagPatternList.");
    } else if (rule.tag_patterns.empty() && rule.tag_prefixes.empty()) {
      out.add("Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.");
    }
  } else if (parsed.has_patterns || parsed.has_prefixes) {
    out.add(fmt::format("Must not specify tagPrefixList or tagPatternList when tagStatus={}.",
                        rule.tag_status == TagStatus::kAny ? "ANY" : "UNTAGGED"));
  }
  for (const std::string& pattern : rule.tag_patterns) {
    if (std::ranges::count(pattern, '*') > kMaxWildcards) {
      out.add(
          fmt::format("A tag pattern can have at most {} wildcards (*): {}", kMaxWildcards, printable(pattern, 128)));
    }
  }
}

/// Images in the archive can only expire, and not before 90 days; only images outside of it can be pulled.
void check_action(const Rule& rule, Violations& out) {
  const bool is_archived = rule.storage_class == StorageClass::kArchive;
  if (rule.count_type == CountType::kSinceImageTransitioned) {
    if (!is_archived) out.add("countType=sinceImageTransitioned can only be used with storageClass=ARCHIVE.");
    if (rule.action != Action::kExpire) {
      out.add("countType=sinceImageTransitioned can only be used with action type=EXPIRE.");
    }
    if (rule.count_number < kMinArchiveDays) {
      out.add(fmt::format("countNumber must be at least {} when countType=sinceImageTransitioned.", kMinArchiveDays));
    }
  } else if (is_archived) {
    out.add("Only countType=sinceImageTransitioned can be used with storageClass=ARCHIVE.");
  }
  if (rule.count_type == CountType::kSinceImagePulled && rule.action != Action::kArchive) {
    out.add("countType=sinceImagePulled can only be used with action type=TRANSITION.");
  }
}

void check_priorities(std::span<const ParsedRule> rules, Violations& out) {
  std::set<std::int32_t> seen;
  std::set<std::int32_t> repeated;
  for (const ParsedRule& parsed : rules) {
    if (!seen.insert(parsed.rule.priority).second) repeated.insert(parsed.rule.priority);
  }
  if (!repeated.empty()) {
    out.add(fmt::format("Rules must have unique priorities: rulePriority {} is used more than once.",
                        fmt::join(repeated, ", ")));
  }
}

void check_untagged(std::span<const ParsedRule> rules, StorageClass storage_class, Violations& out) {
  const auto untagged = std::ranges::count_if(rules, [&](const ParsedRule& parsed) {
    return parsed.rule.storage_class == storage_class && parsed.rule.tag_status == TagStatus::kUntagged;
  });
  if (untagged > 1) out.add("Only one rule can select Untagged images per storage class.");
}

/// "Lowest priority" is the highest number: the rule is applied last.
void check_any(std::span<const ParsedRule> rules, StorageClass storage_class, Violations& out) {
  const Rule* last = nullptr;
  std::ptrdiff_t any = 0;
  for (const ParsedRule& parsed : rules) {
    if (parsed.rule.storage_class != storage_class) continue;
    if (parsed.rule.tag_status == TagStatus::kAny) ++any;
    if (last == nullptr || parsed.rule.priority >= last->priority) last = &parsed.rule;
  }
  if (any > 1 || (any == 1 && last->tag_status != TagStatus::kAny)) {
    out.add("Rule for tagStatus=ANY must have the lowest priority per storage class.");
  }
}

/// The order of a list says nothing, so lists are compared as sets.
void check_tag_sets(std::span<const ParsedRule> rules, StorageClass storage_class, Violations& out) {
  using Tags = std::set<std::string>;
  std::set<std::pair<Tags, Tags>> seen;
  for (const ParsedRule& parsed : rules) {
    const Rule& rule = parsed.rule;
    if (rule.storage_class != storage_class || rule.tag_status != TagStatus::kTagged) continue;
    const bool is_new = seen.emplace(Tags(rule.tag_patterns.begin(), rule.tag_patterns.end()),
                                     Tags(rule.tag_prefixes.begin(), rule.tag_prefixes.end()))
                            .second;
    if (!is_new) {
      out.add("Rules must have unique tagPrefixList and tagPatternList values per storage class.");
      return;
    }
  }
}

}  // namespace

void check_rules(std::span<const ParsedRule> rules, Violations& out) {
  for (const ParsedRule& parsed : rules) {
    check_tags(parsed, out);
    check_action(parsed.rule, out);
  }
  if (!out.empty()) return;  // rules that are wrong alone are not compared
  check_priorities(rules, out);
  for (const StorageClass storage_class : {StorageClass::kStandard, StorageClass::kArchive}) {
    check_untagged(rules, storage_class, out);
    check_any(rules, storage_class, out);
    check_tag_sets(rules, storage_class, out);
  }
}

}  // namespace entrepot::lifecycle
