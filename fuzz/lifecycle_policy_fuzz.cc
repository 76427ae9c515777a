// A lifecycle policy text: whatever is accepted is a policy that can be applied.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "lifecycle/policy.h"

namespace lifecycle = entrepot::lifecycle;

namespace {

void check(const lifecycle::Rule& rule) {
  if (rule.priority < 1 || rule.count_number < 1) std::abort();
  const bool is_tagged = rule.tag_status == lifecycle::TagStatus::kTagged;
  const bool has_tags = !rule.tag_patterns.empty() || !rule.tag_prefixes.empty();
  if (is_tagged != has_tags) std::abort();
  const bool is_archived = rule.storage_class == lifecycle::StorageClass::kArchive;
  if (is_archived != (rule.count_type == lifecycle::CountType::kSinceImageTransitioned)) std::abort();
  if (is_archived && (rule.count_number < lifecycle::kMinArchiveDays || rule.action != lifecycle::Action::kExpire)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = lifecycle::parse_policy(entrepot::as_text({data, size}));
  if (!policy) {
    if (policy.error().message().empty() || policy.error().message().size() > 40'000) std::abort();
    return 0;
  }
  if (policy->rules.empty() || policy->rules.size() > lifecycle::kMaxRules) std::abort();
  std::int32_t before = 0;
  for (const lifecycle::Rule& rule : policy->rules) {
    if (rule.priority <= before) std::abort();
    before = rule.priority;
    check(rule);
  }
  return 0;
}
