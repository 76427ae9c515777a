#pragma once
// How a repository is made that the registry makes itself.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/repository_settings.h"

namespace entrepot::model {

/// What the registry makes repositories for.
enum class TemplateUse : std::uint8_t { kReplication, kPullThroughCache, kCreateOnPush };
std::string_view to_string(TemplateUse use) noexcept;  ///< ECR's words: "CREATE_ON_PUSH"
std::optional<TemplateUse> parse_template_use(std::string_view text);

struct CreationTemplate {
  std::string description;
  RepositorySettings settings;    ///< with resource tags; scan_on_push is no member of a template
  std::string repository_policy;  ///< as it is stored; empty: none
  std::string lifecycle_policy;   ///< as it is stored; empty: none
  std::vector<TemplateUse> applied_for;
  std::string custom_role_arn;  ///< empty: none
  bool operator==(const CreationTemplate&) const = default;

  bool is_applied_for(TemplateUse use) const;
};

/// What an update says; absent members stay as they are.
struct TemplateChange {
  struct Mutability {
    TagMutability kind{};
    std::vector<std::string> exclusion_filters;
  };
  std::optional<std::string> description;
  std::optional<Mutability> mutability;
  std::optional<std::vector<ResourceTag>> tags;
  std::optional<std::string> repository_policy;  ///< empty: takes it away
  std::optional<std::string> lifecycle_policy;   ///< empty: takes it away
  std::optional<std::vector<TemplateUse>> applied_for;
  std::optional<std::string> custom_role_arn;

  void apply_to(CreationTemplate& target) const;
};

}  // namespace entrepot::model
