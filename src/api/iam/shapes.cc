#include "api/iam/shapes.h"

#include <fmt/format.h>

namespace entrepot::api::iam_service {
namespace {

void write_boundary(Xml& xml, const identity::Entity& entity) {
  if (!entity.boundary_arn) return;
  xml.structure("PermissionsBoundary", [&] {
    xml.text("PermissionsBoundaryType", "PermissionsBoundaryPolicy")
        .text("PermissionsBoundaryArn", *entity.boundary_arn);
  });
}

void write_tags_if_any(Xml& xml, const identity::Tags& tags) {
  if (!tags.empty()) write_tags(xml, tags);
}

}  // namespace

void write(Xml& xml, const identity::User& user) {
  const identity::Entity& entity = user.entity;
  xml.text("Path", entity.path).text("UserName", entity.name).text("UserId", entity.id).text("Arn", entity.arn);
  xml.time("CreateDate", entity.created_at);
  write_boundary(xml, entity);
  write_tags_if_any(xml, user.tags);
}

void write_group(Xml& xml, const identity::Entity& group) {
  xml.text("Path", group.path).text("GroupName", group.name).text("GroupId", group.id).text("Arn", group.arn);
  xml.time("CreateDate", group.created_at);
}

void write(Xml& xml, const identity::Role& role) {
  const identity::Entity& entity = role.entity;
  xml.text("Path", entity.path).text("RoleName", entity.name).text("RoleId", entity.id).text("Arn", entity.arn);
  xml.time("CreateDate", entity.created_at).document("AssumeRolePolicyDocument", role.trust);
  if (!role.description.empty()) xml.text("Description", role.description);
  xml.number("MaxSessionDuration", role.max_session.count());
  write_boundary(xml, entity);
  write_tags_if_any(xml, role.tags);
}

void write(Xml& xml, const identity::ManagedPolicy& policy) {
  xml.text("PolicyName", policy.name).text("PolicyId", policy.id).text("Arn", policy.arn).text("Path", policy.path);
  xml.text("DefaultVersionId", fmt::format("v{}", policy.default_version));
  xml.number("AttachmentCount", policy.attachments).number("PermissionsBoundaryUsageCount", policy.boundaries);
  xml.boolean("IsAttachable", true);
  if (!policy.description.empty()) xml.text("Description", policy.description);
  xml.time("CreateDate", policy.created_at).time("UpdateDate", policy.updated_at);
  write_tags_if_any(xml, policy.tags);
}

void write(Xml& xml, const identity::PolicyVersion& version, Document document) {
  if (document == Document::kWrite) xml.document("Document", version.document);
  xml.text("VersionId", fmt::format("v{}", version.version)).boolean("IsDefaultVersion", version.is_default);
  xml.time("CreateDate", version.created_at);
}

void write(Xml& xml, const identity::AttachedPolicy& policy) {
  xml.text("PolicyName", policy.name).text("PolicyArn", policy.arn);
}

void write(Xml& xml, const identity::AccessKey& key) {
  if (!key.user_name.empty()) xml.text("UserName", key.user_name);
  xml.text("AccessKeyId", key.id).text("Status", std::string_view(key.is_active ? "Active" : "Inactive"));
  xml.time("CreateDate", key.created_at);
}

void write_tags(Xml& xml, const identity::Tags& tags) {
  xml.list("Tags", tags, [&](const auto& tag) { xml.text("Key", tag.first).text("Value", tag.second); });
}

void write_end(Xml& xml, const std::string& marker) {
  xml.boolean("IsTruncated", !marker.empty());
  if (!marker.empty()) xml.text("Marker", marker);
}

}  // namespace entrepot::api::iam_service
