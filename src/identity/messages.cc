#include "identity/messages.h"

#include <fmt/format.h>

#include "identity/quotas.h"

namespace entrepot::identity::messages {
namespace {

std::string_view title(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return "User";
    case Kind::kGroup:
      return "Group";
    case Kind::kRole:
      return "Role";
  }
  return "User";
}

}  // namespace

Error not_found(Kind kind, std::string_view name) {
  return {ErrorKind::kNoSuchEntity, fmt::format("The {} with name {} cannot be found.", meta::word(kind), name)};
}

Error exists(Kind kind, std::string_view name) {
  return {ErrorKind::kEntityExists, fmt::format("{} with name {} already exists.", title(kind), name)};
}

Error policy_not_found(std::string_view arn) {
  return {ErrorKind::kNoSuchEntity, fmt::format("Policy {} was not found.", arn)};
}

Error policy_exists(std::string_view name) {
  return {ErrorKind::kEntityExists,
          fmt::format("A policy called {} already exists. Duplicate names are not allowed.", name)};
}

Error policy_not_attachable(std::string_view arn) {
  return {ErrorKind::kNoSuchEntity, fmt::format("Policy {} does not exist or is not attachable.", arn)};
}

Error boundary_not_attachable(std::string_view arn) {
  return {ErrorKind::kNoSuchEntity, fmt::format("Scope ARN: {} does not exist or is not attachable.", arn)};
}

Error foreign_policy() {
  return {ErrorKind::kAccessDenied, "Policy is outside your own account."};
}

Error version_not_found(std::string_view arn, std::string_view version) {
  return {ErrorKind::kNoSuchEntity,
          fmt::format("Policy {} version {} does not exist or is not attachable.", arn, version)};
}

Error inline_policy_not_found(Kind kind, std::string_view name) {
  return {ErrorKind::kNoSuchEntity, fmt::format("The {} policy with name {} cannot be found.", meta::word(kind), name)};
}

Error key_not_found(std::string_view id) {
  return {ErrorKind::kNoSuchEntity, fmt::format("The Access Key with id {} cannot be found.", id)};
}

Error not_a_member(std::string_view user, std::string_view group) {
  return {ErrorKind::kNoSuchEntity, fmt::format("User {} not in group {}", user, group)};
}

Error provider_exists(std::string_view url) {
  return {ErrorKind::kEntityExists, fmt::format("Provider with url https://{} already exists.", url)};
}

Error provider_not_found(std::string_view arn) {
  return {ErrorKind::kNoSuchEntity, fmt::format("OpenIDConnect Provider not found for arn {}", arn)};
}

Error cannot_delete(std::string_view what) {
  return {ErrorKind::kDeleteConflict, fmt::format("Cannot delete entity, must {} first.", what)};
}

Error policy_is_attached() {
  return {ErrorKind::kDeleteConflict, "Cannot delete a policy attached to entities."};
}

Error policy_has_versions() {
  return {ErrorKind::kDeleteConflict,
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
          "The default version is deleted with the policy."};
}

Error version_is_default() {
  return {ErrorKind::kDeleteConflict, "Cannot delete the default version of a policy."};
}

Error quota(std::string_view what, std::int64_t limit) {
  return {ErrorKind::kLimitExceeded, fmt::format("Cannot exceed quota for {}: {}", what, limit)};
}

Error inline_policies_too_large(Kind kind, std::string_view name, std::size_t limit) {
  return {ErrorKind::kLimitExceeded,
          fmt::format("Maximum policy size of {} bytes exceeded for {} {}", limit, meta::word(kind), name)};
}

Error too_many_versions() {
  return {ErrorKind::kLimitExceeded,
          fmt::format("A managed policy can have up to {} versions. Before you create a new version, you must delete "
                      "an existing version.",
                      kPolicyVersions)};
}

Error protected_role(std::string_view name) {
  return {ErrorKind::kUnmodifiableEntity,
          fmt::format("Cannot perform the operation on the protected role '{}' - this role is only modifiable by AWS",
                      name)};
}

Error reserved_path() {
  return {ErrorKind::kInvalidInput, "The path /aws-service-role/ is reserved for service-linked roles."};
}

Error duplicate_tag_keys() {
  return {ErrorKind::kInvalidInput, "Duplicate tag keys found. Please note that Tag keys are case insensitive."};
}

Error malformed_policy(std::string_view text) {
  return {ErrorKind::kMalformedPolicy, std::string(text)};
}

}  // namespace entrepot::identity::messages
