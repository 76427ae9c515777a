#include "registry/creation_template_text.h"

#include "json/reader.h"

namespace entrepot::registry {
namespace {

json::Array strings(const std::vector<std::string>& items) {
  return json::Array(items.begin(), items.end());
}

Error damaged() {
  return {ErrorKind::kCorrupt, "a repository creation template is damaged"};
}

Result<std::vector<model::ResourceTag>> tags_of(const json::Array* list) {
  std::vector<model::ResourceTag> tags;
  if (list == nullptr) return tags;
  for (const json::Value& item : *list) {
    if (!item.is_object()) return fail(damaged());
    json::Reader in(item.get_object());
    tags.push_back({.key = in.required_string("Key"), .value = in.required_string("Value")});
    if (!in.finish()) return fail(damaged());
  }
  return tags;
}

Result<std::vector<model::TemplateUse>> uses_of(const std::vector<std::string>& words) {
  std::vector<model::TemplateUse> uses;
  for (const std::string& word : words) {
    const auto use = model::parse_template_use(word);
    if (!use) return fail(damaged());
    uses.push_back(*use);
  }
  return uses;
}

}  // namespace

std::string to_text(const model::CreationTemplate& content) {
  json::Array tags;
  for (const model::ResourceTag& tag : content.settings.tags) tags.push_back({{"Key", tag.key}, {"Value", tag.value}});
  json::Array uses;
  for (const model::TemplateUse use : content.applied_for) uses.emplace_back(to_string(use));
  return boost::json::serialize(
      json::Object{{"description", content.description},
                   {"imageTagMutability", to_string(content.settings.mutability)},
                   {"imageTagMutabilityExclusionFilters", strings(content.settings.exclusion_filters)},
                   {"encryptionType", to_string(content.settings.encryption)},
                   {"kmsKey", content.settings.kms_key},
                   {"resourceTags", std::move(tags)},
                   {"repositoryPolicy", content.repository_policy},
                   {"lifecyclePolicy", content.lifecycle_policy},
                   {"appliedFor", std::move(uses)},
                   {"customRoleArn", content.custom_role_arn}});
}

Result<model::CreationTemplate> creation_template_of(const std::string& text) {
  const Result<json::Value> value = json::parse(text);
  if (!value || !value->is_object()) return fail(damaged());
  json::Reader in(value->get_object());
  const auto mutability = model::parse_tag_mutability(in.required_string("imageTagMutability"));
  const auto encryption = model::parse_encryption_type(in.required_string("encryptionType"));
  const std::vector<std::string> uses = in.required_strings("appliedFor");
  model::CreationTemplate content{
      .description = in.required_string("description"),
      .settings = {.exclusion_filters = in.required_strings("imageTagMutabilityExclusionFilters"),
                   .kms_key = in.required_string("kmsKey"),
                   .tags = {}},
      .repository_policy = in.required_string("repositoryPolicy"),
      .lifecycle_policy = in.required_string("lifecyclePolicy"),
      .applied_for = {},
      .custom_role_arn = in.required_string("customRoleArn")};
  ENTREPOT_TRY(content.settings.tags, tags_of(in.optional_array("resourceTags")));
  if (!in.finish() || !mutability || !encryption) return fail(damaged());
  content.settings.mutability = *mutability;
  content.settings.encryption = *encryption;
  ENTREPOT_TRY(content.applied_for, uses_of(uses));
  return content;
}

}  // namespace entrepot::registry
