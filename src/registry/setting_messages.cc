#include "registry/setting_messages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "json/reader.h"
#include "registry/messages.h"

namespace entrepot::registry::messages {
namespace {

const std::string& account(const Scope& scope) {
  return scope.registry.account.text();
}

Error limit_exceeded(const Scope& scope, std::string_view things, std::size_t limit) {
  return {ErrorKind::kLimitExceeded,
          fmt::format("The registry with id '{}' already has the maximum allowed number of {} which is '{}'",
                      account(scope), things, limit)};
}

/// As the API's model refuses a list that is longer than it allows.
std::string too_long(std::string_view member, std::size_t limit) {
  return json::constraint_text(member, fmt::format("Member must have length less than or equal to {}", limit));
}

}  // namespace

Error account_setting_value(model::AccountSetting setting, std::string_view value) {
  const bool is_retired = setting == model::AccountSetting::kBasicScanTypeVersion && value == "CLAIR";
  const std::string why =
      is_retired ? std::string("CLAIR has been retired; use AWS_NATIVE")
                 : fmt::format("Member must satisfy enum value set: [{}]", fmt::join(model::values_of(setting), ", "));
  return {ErrorKind::kInvalidParameter,
          fmt::format("Invalid parameter at 'value' failed to satisfy constraint: '{}'", why)};
}

Error exclusion_exists(const Scope& scope, std::string_view principal) {
  return {ErrorKind::kExclusionExists,
          fmt::format("The pull time update exclusion for the principal '{}' already exists in the registry with id "
                      "'{}'",
                      principal, account(scope))};
}

Error exclusion_not_found(const Scope& scope, std::string_view principal) {
  return {ErrorKind::kExclusionNotFound,
          fmt::format("The pull time update exclusion for the principal '{}' does not exist in the registry with id "
                      "'{}'",
                      principal, account(scope))};
}

Error too_many_exclusions(const Scope& scope, std::size_t limit) {
  return limit_exceeded(scope, "pull time update exclusions", limit);
}

Error template_exists(const Scope& scope, std::string_view prefix) {
  return {ErrorKind::kTemplateExists,
          fmt::format("The repository creation template with prefix '{}' already exists in the registry with id '{}'",
                      prefix, account(scope))};
}

Error template_not_found(const Scope& scope, std::string_view prefix) {
  return {ErrorKind::kTemplateNotFound,
          fmt::format("The repository creation template with prefix '{}' does not exist in the registry with id '{}'",
                      prefix, account(scope))};
}

Error too_many_templates(const Scope& scope, std::size_t limit) {
  return limit_exceeded(scope, "repository creation templates", limit);
}

Error too_many_template_tags(std::size_t limit) {
  return {ErrorKind::kInvalidParameter, json::constraint_text("resourceTags", too_many_resource_tags(limit).message())};
}

Error too_many_replication_rules(std::size_t limit) {
  return {ErrorKind::kInvalidParameter, too_long("replicationConfiguration.rules", limit)};
}

Error too_many_destinations(std::size_t limit) {
  return {ErrorKind::kInvalidParameter,
          json::constraint_text("replicationConfiguration",
                                fmt::format("the rules must have at most {} different destinations", limit))};
}

Error too_many_signing_rules(std::size_t limit) {
  return {ErrorKind::kInvalidParameter, too_long("signingConfiguration.rules", limit)};
}

Error replication_to_itself() {
  return {ErrorKind::kInvalidParameter,
          "Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: 'Replication destination "
          "cannot be the same as the source registry'"};
}

Error signing_not_found(const Scope& scope) {
  return {ErrorKind::kSigningConfigurationNotFound,
          fmt::format("Signing configuration does not exist in the registry with id '{}'", account(scope))};
}

Error cache_rule_exists(const Scope& scope, std::string_view prefix) {
  return {ErrorKind::kCacheRuleExists,
          fmt::format("The pull through cache rule with prefix '{}' already exists in the registry with id '{}'",
                      prefix, account(scope))};
}

Error cache_rule_not_found(const Scope& scope, std::string_view prefix) {
  return {ErrorKind::kCacheRuleNotFound,
          fmt::format("The pull through cache rule with prefix '{}' does not exist in the registry with id '{}'",
                      prefix, account(scope))};
}

Error too_many_cache_rules(const Scope& scope, std::size_t limit) {
  return limit_exceeded(scope, "pull through cache rules", limit);
}

Error upstream_needs_credential() {
  return {ErrorKind::kUnsupportedUpstream,
          "The specified upstream registry requires authentication. Specify a valid Secrets Manager ARN"};
}

Error role_without_ecr() {
  return {ErrorKind::kInvalidParameter,
          "Invalid parameter at 'customRoleArn' failed to satisfy constraint: 'a role is used with an upstream "
          "registry of ECR only'"};
}

Error secret_not_found() {
  return {ErrorKind::kSecretNotFound,
          "The ARN of the secret specified in the pull through cache rule was not found. Update the pull through cache "
          "rule with a valid secret ARN and try again."};
}

}  // namespace entrepot::registry::messages
