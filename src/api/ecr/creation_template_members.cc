#include "api/ecr/creation_template_members.h"

#include <algorithm>

#include "api/aws/json_text.h"
#include "api/ecr/encryption_configuration.h"
#include "api/ecr/members.h"
#include "api/ecr/policy_principals.h"
#include "api/ecr/policy_texts.h"
#include "api/ecr/resource_tags.h"
#include "api/ecr/roles.h"
#include "api/ecr/tag_mutability.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::size_t kMaxUses = 100;

std::optional<model::TemplateChange::Mutability> read_mutability(json::Reader& in, const json::Object& body) {
  const auto is_given = [&](std::string_view member) {
    const json::Value* value = body.if_contains(member);
    return value != nullptr && !value->is_null();
  };
  if (!is_given("imageTagMutability") && !is_given("imageTagMutabilityExclusionFilters")) return std::nullopt;
  model::RepositorySettings settings;
  read_tag_mutability(in, settings);
  return model::TemplateChange::Mutability{settings.mutability, std::move(settings.exclusion_filters)};
}

/// The operations on templates have no errors of their own for tags.
std::optional<std::vector<model::ResourceTag>> read_tags(json::Reader& in, const json::Object& body) {
  if (in.optional_array("resourceTags") == nullptr) return std::nullopt;
  const json::Object as_tags{{"tags", body.at("resourceTags")}};
  json::Reader inner(as_tags);
  std::vector<model::ResourceTag> tags = read_resource_tags(inner);
  if (Result<void> done = inner.finish(); !done) {
    if (done.error().kind() == ErrorKind::kInvalidTagParameter) {
      in.refuse("resourceTags", done.error().message());
    } else {
      in.refuse(std::move(done).error());
    }
  }
  return tags;
}

std::optional<std::vector<model::TemplateUse>> read_uses(json::Reader& in) {
  const auto words = in.optional_strings("appliedFor", {.min = 1, .max = kMaxUses});
  if (!words) return std::nullopt;
  std::vector<model::TemplateUse> uses;
  for (const std::string& word : *words) {
    const model::TemplateUse use = known(in, "appliedFor", model::parse_template_use(word));
    if (std::ranges::find(uses, use) == uses.end()) uses.push_back(use);
  }
  return uses;
}

}  // namespace

model::TemplateChange read_template_change(json::Reader& in, const json::Object& body) {
  model::TemplateChange change{.description = in.optional_string("description"),
                               .mutability = read_mutability(in, body),
                               .tags = read_tags(in, body),
                               .repository_policy = in.optional_string("repositoryPolicy"),
                               .lifecycle_policy = in.optional_string("lifecyclePolicy"),
                               .applied_for = read_uses(in),
                               .custom_role_arn = read_custom_role(in, EmptyRole::kClears)};
  check_encryption(in);
  if (in.ok() && !change.repository_policy.value_or("").empty()) {
    change.repository_policy = rewrite_policy(in, *change.repository_policy, model::PolicyOf::kRepository);
  }
  if (in.ok() && !change.lifecycle_policy.value_or("").empty()) check_lifecycle_policy(in, *change.lifecycle_policy);
  return change;
}

json::Object to_json(const registry::CreationTemplates::Template& found, const iam::Directory* directory) {
  const model::CreationTemplate& content = found.content;
  json::Object out{{"prefix", found.prefix}};
  if (!content.description.empty()) out["description"] = content.description;
  out["encryptionConfiguration"] = json::Object{{"encryptionType", to_string(content.settings.encryption)}};
  if (!content.settings.tags.empty()) {
    json::Array tags;
    for (const model::ResourceTag& tag : content.settings.tags) {
      tags.push_back({{"Key", tag.key}, {"Value", tag.value}});
    }
    out["resourceTags"] = std::move(tags);
  }
  add_tag_mutability(out, content.settings);
  if (!content.repository_policy.empty()) {
    out["repositoryPolicy"] = show_principals(content.repository_policy, model::PolicyOf::kRepository, directory);
  }
  if (!content.lifecycle_policy.empty()) out["lifecyclePolicy"] = content.lifecycle_policy;
  json::Array uses;
  for (const model::TemplateUse use : content.applied_for) uses.emplace_back(to_string(use));
  out["appliedFor"] = std::move(uses);
  if (!content.custom_role_arn.empty()) out["customRoleArn"] = content.custom_role_arn;
  out["createdAt"] = aws::timestamp(found.created_at);
  out["updatedAt"] = aws::timestamp(found.updated_at);
  return out;
}

}  // namespace entrepot::api::ecr
