#include "model/creation_template.h"

#include <algorithm>
#include <array>

namespace entrepot::model {
namespace {

constexpr std::array<std::string_view, 3> kUses = {"REPLICATION", "PULL_THROUGH_CACHE", "CREATE_ON_PUSH"};

}  // namespace

std::string_view to_string(TemplateUse use) noexcept {
  return kUses[static_cast<std::size_t>(use)];
}

std::optional<TemplateUse> parse_template_use(std::string_view text) {
  const auto at = std::ranges::find(kUses, text);
  if (at == kUses.end()) return std::nullopt;
  return static_cast<TemplateUse>(at - kUses.begin());
}

bool CreationTemplate::is_applied_for(TemplateUse use) const {
  return std::ranges::find(applied_for, use) != applied_for.end();
}

void TemplateChange::apply_to(CreationTemplate& target) const {
  if (description) target.description = *description;
  if (mutability) {
    target.settings.mutability = mutability->kind;
    target.settings.exclusion_filters = mutability->exclusion_filters;
  }
  if (tags) target.settings.tags = *tags;
  if (repository_policy) target.repository_policy = *repository_policy;
  if (lifecycle_policy) target.lifecycle_policy = *lifecycle_policy;
  if (applied_for) target.applied_for = *applied_for;
  if (custom_role_arn) target.custom_role_arn = *custom_role_arn;
}

}  // namespace entrepot::model
